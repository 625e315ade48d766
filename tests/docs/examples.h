// The commands of a Markdown page.
//
// A block ```sh is one script. Comments before it say what must come of it:
//   <!-- expect: TEXT -->        it succeeds and prints TEXT; may be repeated
//   <!-- expect-error: TEXT -->  it fails and prints TEXT
//   <!-- not run: REASON -->     it is not run
// Without a comment it must succeed, and what it defines is known to the blocks after it.
// Thread-safety: pure.
#pragma once

#include <string>
#include <vector>

namespace isotherm::documentation {

struct Example {
  int line = 0;  // of the opening fence, from 1
  std::string script;
  std::vector<std::string> expected;
  bool fails = false;
  std::string not_run;  // the reason; empty = it is run
};

struct Page {
  std::vector<Example> examples;
  // What is wrong with the page itself, by line: an unknown fence that may hide commands, a comment
  // without a block, a block that never ends.
  std::vector<std::string> faults;
};

Page ReadPage(const std::string& markdown);

}  // namespace isotherm::documentation
