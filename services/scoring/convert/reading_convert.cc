#include "services/scoring/convert/reading_convert.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "services/common/ontology/proto_convert.h"
#include "services/common/strings/view.h"
#include "services/scoring/convert/factor_convert.h"

namespace isotherm::scoring {
namespace {

v1::Coverage::Grade ToProto(CoverageWord word) {
  switch (word) {
    case CoverageWord::kLow:
      return v1::Coverage::GRADE_LOW;
    case CoverageWord::kMedium:
      return v1::Coverage::GRADE_MEDIUM;
    case CoverageWord::kHigh:
      return v1::Coverage::GRADE_HIGH;
  }
  return v1::Coverage::GRADE_UNSPECIFIED;
}

}  // namespace

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  const std::int64_t seconds = absl::ToUnixSeconds(time);
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(
      static_cast<int>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return timestamp;
}

absl::Time FromTimestamp(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

v1::HeatReading ToProto(const HeatReading& reading, std::string_view leader_id,
                        std::string_view display_name) {
  v1::HeatReading out;
  out.set_name(HeatName(leader_id));
  out.set_leader(LeaderName(leader_id));
  out.set_leader_display_name(std::string(display_name));
  out.set_level(isotherm::ToProto(reading.level));
  out.set_score(reading.score);
  out.set_low(reading.low);
  out.set_high(reading.high);
  for (int k = 0; k < kHeatLevelCount; ++k) {
    v1::LevelProbability& p = *out.add_level_probabilities();
    p.set_level(isotherm::ToProto(static_cast<HeatLevel>(k)));
    p.set_probability(reading.probabilities[k]);
  }
  out.set_trend(isotherm::ToProto(reading.trend.trend));
  out.set_change_7_days(reading.trend.change_7d);
  out.set_change_30_days(reading.trend.change_30d);
  v1::Coverage& coverage = *out.mutable_coverage();
  coverage.set_value(reading.coverage.value);
  coverage.set_grade(ToProto(reading.coverage.word));
  coverage.set_source_count(reading.coverage.sources);
  coverage.set_factor_count(reading.coverage.factors);
  if (reading.coverage.factors > 0) {
    *coverage.mutable_newest_evidence_time() = ToTimestamp(reading.coverage.newest);
  }
  *out.mutable_as_of_time() = ToTimestamp(reading.as_of);
  out.set_model(reading.model_id);
  if (reading.previous_level) out.set_previous_level(isotherm::ToProto(*reading.previous_level));
  *out.mutable_level_since_time() = ToTimestamp(reading.level_since);
  return out;
}

v1::Contribution ToProto(const ClusterContribution& cluster) {
  v1::Contribution out;
  out.set_points(cluster.contribution);
  out.set_domain(isotherm::ToProto(cluster.domain));
  out.set_role(isotherm::ToProto(cluster.role));
  out.set_direction(isotherm::ToProto(cluster.direction));
  out.set_claim_key(cluster.claim_key);
  for (const FactorShare& share : cluster.factors) out.add_factors(share.factor_id);
  out.set_source_count(cluster.sources);
  out.set_decay(cluster.freshness);
  return out;
}

bool SameReading(const v1::HeatReading& a, const v1::HeatReading& b) {
  const auto bare = [](v1::HeatReading reading) {
    reading.clear_revision();
    reading.clear_factor_revision();
    reading.clear_compute_time();
    reading.clear_cache_bypassed();
    return reading.SerializeAsString();
  };
  return bare(a) == bare(b);
}

bool VisiblyDifferent(const v1::HeatReading& a, const v1::HeatReading& b) {
  constexpr double kVisible = 0.1;
  const auto moved = [](double x, double y) { return std::abs(x - y) >= kVisible; };
  return a.level() != b.level() || a.trend() != b.trend() ||
         a.coverage().grade() != b.coverage().grade() ||
         a.leader_display_name() != b.leader_display_name() || a.model() != b.model() ||
         moved(a.score(), b.score()) || moved(a.low(), b.low()) || moved(a.high(), b.high());
}

}  // namespace isotherm::scoring
