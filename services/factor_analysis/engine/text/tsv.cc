#include "services/factor_analysis/engine/text/tsv.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/common/strings/view.h"

namespace isotherm::engine {

std::vector<std::string_view> SplitFields(std::string_view text, char separator) {
  std::vector<std::string_view> fields;
  if (text.empty()) return fields;
  while (true) {
    const std::size_t end = text.find(separator);
    fields.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return fields;
    text.remove_prefix(end + 1);
  }
}

absl::Status ForEachTsvRow(std::string_view file, std::string_view bytes, std::size_t columns,
                           const std::function<absl::Status(const TsvRow&)>& row) {
  for (std::size_t line = 1; !bytes.empty(); ++line) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    std::string_view text = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.empty() || text.front() == '#') continue;
    const TsvRow fields = SplitFields(text, '\t');
    absl::Status status;
    if (fields.size() == columns) {
      status = row(fields);
    } else {
      status = absl::InvalidArgumentError(
          absl::StrCat(columns, " tab-separated columns are expected, got ", fields.size()));
    }
    if (!status.ok()) {
      return absl::Status(status.code(),
                          absl::StrCat(AbslView(file), ": line ", line, ": ", status.message()));
    }
  }
  return absl::OkStatus();
}

}  // namespace isotherm::engine
