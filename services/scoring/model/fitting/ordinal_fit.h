// Fits the heat model to labelled readings.
//
// Method: proportional odds (McCullagh, "Regression models for ordinal data", JRSS B 42, 1980) by
// penalised maximum likelihood. Weights are kept positive by estimating their logarithms, which are
// shrunk towards a common mean; effects of office have fixed signs. The strength of shrinkage and
// the saturation are chosen by cross-validation over groups. The scale is then fixed such that the
// score is 15 at the lowest and 85 at the highest cutpoint. Deterministic: same samples, same
// bytes.
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
  // coverage, id, version, and the texts of the provenance.
  HeatParameters prior;
  int folds = 5;  // >= 2
};

struct FitReport {
  HeatParameters parameters;   // provenance.samples is filled
  double shrinkage = 0.0;      // chosen penalty on the logarithms of the weights
  double saturation = 0.0;     // chosen, in units of the level scale
  double mean_log_loss = 0.0;  // per sample, out of fold
};

inline constexpr int kMinFitSamples = 30;

// INVALID_ARGUMENT for an invalid factor, fewer than kMinFitSamples samples, a level or a trend
// that never occurs, or fewer groups than folds.
absl::StatusOr<FitReport> FitHeatParameters(absl::Span<const FitSample> samples,
                                            const FitOptions& options);

// The half-lives with their reasons, and values for all that is not fitted. Not valid by itself:
// weights, cutpoints and scales are missing.
HeatParameters UnfittedHeatParameters();

}  // namespace isotherm::scoring
