// The attributes of a change as octets: each key and value followed by NUL, so that neither may
// hold one (cut there). Pure.
#pragma once

#include <string>
#include <string_view>

#include "services/common/sql/change.h"

namespace isotherm::sql {

std::string EncodeAttributes(const Attributes& attributes);
Attributes DecodeAttributes(std::string_view encoded);

}  // namespace isotherm::sql
