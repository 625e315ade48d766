#include "services/common/sql/value.h"

#include "absl/strings/str_cat.h"
#include "services/common/strings/view.h"

namespace isotherm::sql {

std::string InList(std::string_view prefix, const std::vector<std::string>& values,
                   Params& params) {
  std::string list;
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::string name = absl::StrCat(AbslView(prefix), "_", i);
    absl::StrAppend(&list, i == 0 ? ":" : ", :", name);
    params.Add(std::move(name), values[i]);
  }
  return list;
}

std::string PrefixUpperBound(std::string_view prefix) {
  std::string bound(prefix);
  while (!bound.empty()) {
    // Raise the last code point, staying valid UTF-8: PostgreSQL refuses anything else.
    std::size_t start = bound.size() - 1;
    while (start > 0 && (static_cast<unsigned char>(bound[start]) & 0xC0) == 0x80) --start;
    const std::string last = bound.substr(start);
    bound.resize(start);
    char32_t point = static_cast<unsigned char>(last[0]);
    if (last.size() == 2) point &= 0x1F;
    if (last.size() == 3) point &= 0x0F;
    if (last.size() == 4) point &= 0x07;
    for (std::size_t i = 1; i < last.size(); ++i) {
      point = (point << 6) | (static_cast<unsigned char>(last[i]) & 0x3F);
    }
    if (point >= 0x10FFFF) continue;
    ++point;
    if (point == 0xD800) point = 0xE000;  // surrogates are no text
    if (point < 0x80) {
      bound.push_back(static_cast<char>(point));
    } else if (point < 0x800) {
      bound.push_back(static_cast<char>(0xC0 | (point >> 6)));
      bound.push_back(static_cast<char>(0x80 | (point & 0x3F)));
    } else if (point < 0x10000) {
      bound.push_back(static_cast<char>(0xE0 | (point >> 12)));
      bound.push_back(static_cast<char>(0x80 | ((point >> 6) & 0x3F)));
      bound.push_back(static_cast<char>(0x80 | (point & 0x3F)));
    } else {
      bound.push_back(static_cast<char>(0xF0 | (point >> 18)));
      bound.push_back(static_cast<char>(0x80 | ((point >> 12) & 0x3F)));
      bound.push_back(static_cast<char>(0x80 | ((point >> 6) & 0x3F)));
      bound.push_back(static_cast<char>(0x80 | (point & 0x3F)));
    }
    return bound;
  }
  return bound;
}

}  // namespace isotherm::sql
