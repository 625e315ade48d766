#include "cli/output/output.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace isotherm::cli {

Output::Output(std::FILE* file) : file_(file) {
  is_terminal_ = isatty(fileno(file)) == 1;
  const char* no_colour = std::getenv("NO_COLOR");
  has_colours_ = is_terminal_ && (no_colour == nullptr || *no_colour == '\0');
}

void Output::Write(std::string_view text) { std::fwrite(text.data(), 1, text.size(), file_); }

void Output::Flush() { std::fflush(file_); }

int Output::width() const {
  winsize size = {};
  if (is_terminal_ && ioctl(fileno(file_), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return size.ws_col;
  }
  return 100;
}

Progress::Progress(Output& output, std::string_view label, std::string_view what, std::size_t total)
    : output_(output), label_(label), what_(what), total_(total) {}

std::string Progress::Line(std::size_t done) const {
  std::string line = absl::StrCat(label_, " ", done);
  if (total_ > 0) absl::StrAppend(&line, "/", total_);
  absl::StrAppend(&line, " ", what_);
  return line;
}

void Progress::Update(std::size_t done) {
  if (output_.is_terminal()) {
    output_.Write(absl::StrCat("\r\x1b[K", Line(done)));
    output_.Flush();
    return;
  }
  if (total_ == 0) return;
  const std::size_t tenth = done * 10 / total_;
  if (tenth == shown_tenth_ || done == total_) return;
  shown_tenth_ = tenth;
  output_.Write(Line(done) + "\n");
  output_.Flush();
}

void Progress::Finish(std::size_t done) {
  output_.Write(absl::StrCat(output_.is_terminal() ? "\r\x1b[K" : "", Line(done), "\n"));
  output_.Flush();
}

}  // namespace isotherm::cli
