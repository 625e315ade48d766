// The hash of a feature's name, built from its parts: FeatureName("verb") + stem + 'n'.
//
// Ownership: plain value. Thread-safety: pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "services/factor_analysis/engine/factors/factor_lexicon.h"
#include "services/factor_analysis/engine/text/token_hash.h"

namespace isotherm::engine {

class FeatureName {
 public:
  explicit FeatureName(std::string_view kind) : state_(TokenHash(kind)) {}
  FeatureName operator+(std::uint64_t part) const {
    return FeatureName((state_ ^ part) * 0x9e3779b97f4a7c15ull + 0x7f4a7c15ull);
  }
  FeatureName operator+(char part) const {
    return *this + static_cast<std::uint64_t>(part) * 1099511;
  }
  FeatureName operator+(CueClass part) const {
    return *this + (static_cast<std::uint64_t>(part) + 7001);
  }
  FeatureName operator+(bool part) const { return *this + (part ? 'y' : 'z'); }
  operator std::uint64_t() const { return state_; }  // NOLINT: a name is its hash

 private:
  explicit FeatureName(std::uint64_t state) : state_(state) {}
  std::uint64_t state_;
};

}  // namespace isotherm::engine
