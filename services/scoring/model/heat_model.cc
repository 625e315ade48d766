#include "services/scoring/model/heat_model.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "services/scoring/model/accumulation.h"
#include "services/scoring/model/attribution.h"
#include "services/scoring/model/hysteresis.h"
#include "services/scoring/model/incumbency_curve.h"
#include "services/scoring/model/replay.h"
#include "services/scoring/model/snapshot.h"

namespace isotherm::scoring {
namespace {

double Score(const HeatParameters& parameters, double heat) {
  return 100.0 * Logistic(heat / parameters.score_scale);
}

// Differences of P(level <= k); each computed from the smaller tail so that none is lost to
// rounding far from the cutpoints.
std::array<double, kHeatLevelCount> Probabilities(const HeatParameters& parameters, double heat) {
  std::array<double, kHeatLevelCount> p = {};
  const double s = parameters.level_scale;
  for (int k = 0; k < kHeatLevelCount; ++k) {
    const bool first = k == 0;
    const bool last = k == kHeatLevelCount - 1;
    if (!first && heat > parameters.cutpoints[k - 1]) {
      // Both bounds lie in the upper tail of the level below: subtract P(level > .).
      const double above_low = Logistic((heat - parameters.cutpoints[k - 1]) / s);
      const double above_high = last ? 0.0 : Logistic((heat - parameters.cutpoints[k]) / s);
      p[k] = above_low - above_high;
    } else {
      const double below_low = first ? 0.0 : Logistic((parameters.cutpoints[k - 1] - heat) / s);
      const double below_high = last ? 1.0 : Logistic((parameters.cutpoints[k] - heat) / s);
      p[k] = below_high - below_low;
    }
  }
  return p;
}

Coverage CoverageOf(const CoverageParameters& parameters, const Snapshot& snapshot) {
  Coverage coverage;
  coverage.effective_sources = snapshot.effective_sources;
  coverage.value =
      snapshot.effective_sources / (snapshot.effective_sources + parameters.half_sources);
  coverage.word = coverage.value >= parameters.high     ? CoverageWord::kHigh
                  : coverage.value >= parameters.medium ? CoverageWord::kMedium
                                                        : CoverageWord::kLow;
  coverage.sources = snapshot.sources;
  coverage.clusters = snapshot.clusters;
  coverage.factors = snapshot.factors;
  if (snapshot.factors > 0) coverage.newest = FromDays(snapshot.newest);
  return coverage;
}

double HalfWidth(const HeatParameters& parameters, double effective_sources) {
  const IntervalParameters& interval = parameters.interval;
  const double floor = interval.floor * interval.floor;
  const double n = std::max(effective_sources, interval.min_sources);
  return parameters.level_scale * interval.one_source_width * std::sqrt(floor + (1.0 - floor) / n);
}

TrendReading TrendOf(const HeatParameters& parameters, const Snapshot& snapshot,
                     const PathEnd& path, double heat) {
  TrendReading trend;
  const double score = Score(parameters, heat);
  const auto change = [&](const PastHeat& past) {
    return past.known ? score - Score(parameters, past.heat) : 0.0;
  };
  trend.has_7d = path.week_ago.known;
  trend.has_30d = path.month_ago.known;
  trend.change_7d = change(path.week_ago);
  trend.change_30d = change(path.month_ago);
  trend.change_evidence = Accumulate(snapshot.change_raising, parameters.saturation) -
                          Accumulate(snapshot.change_lowering, parameters.saturation);
  trend.index = parameters.trend.momentum_weight * (heat - path.month_ago.heat) +
                parameters.trend.change_weight * trend.change_evidence;
  trend.trend = trend.index > parameters.trend.rising    ? Trend::kRising
                : trend.index < parameters.trend.falling ? Trend::kFalling
                                                         : Trend::kSteady;
  return trend;
}

struct Computed {
  HeatReading reading;
  Snapshot snapshot;
  double baseline_heat = 0.0;
};

Computed Compute(const HeatParameters& parameters, const Evidence& evidence,
                 const Incumbency& incumbency, absl::Time as_of,
                 std::vector<ClusterDetail>* details) {
  const double time = ToDays(as_of);
  const IncumbencyCurve curve(parameters.incumbency, incumbency);
  Computed out;
  out.snapshot = TakeSnapshot(parameters, evidence, time, details);
  out.baseline_heat = curve.HeatAt(time);
  const double heat = out.baseline_heat + Accumulate(out.snapshot.raising, parameters.saturation) -
                      Accumulate(out.snapshot.lowering, parameters.saturation);
  const PathEnd path = ReplayPath(parameters, evidence, curve, time, heat);

  HeatReading& reading = out.reading;
  reading.as_of = as_of;
  reading.heat = heat;
  reading.score = Score(parameters, heat);
  reading.level = path.level;
  reading.instant_level = LevelOf(parameters, heat);
  reading.level_since = FromDays(path.level_since);
  reading.previous_level = path.previous_level;
  reading.probabilities = Probabilities(parameters, heat);
  const double half_width = HalfWidth(parameters, out.snapshot.effective_sources);
  reading.low = Score(parameters, heat - half_width);
  reading.high = Score(parameters, heat + half_width);
  reading.baseline = Score(parameters, out.baseline_heat);
  reading.incumbency = StateAt(incumbency, as_of).state;
  reading.coverage = CoverageOf(parameters.coverage, out.snapshot);
  reading.trend = TrendOf(parameters, out.snapshot, path, heat);
  reading.model_id = parameters.id;
  reading.model_version = parameters.version;
  return out;
}

ClusterContribution Contribution(const Evidence& evidence, const ClusterDetail& detail,
                                 const Attribution& attribution) {
  const Evidence::Cluster& cluster = evidence.clusters()[detail.cluster];
  const bool raises = cluster.direction == Direction::kRaises;
  const double points = raises ? attribution.raising_points : attribution.lowering_points;
  ClusterContribution out;
  out.claim_key = cluster.claim_key;
  out.domain = cluster.domain;
  out.direction = cluster.direction;
  out.contribution = detail.heat * points;
  out.heat = raises ? detail.heat : -detail.heat;
  out.strength = detail.strength;
  out.confidence = detail.confidence;
  out.freshness = detail.freshness;
  out.sources = detail.sources;
  out.role = evidence.items()[detail.items.front().item].role;
  out.factors.reserve(detail.items.size());
  for (const ItemDetail& item : detail.items) {
    out.factors.push_back({evidence.ids()[item.item],
                           evidence.sources()[evidence.items()[item.item].source],
                           item.heat * points});
  }
  return out;
}

}  // namespace

std::string_view Name(CoverageWord word) {
  switch (word) {
    case CoverageWord::kLow:
      return "LOW";
    case CoverageWord::kMedium:
      return "MEDIUM";
    case CoverageWord::kHigh:
      return "HIGH";
  }
  return "LOW";
}

HeatModel::HeatModel(HeatParameters parameters) : parameters_(std::move(parameters)) {}

absl::StatusOr<HeatModel> HeatModel::Create(HeatParameters parameters) {
  if (absl::Status status = Validate(parameters); !status.ok()) return status;
  return HeatModel(std::move(parameters));
}

HeatReading HeatModel::Read(const Evidence& evidence, const Incumbency& incumbency,
                            absl::Time as_of) const {
  return Compute(parameters_, evidence, incumbency, as_of, nullptr).reading;
}

absl::StatusOr<HeatReading> HeatModel::Read(absl::Span<const FactorInput> factors,
                                            const Incumbency& incumbency, absl::Time as_of) const {
  absl::StatusOr<Evidence> evidence = Evidence::Build(factors);
  if (!evidence.ok()) return evidence.status();
  return Read(*evidence, incumbency, as_of);
}

Explanation HeatModel::Explain(const Evidence& evidence, const Incumbency& incumbency,
                               absl::Time as_of) const {
  std::vector<ClusterDetail> details;
  Computed computed = Compute(parameters_, evidence, incumbency, as_of, &details);
  const Attribution attribution =
      Attribute(computed.baseline_heat, computed.snapshot.raising, computed.snapshot.lowering,
                parameters_.saturation, parameters_.score_scale);
  Explanation out;
  out.reading = std::move(computed.reading);
  out.clusters.reserve(details.size());
  for (const ClusterDetail& detail : details) {
    out.clusters.push_back(Contribution(evidence, detail, attribution));
  }
  std::stable_sort(out.clusters.begin(), out.clusters.end(),
                   [](const ClusterContribution& a, const ClusterContribution& b) {
                     return std::abs(a.contribution) > std::abs(b.contribution);
                   });
  return out;
}

}  // namespace isotherm::scoring
