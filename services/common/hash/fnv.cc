#include "services/common/hash/fnv.h"

#include "absl/strings/str_format.h"

namespace isotherm {

std::string Fnv128Hex(std::string_view text) {
  using Wide = unsigned __int128;
  constexpr Wide kPrime = (Wide{1} << 88) + 0x13B;
  Wide hash = (Wide{0x6C62272E07BB0142ULL} << 64) | 0x62B821756295C58DULL;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= kPrime;
  }
  return absl::StrFormat("%016x%016x", static_cast<std::uint64_t>(hash >> 64),
                         static_cast<std::uint64_t>(hash));
}

}  // namespace isotherm
