// Names features of the event step by hash.
#pragma once

#include <cstdint>
#include <string_view>

#include "services/factor_analysis/engine/text/token_hash.h"

namespace isotherm::engine {

constexpr std::uint64_t FeatureName(std::string_view name) { return TokenHash(name); }

template <typename... Parts>
constexpr std::uint64_t FeatureName(std::string_view name, std::uint64_t first, Parts... rest) {
  std::uint64_t hash = TokenHash(name);
  for (const std::uint64_t part : {first, static_cast<std::uint64_t>(rest)...}) {
    hash = (hash ^ (part + 0x9e3779b97f4a7c15ull + (hash << 6) + (hash >> 2))) * 1099511628211ull;
  }
  return hash;
}

}  // namespace isotherm::engine
