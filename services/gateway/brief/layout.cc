#include "services/gateway/brief/layout.h"

#include <algorithm>

namespace isotherm::brief {
namespace {

constexpr std::string_view kEllipsis = "…";

bool IsContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

}  // namespace

std::size_t DisplayWidth(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return !IsContinuation(byte); }));
}

std::string Pad(std::string_view text, std::size_t width, bool right) {
  const std::size_t used = DisplayWidth(text);
  const std::string blanks(used < width ? width - used : 0, ' ');
  return right ? blanks + std::string(text) : std::string(text) + blanks;
}

std::string Wrap(std::string_view text, std::size_t width, std::string_view first,
                 std::string_view rest) {
  std::string result;
  std::string line(first);
  bool empty = true;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n", at);
    if (begin == std::string_view::npos) break;
    const std::size_t end = std::min(text.find_first_of(" \t\r\n", begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    if (!empty && DisplayWidth(line) + 1 + DisplayWidth(word) > width) {
      result.append(line).push_back('\n');
      line.assign(rest);
      empty = true;
    }
    if (!empty) line.push_back(' ');
    line.append(word);
    empty = false;
    at = end;
  }
  result.append(line).push_back('\n');
  return result;
}

std::string Ellipsize(std::string_view text, std::size_t width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  if (width == 0) return "";
  std::size_t columns = 0;
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    if (!IsContinuation(text[end]) && ++columns == width) break;
  }
  while (end > 0 && text[end - 1] == ' ') --end;
  return std::string(text.substr(0, end)).append(kEllipsis);
}

}  // namespace isotherm::brief
