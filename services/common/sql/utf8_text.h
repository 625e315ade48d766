// Whether both back ends can hold a text: valid UTF-8 (RFC 3629) without NUL. Pure.
#pragma once

#include <string_view>

namespace isotherm::sql {

bool IsStorableText(std::string_view text);

}  // namespace isotherm::sql
