// Judges heat parameters on labelled readings.
#pragma once

#include <array>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/scoring/model/fitting/ordinal_fit.h"
#include "services/scoring/model/parameters.h"

namespace isotherm::scoring {

struct FitScores {
  int samples = 0;
  double exact = 0.0;              // share
  double within_one = 0.0;         // share at most one level off
  double qwk = 0.0;                // quadratic weighted kappa (Cohen 1968) over the six levels
  double rps = 0.0;                // mean ranked probability score (Epstein 1969) over 5 cutpoints
  double trend_accuracy = 0.0;     // share
  double interval_coverage = 0.0;  // share of labels whose band the 80 % interval meets
  // confusion[label][published]
  std::array<std::array<int, kHeatLevelCount>, kHeatLevelCount> confusion = {};
};

// Quadratic weighted kappa of a confusion matrix; 1 = perfect, 0 = chance.
double QuadraticWeightedKappa(
    const std::array<std::array<int, kHeatLevelCount>, kHeatLevelCount>& confusion);

// By the published readings. INVALID_ARGUMENT for no samples or an invalid factor.
absl::StatusOr<FitScores> ScoreSamples(const HeatParameters& parameters,
                                       absl::Span<const FitSample> samples);

}  // namespace isotherm::scoring
