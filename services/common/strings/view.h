// Converts between std::string_view and Debian's absl::string_view, which is a type of its own
// there.
//
// Our interfaces use std::string_view; wrap an argument with AbslView() where an Abseil function
// (StrCat, StrSplit, EqualsIgnoreCase, ...) takes it, and with StdView() on the way back. Both are
// free; neither owns anything.
#pragma once

#include <string_view>

#include "absl/strings/string_view.h"

namespace isotherm {

inline absl::string_view AbslView(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view StdView(absl::string_view text) { return {text.data(), text.size()}; }

}  // namespace isotherm
