#include "services/factor_analysis/engine/text/clean.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "services/common/strings/view.h"
#include "services/factor_analysis/engine/analyzer.h"
#include "services/factor_analysis/engine/text/clean_html.h"
#include "services/factor_analysis/engine/text/clean_markdown.h"
#include "services/factor_analysis/engine/text/utf8.h"

namespace isotherm::engine {
namespace {

constexpr std::size_t kSniffedBytes = 64 * 1024;
constexpr double kMaxControlShare = 0.02;
constexpr double kMaxMalformedShare = 0.3;

struct Magic {
  std::string_view bytes;
  const char* name;
};

constexpr std::array<Magic, 9> kMagics = {{{"%PDF-", "a PDF file"},
                                           {"PK\x03\x04", "a ZIP archive or office document"},
                                           {"\x89PNG", "a PNG image"},
                                           {"\xFF\xD8\xFF", "a JPEG image"},
                                           {"GIF8", "a GIF image"},
                                           {"\x1F\x8B", "a gzip archive"},
                                           {"\x7F"
                                            "ELF",
                                            "a program"},
                                           {"\xFF\xFE", "UTF-16 text; send UTF-8"},
                                           {"\xFE\xFF", "UTF-16 text; send UTF-8"}}};

char AsciiLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

bool StartsWithIgnoringCase(std::string_view text, std::string_view prefix) {
  if (text.size() < prefix.size()) return false;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    if (AsciiLower(text[i]) != prefix[i]) return false;
  }
  return true;
}

std::string_view TrimLeft(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t\r\n\f\v");
  return start == std::string_view::npos ? std::string_view() : text.substr(start);
}

absl::Status CheckNotBinary(std::string_view content) {
  const auto binary = [](std::string_view why) {
    return absl::InvalidArgumentError(absl::StrCat("content is not text: ", AbslView(why),
                                                   "; send plain text, Markdown or HTML"));
  };
  for (const Magic& magic : kMagics) {
    if (content.starts_with(magic.bytes)) return binary(magic.name);
  }
  const std::size_t nul = content.find('\0');
  if (nul != std::string_view::npos) return binary(absl::StrCat("NUL at byte ", nul));
  const std::string_view sniffed = content.substr(0, kSniffedBytes);
  std::size_t control = 0;
  std::size_t malformed = 0;
  for (std::size_t i = 0; i < sniffed.size();) {
    const auto byte = static_cast<unsigned char>(sniffed[i]);
    if (byte >= 0x20 && byte < 0x80) {
      ++i;
      continue;
    }
    if (byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t' && byte != '\f') ++control;
    const CodePoint point = DecodeAt(sniffed, i);
    if (!point.valid && i + 4 < sniffed.size()) ++malformed;
    i += point.size;
  }
  const auto size = static_cast<double>(sniffed.size());
  if (static_cast<double>(control) > kMaxControlShare * size + 2) {
    return binary(
        absl::StrCat(control, " control characters in the first ", sniffed.size(), " bytes"));
  }
  if (static_cast<double>(malformed) > kMaxMalformedShare * size) {
    return binary(
        absl::StrCat(malformed, " of the first ", sniffed.size(), " bytes are not UTF-8"));
  }
  return absl::OkStatus();
}

// Line ends, spaces and invisible characters; at most one blank line between paragraphs.
std::string NormaliseSpace(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t newlines = 0;
  for (std::size_t i = 0; i < text.size();) {
    // Most of a text is plain printable ASCII: copied in runs.
    std::size_t run = i;
    while (run < text.size() && text[run] >= ' ' && text[run] < 0x7F) ++run;
    if (run > i) {
      if (std::string_view(text.substr(i, run - i)).find_first_not_of(' ') !=
          std::string_view::npos) {
        newlines = 0;
      }
      out.append(text, i, run - i);
      i = run;
      continue;
    }
    const CodePoint point = DecodeAt(text, i);
    const std::size_t at = i;
    i += point.size;
    char32_t c = point.value;
    if (c == '\r') {
      if (i < text.size() && text[i] == '\n') continue;
      c = '\n';
    }
    if (c == 0x2028 || c == 0x85 || c == '\f' || c == '\v') c = '\n';
    if (c == 0x2029) {
      out.append("\n\n");
      newlines = 2;
      continue;
    }
    if (c == '\n') {
      while (!out.empty() && out.back() == ' ') out.pop_back();
      if (newlines < 2) out.push_back('\n');
      ++newlines;
      continue;
    }
    if (c == 0x200B || c == 0xFEFF || c == 0xAD || c == 0x2060 || (c < 0x20 && c != '\t') ||
        (c >= 0x7F && c < 0xA0)) {
      continue;
    }
    if (c == '\t' || IsSpace(c)) {
      out.push_back(' ');
      continue;
    }
    newlines = 0;
    out.append(text, at, point.size);
  }
  const std::size_t first = out.find_first_not_of(" \n");
  if (first == std::string::npos) return {};
  out.erase(out.find_last_not_of(" \n") + 1);
  // A list mark's indent tells nothing, but the first line keeps its own text at byte 0.
  out.erase(0, first);
  return out;
}

bool IsHtml(std::string_view content) {
  const std::string_view head = TrimLeft(content).substr(0, 512);
  if (StartsWithIgnoringCase(head, "<!doctype html") || StartsWithIgnoringCase(head, "<html") ||
      StartsWithIgnoringCase(head, "<head") || StartsWithIgnoringCase(head, "<body")) {
    return true;
  }
  static constexpr std::string_view kTags[] = {
      "<p>",      "<p ",    "</p>",   "<div", "</div>",  "<br>",     "<br/>", "<br />",  "<h1",
      "<h2",      "<h3",    "<ul",    "<li>", "<table",  "<article", "<span", "<script", "<a href",
      "<section", "<main>", "<main ", "</a>", "</span>", "<strong>", "<em>",  "<body",   "<b>"};
  std::size_t found = 0;
  for (std::size_t i = content.find('<'); i != std::string_view::npos;
       i = content.find('<', i + 1)) {
    for (const std::string_view tag : kTags) {
      if (StartsWithIgnoringCase(content.substr(i, tag.size()), tag)) {
        ++found;
        break;
      }
    }
    if (found >= 2) return true;
  }
  return false;
}

bool IsMarkdown(std::string_view content) {
  if (content.starts_with("---\n") || content.starts_with("---\r\n")) return true;
  if (content.find("](http") != std::string_view::npos) return true;
  std::size_t bold = 0;
  for (std::size_t i = content.find("**"); i != std::string_view::npos;
       i = content.find("**", i + 2)) {
    ++bold;
  }
  if (bold >= 2) return true;
  while (!content.empty()) {
    const std::size_t end = std::min(content.find('\n'), content.size());
    const std::string_view line = content.substr(0, end);
    const std::size_t marks = std::min(line.find_first_not_of('#'), line.size());
    if (marks >= 1 && marks <= 6 && marks < line.size() && line[marks] == ' ') return true;
    if (line.starts_with("```")) return true;
    content.remove_prefix(std::min(end + 1, content.size()));
  }
  return false;
}

}  // namespace

ContentFormat DetectFormat(std::string_view content) {
  if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
  if (IsHtml(content)) return ContentFormat::kHtml;
  return IsMarkdown(content) ? ContentFormat::kMarkdown : ContentFormat::kPlain;
}

absl::StatusOr<CleanedText> CleanContent(std::string_view content, ContentFormat format) {
  if (content.size() > Analyzer::kMaxContentBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("content is ", content.size(), " bytes; the limit is ",
                     Analyzer::kMaxContentBytes, " bytes: split the document"));
  }
  if (absl::Status status = CheckNotBinary(content); !status.ok()) return status;
  if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
  CleanedText cleaned;
  cleaned.format = format == ContentFormat::kDetect ? DetectFormat(content) : format;
  std::string text = IsValidUtf8(content) ? std::string(content) : RepairUtf8(content);
  if (cleaned.format == ContentFormat::kHtml) {
    absl::StatusOr<std::string> prose = HtmlToText(text);
    if (!prose.ok()) return prose.status();
    text = *std::move(prose);
  } else if (cleaned.format == ContentFormat::kMarkdown) {
    text = MarkdownToText(NormaliseSpace(text));
  }
  cleaned.text = NormaliseSpace(text);
  if (cleaned.text.empty()) {
    static constexpr const char* kNames[] = {"detected", "plain text", "Markdown", "HTML"};
    return absl::InvalidArgumentError(
        absl::StrCat("content holds no text: nothing is left of ", content.size(), " bytes of ",
                     kNames[static_cast<int>(cleaned.format)], " after cleaning"));
  }
  return cleaned;
}

absl::StatusOr<CleanedText> CleanDocument(const DocumentInput& document) {
  absl::StatusOr<CleanedText> cleaned = CleanContent(document.content, document.format);
  if (!cleaned.ok()) return cleaned;
  std::string title = NormaliseSpace(RepairUtf8(document.title));
  std::replace(title.begin(), title.end(), '\n', ' ');
  if (title.empty()) return cleaned;
  if (cleaned->text.starts_with(title)) {
    const std::size_t end = title.size();
    if (end < cleaned->text.size() && cleaned->text[end] == '\n') cleaned->title_bytes = end;
    return cleaned;
  }
  cleaned->title_bytes = title.size();
  cleaned->text = absl::StrCat(title, "\n\n", cleaned->text);
  return cleaned;
}

}  // namespace isotherm::engine
