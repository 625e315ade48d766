// Reads tab-separated dictionary files: "#" starts a comment line, blank lines are skipped.
//
// Ownership: fields are views of the file's bytes. Thread-safety: pure.
// Errors: the callback's error, with "line N: " before its message.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace isotherm::engine {

using TsvRow = std::vector<std::string_view>;

// Calls `row` for each line that is no comment and has exactly `columns` fields; another number of
// fields is INVALID_ARGUMENT. `file` is for messages.
absl::Status ForEachTsvRow(std::string_view file, std::string_view bytes, std::size_t columns,
                           const std::function<absl::Status(const TsvRow&)>& row);

// Cuts `text` at each `separator`; empty parts are kept, an empty text gives none.
std::vector<std::string_view> SplitFields(std::string_view text, char separator);

}  // namespace isotherm::engine
