// A stable 64-bit hash of token text: FNV-1a (Fowler, Noll, Vo 1991).
//
// Purpose: token tables, features and fingerprints must be the same in every process and on every
// run, so nothing here depends on a seed. Pure and thread-safe.
#pragma once

#include <cstdint>
#include <string_view>

namespace isotherm::engine {

inline constexpr std::uint64_t kTokenHashBasis = 14695981039346656037ull;

// `state` continues an earlier hash, so that hash(a + b) == TokenHash(b, TokenHash(a)).
constexpr std::uint64_t TokenHash(std::string_view text, std::uint64_t state = kTokenHashBasis) {
  for (const char c : text) {
    state = (state ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  }
  return state;
}

}  // namespace isotherm::engine
