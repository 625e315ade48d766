// Where commands write: a stream that may be a terminal.
//
// Ownership: the FILE is borrowed. Thread-safety: none; one thread writes.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace isotherm::cli {

class Output {
 public:
  // A terminal is found by isatty; NO_COLOR (https://no-color.org) turns colours off.
  explicit Output(std::FILE* file);

  void Write(std::string_view text);
  // Writes at once what was buffered.
  void Flush();

  bool is_terminal() const { return is_terminal_; }
  bool has_colours() const { return has_colours_; }
  // Columns of the terminal now; 100 when it is none.
  int width() const;
  // For tables: in files and pipes nothing is cut.
  int table_width() const { return is_terminal_ ? width() : 10'000; }

 private:
  std::FILE* file_;
  bool is_terminal_ = false;
  bool has_colours_ = false;
};

// One line of progress: rewritten in place on a terminal, else a line for every tenth part.
class Progress {
 public:
  // `total` 0 = not known. `what` is the unit in the plural, "documents".
  Progress(Output& output, std::string_view label, std::string_view what, std::size_t total);
  void Update(std::size_t done);
  // Ends the line with the final count.
  void Finish(std::size_t done);

 private:
  std::string Line(std::size_t done) const;

  Output& output_;
  const std::string label_;
  const std::string what_;
  const std::size_t total_;
  std::size_t shown_tenth_ = 0;
};

}  // namespace isotherm::cli
