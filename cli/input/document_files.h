// Reads documents from files and folders: what people have on disk -> what the service ingests.
//
// Markdown, text and HTML files (.md .txt .html .htm): an optional front matter, `key: value` lines
// between two lines `---`, with title, date, publisher, uri, leader, country, role; the rest is the
// content. A file without a date takes the defaults'. JSON Lines (.jsonl .ndjson): one object a
// line with `text` (or `content`) and the same keys. Ownership: results own everything.
// Thread-safety: pure but for reading files. Errors: an item that cannot be read is an item with an
// error; the others are unharmed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "isotherm/factor/v1/document.pb.h"

namespace isotherm::cli {

struct DocumentItem {
  std::string origin;  // "folder/a.md" or "feed.jsonl:12"
  absl::Status status;
  factor::v1::Document document;  // when ok
};

// Values for what a file does not say itself.
struct DocumentDefaults {
  std::string title;
  std::string date;  // ISO day
  std::string publisher;
  std::string uri;
  std::string leader;  // "leaders/x", or a name
  std::string country;
  std::string role;
};

// One file's content. `origin` names it in errors; its extension chooses the format.
std::vector<DocumentItem> ReadDocuments(std::string_view origin, std::string_view content,
                                        const DocumentDefaults& defaults);

// Files as given; folders with all documents under them, sorted by path, README.md left out. A path
// that is not there is an item with an error.
std::vector<DocumentItem> ReadDocumentPaths(const std::vector<std::string>& paths,
                                            const DocumentDefaults& defaults);

// A whole file, "-" = standard input. NOT_FOUND names what cannot be read.
absl::StatusOr<std::string> ReadInput(const std::string& path);

}  // namespace isotherm::cli
