// FNV-1a (Fowler, Noll, Vo): a hash that is the same in every process, build and version.
//
// For fingerprints that are stored or sent; guards against mistakes, not against forgery.
// Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace isotherm {

constexpr std::uint64_t Fnv64(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001B3ULL;
  }
  return hash;
}

// 128 bits as 32 hexadecimal digits.
std::string Fnv128Hex(std::string_view text);

}  // namespace isotherm
