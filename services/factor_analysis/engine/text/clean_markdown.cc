#include "services/factor_analysis/engine/text/clean_markdown.h"

#include <algorithm>
#include <cstddef>

namespace isotherm::engine {
namespace {

std::string_view Trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

bool IsRule(std::string_view line) {
  std::size_t marks = 0;
  for (const char c : line) {
    if (c == ' ') continue;
    if (c != line.front() || (c != '-' && c != '*' && c != '_' && c != '=')) return false;
    ++marks;
  }
  return marks >= 3;
}

bool IsTableRule(std::string_view line) {
  return line.find('|') != std::string_view::npos && line.find('-') != std::string_view::npos &&
         line.find_first_not_of("|-: ") == std::string_view::npos;
}

// "[1]: https://...", "[^2]: note".
bool IsReference(std::string_view line) {
  if (!line.starts_with('[')) return false;
  const std::size_t close = line.find("]:");
  return close != std::string_view::npos &&
         line.substr(0, close).find(' ') == std::string_view::npos;
}

struct Entity {
  std::string_view name;
  std::string_view text;
};

constexpr Entity kEntities[] = {
    {"&amp;", "&"},   {"&lt;", "<"},    {"&gt;", ">"},    {"&quot;", "\""}, {"&apos;", "'"},
    {"&#39;", "'"},   {"&nbsp;", " "},  {"&mdash;", "—"}, {"&ndash;", "–"}, {"&hellip;", "…"},
    {"&rsquo;", "’"}, {"&lsquo;", "‘"}, {"&ldquo;", "“"}, {"&rdquo;", "”"}};

bool IsAlnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Reads one line's inline marks.
class InlineReader {
 public:
  InlineReader(std::string_view line, std::string& out) : line_(line), out_(out) {}

  void Run() {
    while (i_ < line_.size()) {
      if (!Escape() && !Image() && !Link() && !Tag() && !EntityHere() && !Mark()) {
        out_.push_back(line_[i_++]);
      }
    }
  }

 private:
  bool Escape() {
    static constexpr std::string_view kEscapable = "\\`*_{}[]()#+-.!|>~";
    if (line_[i_] != '\\' || i_ + 1 >= line_.size()) return false;
    if (kEscapable.find(line_[i_ + 1]) == std::string_view::npos) return false;
    out_.push_back(line_[i_ + 1]);
    i_ += 2;
    return true;
  }

  // End of "[...]" with nesting; npos when open.
  std::size_t CloseBracket(std::size_t open) const {
    int depth = 0;
    for (std::size_t k = open; k < line_.size(); ++k) {
      if (line_[k] == '[') ++depth;
      if (line_[k] == ']' && --depth == 0) return k;
    }
    return std::string_view::npos;
  }

  // One past "(...)" or "[...]" that starts at `k`, or `k`.
  std::size_t TargetEnd(std::size_t k) const {
    if (k >= line_.size()) return k;
    if (line_[k] == '[') {
      const std::size_t close = line_.find(']', k);
      return close == std::string_view::npos ? k : close + 1;
    }
    if (line_[k] != '(') return k;
    int depth = 0;
    for (std::size_t j = k; j < line_.size(); ++j) {
      if (line_[j] == '(') ++depth;
      if (line_[j] == ')' && --depth == 0) return j + 1;
    }
    return k;
  }

  bool Image() {
    if (line_.substr(i_, 2) != "![") return false;
    const std::size_t close = CloseBracket(i_ + 1);
    if (close == std::string_view::npos) return false;
    const std::size_t end = TargetEnd(close + 1);
    if (end == close + 1) return false;
    i_ = end;
    return true;
  }

  bool Link() {
    if (line_[i_] != '[') return false;
    const std::size_t close = CloseBracket(i_);
    if (close == std::string_view::npos) return false;
    if (line_.substr(i_, 2) == "[^") {
      i_ = close + 1;
      return true;
    }
    const std::size_t end = TargetEnd(close + 1);
    if (end == close + 1) return false;
    InlineReader(line_.substr(i_ + 1, close - i_ - 1), out_).Run();
    i_ = end;
    return true;
  }

