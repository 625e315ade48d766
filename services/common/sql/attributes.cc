#include "services/common/sql/attributes.h"

#include <utility>

namespace isotherm::sql {
namespace {

std::string_view UpToNul(std::string_view text) { return text.substr(0, text.find('\0')); }

// Takes the next field off `encoded`.
std::string_view NextField(std::string_view& encoded) {
  const std::string_view field = UpToNul(encoded);
  encoded.remove_prefix(std::min(field.size() + 1, encoded.size()));
  return field;
}

}  // namespace

std::string EncodeAttributes(const Attributes& attributes) {
  std::string encoded;
  for (const auto& [key, value] : attributes) {
    encoded.append(UpToNul(key)).push_back('\0');
    encoded.append(UpToNul(value)).push_back('\0');
  }
  return encoded;
}

Attributes DecodeAttributes(std::string_view encoded) {
  Attributes attributes;
  while (!encoded.empty()) {
    std::string key(NextField(encoded));
    std::string value(NextField(encoded));
    attributes.emplace_back(std::move(key), std::move(value));
  }
  return attributes;
}

}  // namespace isotherm::sql
