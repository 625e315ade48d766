#include "services/scoring/testing/samples.h"

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "services/common/strings/view.h"
#include "services/scoring/convert/factor_convert.h"
#include "services/scoring/convert/reading_convert.h"

namespace isotherm::scoring {

absl::Time SampleDay() { return absl::FromCivil(absl::CivilDay(2023, 10, 2), absl::UTCTimeZone()); }

factor::v1::Factor SampleFactor(std::string_view leader, std::string_view id,
                                common::v1::Direction direction) {
  factor::v1::Factor factor;
  factor.set_name(absl::StrCat(LeaderName(leader), "/factors/", AbslView(id)));
  factor.set_leader(LeaderName(leader));
  factor.set_leader_display_name(absl::StrCat("Leader ", AbslView(leader)));
  factor.set_role(common::v1::FACTOR_ROLE_STANDING);
  factor.set_domain(common::v1::DOMAIN_PUBLIC_SUPPORT);
  factor.set_direction(direction);
  factor.set_strength(2.0);
  factor.set_confidence(0.9);
  factor.set_statement(absl::StrCat("Statement ", AbslView(id)));
  factor.set_claim_key(absl::StrCat("claim-", AbslView(id)));
  factor.set_publisher(absl::StrCat("publisher-", AbslView(id)));
  *factor.mutable_observed_time() = ToTimestamp(SampleDay());
  factor.set_state(factor::v1::STATE_ACTIVE);
  return factor;
}

profile::v1::Actor SampleActor(std::string_view leader) {
  profile::v1::Actor actor;
  actor.set_name(absl::StrCat("actors/", AbslView(leader)));
  actor.set_kind(profile::v1::ACTOR_KIND_LEADER);
  actor.set_display_name(absl::StrCat("President ", AbslView(leader)));
  profile::v1::Office& office = *actor.add_offices();
  office.set_title("President");
  office.set_rank(profile::v1::OFFICE_RANK_HEAD_OF_STATE);
  office.set_start_date("2003-10-31");
  return actor;
}

v1::HeatReading SampleReading(std::string_view leader, double score, common::v1::HeatLevel level) {
  v1::HeatReading reading;
  reading.set_name(HeatName(leader));
  reading.set_leader(LeaderName(leader));
  reading.set_leader_display_name(absl::StrCat("Leader ", AbslView(leader)));
  reading.set_level(level);
  reading.set_score(score);
  reading.set_low(score - 5);
  reading.set_high(score + 5);
  reading.set_trend(common::v1::TREND_RISING);
  reading.set_model("heat-1");
  *reading.mutable_as_of_time() = ToTimestamp(SampleDay());
  *reading.mutable_compute_time() = ToTimestamp(SampleDay());
  return reading;
}

}  // namespace isotherm::scoring
