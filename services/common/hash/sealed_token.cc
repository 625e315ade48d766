#include "services/common/hash/sealed_token.h"

#include <cstdint>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/common/hash/fnv.h"
#include "services/common/strings/view.h"

namespace isotherm {
namespace {

constexpr std::size_t kChecksumBytes = 4;

std::string Checksum(std::string_view kind, std::string_view content) {
  const std::uint64_t hash = Fnv64(absl::StrCat(AbslView(kind), ":", AbslView(content)));
  const auto folded = static_cast<std::uint32_t>(hash ^ (hash >> 32));
  std::string checksum;
  for (std::size_t i = 0; i < kChecksumBytes; ++i) {
    checksum.push_back(static_cast<char>(folded >> (8 * i)));
  }
  return checksum;
}

}  // namespace

std::string SealToken(std::string_view kind, std::string_view content) {
  return absl::WebSafeBase64Escape(absl::StrCat(Checksum(kind, content), AbslView(content)));
}

std::optional<std::string> OpenToken(std::string_view kind, std::string_view token) {
  std::string raw;
  if (!absl::WebSafeBase64Unescape(AbslView(token), &raw) || raw.size() < kChecksumBytes) {
    return std::nullopt;
  }
  std::string content = raw.substr(kChecksumBytes);
  if (raw.compare(0, kChecksumBytes, Checksum(kind, content)) != 0) return std::nullopt;
  return content;
}

}  // namespace isotherm
