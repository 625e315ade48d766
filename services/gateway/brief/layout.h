// Lays UTF-8 text out in columns.
//
// One code point counts as one column: right for Latin, Greek and Cyrillic, which is what names and
// quotes hold. Thread-safety: pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace isotherm::brief {

// Columns that `text` takes.
std::size_t DisplayWidth(std::string_view text);

// `text` with blanks after it (before it when `right`) up to `width` columns; longer text stays.
std::string Pad(std::string_view text, std::size_t width, bool right = false);

// Breaks `text` at blanks into lines of at most `width` columns. The first line begins with
// `first`, the others with `rest`; both count. A word longer than a line stands on its own. Ends
// with '\n'.
std::string Wrap(std::string_view text, std::size_t width, std::string_view first,
                 std::string_view rest);

// `text` when it fits into `width` columns, else its beginning and an ellipsis.
std::string Ellipsize(std::string_view text, std::size_t width);

}  // namespace isotherm::brief
