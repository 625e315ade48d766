// Fits the trend: an index of momentum and CHANGE evidence, and its two thresholds.
//
// Three ordered classes by proportional odds; the thresholds are where the most probable class
// changes, and lie on either side of 0, so that a leader about whom nothing is said is steady.
#pragma once

#include "absl/types/span.h"
#include "services/common/ontology/ontology.h"
#include "services/scoring/model/parameters.h"

namespace isotherm::scoring {

struct TrendCase {
  double momentum = 0.0;  // h(t) - h(t - 30 days)
  double change = 0.0;    // TrendReading::change_evidence
  Trend trend = Trend::kSteady;
};

TrendParameters FitTrend(absl::Span<const TrendCase> cases);

}  // namespace isotherm::scoring
