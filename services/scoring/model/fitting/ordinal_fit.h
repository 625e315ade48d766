// Fits the heat model to labelled readings.
//
// Method: proportional odds (McCullagh, "Regression models for ordinal data", JRSS B 42, 1980) by
// penalised maximum likelihood. Weights are kept positive by estimating their logarithms, which
// are shrunk towards a common mean; the strength of shrinkage and the saturation are chosen by
// cross-validation over leaders. Deterministic: same samples, same bytes of parameters.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "services/scoring/model/factor_input.h"
#include "services/scoring/model/incumbency.h"
#include "services/scoring/model/parameters.h"

namespace isotherm::scoring {

// One labelled reading.
struct FitSample {
  std::string group;  // samples of one group (leader) never stand on both sides of a fold
  std::vector<FactorInput> factors;
  Incumbency incumbency;
  absl::Time as_of;
  HeatLevel level = HeatLevel::kMild;
  Trend trend = Trend::kSteady;
};

struct FitOptions {
  // What is not fitted is taken from here: half-lives with their reasons, hysteresis, interval,
  // coverage, id, version, provenance texts.
  HeatParameters prior;
  int folds = 5;
};

struct FitReport {
  HeatParameters parameters;
  double shrinkage = 0.0;         // chosen
  double cross_validated_nll = 0.0;  // mean negative log likelihood per sample, out of fold
};

// INVALID_ARGUMENT for an invalid factor, fewer than 30 samples, or a level that never occurs.
absl::StatusOr<FitReport> FitHeatParameters(absl::Span<const FitSample> samples,
                                            const FitOptions& options);

// The half-lives with their reasons, and sensible values for all that is not fitted.
HeatParameters DefaultHeatParameters();

struct LevelScores {
  int samples = 0;
  double exact = 0.0;       // share
  double within_one = 0.0;  // share
  double qwk = 0.0;         // quadratic weighted kappa (Cohen 1968) over the six levels
  double rps = 0.0;         // mean ranked probability score (Epstein 1969), divided by 5
  double trend_accuracy = 0.0;
  double interval_coverage = 0.0;  // share of labels whose band the 80 % interval meets
};

// Judges parameters on samples by the published readings.
absl::StatusOr<LevelScores> ScoreSamples(const HeatParameters& parameters,
                                         absl::Span<const FitSample> samples);

}  // namespace isotherm::scoring