  bool Tag() {
    if (line_[i_] != '<' || i_ + 1 >= line_.size()) return false;
    const char next = line_[i_ + 1];
    if (!IsAlnum(next) && next != '/' && next != '!') return false;
    const std::size_t close = line_.find('>', i_);
    if (close == std::string_view::npos) return false;
    i_ = close + 1;
    return true;
  }

  bool EntityHere() {
    if (line_[i_] != '&') return false;
    for (const Entity& entity : kEntities) {
      if (line_.substr(i_, entity.name.size()) == entity.name) {
        out_.append(entity.text);
        i_ += entity.name.size();
        return true;
      }
    }
    return false;
  }

  // Emphasis, code and strike-through marks stand at the border of a word.
  bool Mark() {
    const char c = line_[i_];
    if (c != '*' && c != '_' && c != '`' && c != '~') return false;
    std::size_t end = i_;
    while (end < line_.size() && line_[end] == c) ++end;
    if (c == '~' && end - i_ < 2) return false;
    const bool before = i_ > 0 && IsAlnum(line_[i_ - 1]);
    const bool after = end < line_.size() && IsAlnum(line_[end]);
    if (c == '_' && before && after) return false;
    const bool spaced =
        (i_ == 0 || line_[i_ - 1] == ' ') && (end >= line_.size() || line_[end] == ' ');
    if (spaced) return false;
    i_ = end;
    return true;
  }

  std::string_view line_;
  std::string& out_;
  std::size_t i_ = 0;
};

std::string_view DropFrontMatter(std::string_view text) {
  for (const std::string_view fence : {std::string_view("---\n"), std::string_view("+++\n")}) {
    if (!text.starts_with(fence)) continue;
    const std::string close = "\n" + std::string(fence.substr(0, 3));
    const std::size_t end = text.find(close, 3);
    if (end == std::string_view::npos) return text;
    const std::size_t line_end = text.find('\n', end + 1);
    return line_end == std::string_view::npos ? std::string_view() : text.substr(line_end + 1);
  }
  return text;
}

// Length of "# " and the like at the start of a heading; 0 if the line is none.
std::size_t HeadingMark(std::string_view line) {
  const std::size_t marks = std::min(line.find_first_not_of('#'), line.size());
  if (marks == 0 || marks > 6) return 0;
  return marks == line.size() || line[marks] == ' ' ? marks : 0;
}

}  // namespace

std::string MarkdownToText(std::string_view markdown) {
  std::string_view rest = DropFrontMatter(markdown);
  std::string out;
  out.reserve(rest.size());
  bool in_code = false;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    std::string_view trimmed = Trim(line);
    if (trimmed.starts_with("```") || trimmed.starts_with("~~~")) {
      in_code = !in_code;
      out.push_back('\n');
      continue;
    }
    if (in_code) continue;
    while (trimmed.starts_with('>')) trimmed = Trim(trimmed.substr(1));
    if (IsRule(trimmed) || IsTableRule(trimmed) || IsReference(trimmed)) {
      out.push_back('\n');
      continue;
    }
    if (const std::size_t marks = HeadingMark(trimmed); marks > 0) {
      trimmed = Trim(trimmed.substr(marks));
      while (trimmed.ends_with('#')) trimmed.remove_suffix(1);
      out.append("\n");
      InlineReader(Trim(trimmed), out).Run();
      out.append("\n\n");
      continue;
    }
    std::string row;
    if (trimmed.starts_with('|')) {
      row = std::string(trimmed);
      std::replace(row.begin(), row.end(), '|', ' ');
      trimmed = Trim(row);
    }
    // A list mark is kept, for the segmenter to see.
    if (trimmed.starts_with("* ") || trimmed.starts_with("+ ")) {
      out.append("- ");
      trimmed = Trim(trimmed.substr(2));
    }
    InlineReader(trimmed, out).Run();
    out.push_back('\n');
  }
  return out;
}

}  // namespace isotherm::engine
