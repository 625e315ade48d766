// How strong the leader stands by the document as a whole.
//
// Purpose: single clauses are hard to read, but all of them together, the words of the text and the
// leader's role give a fair estimate of his level. It is the prior that single factors are weighed
// with: in a text of defeat a raising clause needs to be clear to count.
// The estimate is on the scale of the six levels, 0 = between CHILLY and MILD.
// Thread-safety: pure.
#pragma once

#include <string_view>

#include "absl/types/span.h"
#include "services/factor_analysis/engine/factors/clause_view.h"
#include "services/factor_analysis/engine/learning/feature_vector.h"
#include "services/factor_analysis/engine/learning/linear_model.h"

namespace isotherm::engine {

inline constexpr int kToneBits = 17;

// Words of the document, names replaced by the side they stand on, and words of the role; counts,
// to be finished with FinishAsCounts().
FeatureVector ToneFeatures(const ClauseMap& clauses, const SideTrack& track, std::string_view role);

}  // namespace isotherm::engine
