#include "cli/input/document_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/common/strings/view.h"

namespace isotherm::cli {
namespace {

namespace fs = std::filesystem;
using factor::v1::Document;
using Json = nlohmann::json;

std::string ExtensionOf(std::string_view origin) {
  return absl::AsciiStrToLower(fs::path(origin).extension().string());
}

bool IsJsonLines(const std::string& extension) {
  return extension == ".jsonl" || extension == ".ndjson";
}

bool IsDocument(const fs::path& path) {
  const std::string extension = ExtensionOf(path.string());
  return (IsJsonLines(extension) || extension == ".md" || extension == ".markdown" ||
          extension == ".txt" || extension == ".html" || extension == ".htm") &&
         absl::AsciiStrToLower(path.filename().string()) != "readme.md";
}

factor::v1::ContentFormat FormatOf(const std::string& extension) {
  if (extension == ".md" || extension == ".markdown") {
    return factor::v1::CONTENT_FORMAT_MARKDOWN;
  }
  if (extension == ".html" || extension == ".htm") return factor::v1::CONTENT_FORMAT_HTML;
  return factor::v1::CONTENT_FORMAT_UNSPECIFIED;
}

// Values of one document, whether from front matter, JSON or flags.
void Fill(const DocumentDefaults& values, Document& document) {
  document.set_title(values.title);
  document.set_date(values.date);
  document.set_publisher(values.publisher);
  document.set_uri(values.uri);
  if (values.leader.empty()) return;
  factor::v1::FocusLeader& focus = *document.add_focus_leaders();
  if (absl::StartsWith(values.leader, "leaders/")) {
    focus.set_leader(values.leader);
  } else {
    focus.set_display_name(values.leader);
  }
  focus.set_country_code(values.country);
  focus.set_role(values.role);
}

std::string* FieldOf(DocumentDefaults& values, std::string_view key) {
  if (key == "title") return &values.title;
  if (key == "date") return &values.date;
  if (key == "publisher") return &values.publisher;
  if (key == "uri" || key == "url") return &values.uri;
  if (key == "leader") return &values.leader;
  if (key == "country") return &values.country;
  if (key == "role") return &values.role;
  return nullptr;
}

// Takes one line off the front of `text`, without its line break.
std::string_view TakeLine(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

std::string_view Unquoted(std::string_view value) {
  if (value.size() >= 2 && value.front() == value.back() &&
      (value.front() == '"' || value.front() == '\'')) {
    return value.substr(1, value.size() - 2);
  }
  return value;
}

// Reads the front matter, if there is one, into `values` and leaves the content in `text`.
absl::Status TakeFrontMatter(std::string_view& text, DocumentDefaults& values) {
  std::string_view rest = text;
  if (absl::StartsWith(AbslView(rest), "\xEF\xBB\xBF")) rest.remove_prefix(3);
  if (TakeLine(rest) != "---") return absl::OkStatus();
  for (int number = 2; !rest.empty(); ++number) {
    const std::string_view line = TakeLine(rest);
    if (line == "---") {
      text = rest;
      return absl::OkStatus();
    }
    if (absl::StripAsciiWhitespace(AbslView(line)).empty() || line.front() == '#') continue;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", number, " of the front matter has no colon; write `key: value`"));
    }
    const std::string key =
        absl::AsciiStrToLower(absl::StripAsciiWhitespace(AbslView(line.substr(0, colon))));
    if (std::string* field = FieldOf(values, key)) {
      *field = std::string(
          Unquoted(StdView(absl::StripAsciiWhitespace(AbslView(line.substr(colon + 1))))));
    }
  }
  return absl::InvalidArgumentError("the front matter does not end; close it with a line `---`");
}

DocumentItem FromFile(std::string_view origin, std::string_view content, DocumentDefaults values) {
  DocumentItem item;
  item.origin = std::string(origin);
  item.status = TakeFrontMatter(content, values);
  if (!item.status.ok()) return item;
  Fill(values, item.document);
  item.document.set_format(FormatOf(ExtensionOf(origin)));
  item.document.set_content(std::string(content));
  return item;
}

DocumentItem FromJson(std::string origin, std::string_view line, DocumentDefaults values) {
  DocumentItem item;
  item.origin = std::move(origin);
  const Json json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) {
    item.status = absl::InvalidArgumentError("the line is no JSON object");
    return item;
  }
  std::string content;
  for (const auto& [key, value] : json.items()) {
    const bool is_content = key == "text" || key == "content";
    std::string* field = is_content ? &content : FieldOf(values, key);
    if (field == nullptr || value.is_null()) continue;
    if (!value.is_string()) {
      item.status = absl::InvalidArgumentError(absl::StrCat(key, " is no string"));
      return item;
    }
    *field = value.get<std::string>();
  }
  Fill(values, item.document);
  item.document.set_content(std::move(content));
  return item;
}

void AddPath(const fs::path& path, const DocumentDefaults& defaults,
             std::vector<DocumentItem>& items) {
  absl::StatusOr<std::string> content = ReadInput(path.string());
  if (!content.ok()) {
    items.push_back({path.string(), content.status(), {}});
    return;
  }
  std::vector<DocumentItem> read = ReadDocuments(path.string(), *content, defaults);
  std::move(read.begin(), read.end(), std::back_inserter(items));
}

}  // namespace

std::vector<DocumentItem> ReadDocuments(std::string_view origin, std::string_view content,
                                        const DocumentDefaults& defaults) {
  std::vector<DocumentItem> items;
  if (!IsJsonLines(ExtensionOf(origin))) {
    items.push_back(FromFile(origin, content, defaults));
    return items;
  }
  for (int number = 1; !content.empty(); ++number) {
    const std::string_view line = TakeLine(content);
    if (absl::StripAsciiWhitespace(AbslView(line)).empty()) continue;
    items.push_back(FromJson(absl::StrCat(AbslView(origin), ":", number), line, defaults));
  }
  return items;
}

std::vector<DocumentItem> ReadDocumentPaths(const std::vector<std::string>& paths,
                                            const DocumentDefaults& defaults) {
  std::vector<DocumentItem> items;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      AddPath(path, defaults, items);
      continue;
    }
    std::vector<fs::path> found;
    fs::recursive_directory_iterator entry(path, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
      std::error_code type_error;
      if (entry->is_regular_file(type_error) && IsDocument(entry->path())) {
        found.push_back(entry->path());
      }
    }
    std::sort(found.begin(), found.end());
    for (const fs::path& file : found) AddPath(file, defaults, items);
    if (error || found.empty()) {
      items.push_back({path,
                       absl::NotFoundError(error ? error.message()
                                                 : "the folder holds no .md, .txt, .html or "
                                                   ".jsonl file"),
                       {}});
    }
  }
  return items;
}

absl::StatusOr<std::string> ReadInput(const std::string& path) {
  std::ostringstream buffer;
  if (path == "-") {
    std::ifstream input("/dev/stdin", std::ios::binary);
    buffer << input.rdbuf();
    return std::move(buffer).str();
  }
  std::ifstream file(path, std::ios::binary);
  std::error_code error;
  if (!file || fs::is_directory(path, error)) {
    return absl::NotFoundError(absl::StrCat(path, " cannot be read; check its name and rights"));
  }
  if (fs::file_size(path, error) > 0) buffer << file.rdbuf();
  return std::move(buffer).str();
}

}  // namespace isotherm::cli
