// What the factor models read of one unit for one leader.
//
// Purpose: direction is compositional, so the features spell the parts out: what the verb does to
// subject and object, on whose side these stand, whether the nouns are assets or liabilities,
// whether the clause is turned round. Word features stand beside them.
// Ownership: plain values. Thread-safety: pure.
#pragma once

#include "services/factor_analysis/engine/factors/clause_view.h"
#include "services/factor_analysis/engine/factors/units.h"
#include "services/factor_analysis/engine/learning/feature_vector.h"

namespace isotherm::engine {

inline constexpr int kDirectionBits = 18;
inline constexpr int kTopicBits = 16;
inline constexpr int kRoleBits = 17;

struct UnitFeatures {
  FeatureVector direction{kDirectionBits};  // raises, lowers, bears at all, strength
  FeatureVector topic{kTopicBits};          // domain
  FeatureVector role{kRoleBits};            // is it a factor, and which role
};

// Where in its document a unit stands; all zero for a text of one clause.
struct UnitPlace {
  double position = 0.0;  // 0..1
  bool in_document = false;
  std::uint32_t heading = kNone32;  // sentence index of the heading or question above it
};

UnitFeatures ExtractFeatures(const FactorLexicon& lexicon, const ClauseMap& clauses,
                             const SideTrack& sides, const Unit& unit, const UnitPlace& place);

}  // namespace isotherm::engine
