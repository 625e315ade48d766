#include "services/scoring/model/fitting/fit_scores.h"

#include <cmath>
#include <cstdlib>

#include "services/scoring/model/accumulation.h"
#include "services/scoring/model/heat_model.h"

namespace isotherm::scoring {
namespace {

double RankedProbabilityScore(const HeatReading& reading, HeatLevel label) {
  double below = 0.0;
  double sum = 0.0;
  for (int k = 0; k < kCutpointCount; ++k) {
    below += reading.probabilities[k];
    const double truth = static_cast<int>(label) <= k ? 1.0 : 0.0;
    sum += (below - truth) * (below - truth);
  }
  return sum / kCutpointCount;
}

bool IntervalMeets(const HeatParameters& parameters, const HeatReading& reading, HeatLevel label) {
  const int k = static_cast<int>(label);
  const auto score = [&](int cutpoint) {
    return 100.0 * Logistic(parameters.cutpoints[cutpoint] / parameters.score_scale);
  };
  const double band_low = k == 0 ? 0.0 : score(k - 1);
  const double band_high = k == kCutpointCount ? 100.0 : score(k);
  return reading.low < band_high && reading.high > band_low;
}

}  // namespace

double QuadraticWeightedKappa(
    const std::array<std::array<int, kHeatLevelCount>, kHeatLevelCount>& confusion) {
  std::array<double, kHeatLevelCount> rows = {};
  std::array<double, kHeatLevelCount> columns = {};
  double n = 0.0;
  for (int i = 0; i < kHeatLevelCount; ++i) {
    for (int j = 0; j < kHeatLevelCount; ++j) {
      rows[i] += confusion[i][j];
      columns[j] += confusion[i][j];
      n += confusion[i][j];
    }
  }
  double observed = 0.0;
  double expected = 0.0;
  for (int i = 0; i < kHeatLevelCount; ++i) {
    for (int j = 0; j < kHeatLevelCount; ++j) {
      const double weight = (i - j) * (i - j);
      observed += weight * confusion[i][j];
      expected += weight * rows[i] * columns[j] / n;
    }
  }
  return expected > 0.0 ? 1.0 - observed / expected : 1.0;
}

absl::StatusOr<FitScores> ScoreSamples(const HeatParameters& parameters,
                                       absl::Span<const FitSample> samples) {
  if (samples.empty()) return absl::InvalidArgumentError("no samples to score");
  absl::StatusOr<HeatModel> model = HeatModel::Create(parameters);
  if (!model.ok()) return model.status();
  FitScores scores;
  for (const FitSample& sample : samples) {
    absl::StatusOr<HeatReading> reading =
        model->Read(sample.factors, sample.incumbency, sample.as_of);
    if (!reading.ok()) return reading.status();
    const int label = static_cast<int>(sample.level);
    const int published = static_cast<int>(reading->level);
    ++scores.confusion[label][published];
    scores.exact += label == published;
    scores.within_one += std::abs(label - published) <= 1;
    scores.rps += RankedProbabilityScore(*reading, sample.level);
    scores.trend_accuracy += reading->trend.trend == sample.trend;
    scores.interval_coverage += IntervalMeets(parameters, *reading, sample.level);
  }
  scores.samples = static_cast<int>(samples.size());
  for (double* share : {&scores.exact, &scores.within_one, &scores.rps, &scores.trend_accuracy,
                        &scores.interval_coverage}) {
    *share /= scores.samples;
  }
  scores.qwk = QuadraticWeightedKappa(scores.confusion);
  return scores;
}

}  // namespace isotherm::scoring
