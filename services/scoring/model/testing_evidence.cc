#include "services/scoring/model/testing_evidence.h"

#include <string>

namespace isotherm::scoring::testing {

absl::Time Epoch() { return absl::FromUnixSeconds(1'672'531'200); }

HeatParameters TestParameters() {
  HeatParameters p;
  p.id = "heat-test";
  p.version = 3;
  const double half_lives[] = {45, 90, 180, 365, 730};
  for (int d = 0; d < kDomainCount; ++d) {
    p.domains[d].weight = {0.3 + 0.02 * d, 0.5 - 0.02 * d};
    p.domains[d].half_life_days = half_lives[d % 5];
    p.domains[d].reason = "chosen for tests";
  }
  p.incumbency = {.unknown = 0.1,
                  .executive = 0.2,
                  .designate = 0.25,
                  .other_office = 0.1,
                  .just_left = -0.3,
                  .former = 0.0,
                  .just_left_half_life_days = 180};
  p.cutpoints = {-1.7, -0.9, -0.3, 0.7, 1.7};
  p.level_scale = 0.25;
  p.score_scale = 1.0;
  p.saturation = 2.5;
  p.hysteresis = {.threshold = 0.75, .dwell_days = 30};
  p.trend = {.momentum_weight = 0.6, .change_weight = 3.0, .rising = 1.0, .falling = -1.5};
  p.interval = {.one_source_width = 2.197, .floor = 0.35, .min_sources = 0.05};
  p.coverage = {.half_sources = 2.0, .medium = 0.4, .high = 0.7};
  p.provenance = {"none", "none", "0", "2026-01-01", 0, {}};
  return p;
}

FactorInput EvidenceGenerator::Factor() {
  FactorInput f;
  f.id = "f" + std::to_string(next_id_++);
  if (Below(4) != 0) f.claim_key = "claim-" + std::to_string(Below(12));
  if (Below(8) != 0) f.source = "source-" + std::to_string(Below(6));
  f.role = static_cast<FactorRole>(Below(kFactorRoleCount));
  f.domain = static_cast<Domain>(Below(kDomainCount));
  f.direction = Below(2) == 0 ? Direction::kRaises : Direction::kLowers;
  if (!IsScored(f.role)) f.direction = Direction::kNone;
  f.strength = IsScored(f.role) ? 3.0 * Uniform() : 0.0;
  f.confidence = Below(20) == 0 ? Below(2) : Uniform();
  // Half of them at midnights, so that instants coincide with each other and with the day grid.
  const absl::Duration into =
      Below(2) == 0 ? absl::Hours(24 * Below(730)) : absl::Seconds(Below(730 * 86400));
  f.observed = Epoch() + into;
  if (Below(10) == 0) f.end = f.observed + absl::Hours(1 + Below(24 * 200));
  return f;
}

FactorInput EvidenceGenerator::Scored(Direction direction) {
  FactorInput f = Factor();
  f.role = Below(2) == 0 ? FactorRole::kStanding : FactorRole::kChange;
  f.direction = direction;
  f.strength = 3.0 * Uniform();
  return f;
}

std::vector<FactorInput> EvidenceGenerator::Factors(int max_count) {
  std::vector<FactorInput> factors;
  const int count = 1 + Below(max_count);
  factors.reserve(count);
  for (int i = 0; i < count; ++i) factors.push_back(Factor());
  return factors;
}

Incumbency EvidenceGenerator::Office() {
  Incumbency incumbency;
  for (int i = Below(3); i > 0; --i) {
    Tenure tenure;
    tenure.rank = static_cast<OfficeRank>(Below(10));
    if (Below(3) != 0) tenure.start = Epoch() + absl::Hours(24 * (Below(1200) - 400));
    if (Below(2) != 0) {
      const absl::Time from = tenure.start == absl::InfinitePast() ? Epoch() : tenure.start;
      tenure.end = from + absl::Hours(24 * (1 + Below(500)));
    }
    incumbency.tenures.push_back(tenure);
  }
  return incumbency;
}

absl::Time EvidenceGenerator::AsOf() {
  return Epoch() + absl::Seconds(Below(3 * 365 * 86400)) - absl::Hours(24 * 30);
}

}  // namespace isotherm::scoring::testing
