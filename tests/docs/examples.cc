#include "tests/docs/examples.h"

#include <array>
#include <optional>
#include <sstream>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"

namespace isotherm::documentation {
namespace {

// Fences that show something and hold no commands.
constexpr std::array<std::string_view, 7> kShown = {"",     "text",  "proto",  "cpp",
                                                    "json", "jsonl", "mermaid"};

// The text of "<!-- KEY: text -->"; nullopt when the line is something else.
std::optional<std::string> Comment(const std::string& line, const std::string& key) {
  const std::string begin = absl::StrCat("<!-- ", key, ": ");
  const std::string end = " -->";
  if (!line.starts_with(begin) || !line.ends_with(end)) return std::nullopt;
  return line.substr(begin.size(), line.size() - begin.size() - end.size());
}

class Reader {
 public:
  void Line(const std::string& line) {
    ++number_;
    const bool fence = line.starts_with("```");
    if (inside_ && line == "```") {
      Close();
    } else if (inside_) {
      absl::StrAppend(&next_.script, line, "\n");
    } else if (fence) {
      Open(line.substr(3));
    } else if (!ReadComment(line) && commented_ && !line.empty()) {
      Fault("a comment about a block, but no block follows");
      Reset();
    }
  }

  Page Finish() {
    if (inside_) Fault("the block never ends");
    if (commented_ && !inside_) Fault("a comment about a block, but no block follows");
    return std::move(page_);
  }

 private:
  void Open(std::string_view language) {
    inside_ = true;
    commands_ = language == "sh";
    next_.line = number_;
    bool shown = false;
    for (const std::string_view known : kShown) shown = shown || language == known;
    if (!commands_ && !shown) Fault("commands belong in ```sh, where they are run");
    if (!commands_ && commented_) Fault("a comment about commands before a block without any");
  }

  void Close() {
    if (commands_) page_.examples.push_back(std::move(next_));
    Reset();
  }

  bool ReadComment(const std::string& line) {
    if (auto text = Comment(line, "expect")) {
      next_.expected.push_back(*std::move(text));
    } else if (auto error = Comment(line, "expect-error")) {
      next_.expected.push_back(*std::move(error));
      next_.fails = true;
    } else if (auto reason = Comment(line, "not run")) {
      next_.not_run = *std::move(reason);
    } else {
      return false;
    }
    commented_ = true;
    return true;
  }

  void Reset() {
    next_ = Example();
    inside_ = commands_ = commented_ = false;
  }

  void Fault(std::string_view what) {
    page_.faults.push_back(absl::StrCat("line ", number_, ": ", std::string(what)));
  }

  Page page_;
  Example next_;
  int number_ = 0;
  bool inside_ = false;
  bool commands_ = false;   // the block inside holds commands
  bool commented_ = false;  // a comment waits for its block
};

}  // namespace

Page ReadPage(const std::string& markdown) {
  Reader reader;
  std::istringstream lines(markdown);
  for (std::string line; std::getline(lines, line);) reader.Line(line);
  return reader.Finish();
}

}  // namespace isotherm::documentation
