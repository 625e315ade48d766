#include "services/gateway/brief/testing_explanation.h"

#include <string>

namespace isotherm::brief {
namespace {

using common::v1::Direction;
using common::v1::Domain;
using common::v1::FactorRole;

void SetReading(scoring::v1::HeatReading& reading) {
  reading.set_name("leaders/mira-talan/heat");
  reading.set_leader("leaders/mira-talan");
  reading.set_leader_display_name("Mira Talan");
  reading.set_level(common::v1::HEAT_LEVEL_BLAZING);
  reading.set_score(92.6);
  reading.set_low(86.2);
  reading.set_high(96.9);
  reading.set_trend(common::v1::TREND_RISING);
  reading.set_change_30_days(4.12);
  reading.mutable_as_of_time()->set_seconds(1696204800);  // 2023-10-02
  reading.set_model("heat-1");
  auto& coverage = *reading.mutable_coverage();
  coverage.set_grade(scoring::v1::Coverage::GRADE_LOW);
  coverage.set_source_count(1);
  coverage.set_factor_count(3);
  const double probabilities[] = {0.001, 0.001, 0.002, 0.006, 0.14, 0.85};
  for (int i = 0; i < 6; ++i) {
    auto& entry = *reading.add_level_probabilities();
    entry.set_level(static_cast<common::v1::HeatLevel>(i + 1));
    entry.set_probability(probabilities[i]);
  }
}

void AddFactor(scoring::v1::HeatExplanation& explanation, const std::string& id, FactorRole role,
               Domain domain, Direction direction, const std::string& statement,
               const std::string& quote, double points) {
  auto& factor = *explanation.add_factors();
  factor.set_name("leaders/mira-talan/factors/" + id);
  factor.set_leader("leaders/mira-talan");
  factor.set_role(role);
  factor.set_domain(domain);
  factor.set_direction(direction);
  factor.set_statement(statement);
  factor.set_confidence(0.8);
  factor.set_claim_key("claim-" + id);
  factor.set_publisher("Gazette");
  factor.set_document("documents/d1");
  factor.set_state(factor::v1::STATE_ACTIVE);
  factor.mutable_observed_time()->set_seconds(1696204800);
  auto& evidence = *factor.add_evidence();
  evidence.set_document("documents/d1");
  evidence.set_quote(quote);
  if (points == 0) return;
  auto& contribution = *explanation.add_contributions();
  contribution.set_points(points);
  contribution.set_domain(domain);
  contribution.set_role(role);
  contribution.set_direction(direction);
  contribution.add_factors(factor.name());
  contribution.set_source_count(1);
}

}  // namespace

scoring::v1::HeatExplanation OfficeOnly() {
  scoring::v1::HeatExplanation explanation;
  SetReading(*explanation.mutable_reading());
  auto& reading = *explanation.mutable_reading();
  reading.set_level(common::v1::HEAT_LEVEL_MILD);
  reading.set_trend(common::v1::TREND_STEADY);
  reading.set_change_30_days(0);
  reading.mutable_coverage()->set_source_count(0);
  reading.mutable_coverage()->set_factor_count(0);
  explanation.set_baseline_score(58.4);
  explanation.set_baseline_reason("President since 2003-10-31");
  return explanation;
}

scoring::v1::HeatExplanation StrongLeader() {
  using namespace common::v1;  // NOLINT: enum values, in one function of a test
  scoring::v1::HeatExplanation explanation;
  SetReading(*explanation.mutable_reading());
  explanation.set_baseline_score(58.4);
  explanation.set_baseline_reason("President since 2003-10-31");
  AddFactor(explanation, "f1", FACTOR_ROLE_STANDING, DOMAIN_PUBLIC_SUPPORT, DIRECTION_RAISES,
            "crowds in the capital celebrate the return of the northern province",
            "Crowds in the capital celebrate the return of the northern province.", 14.2);
  AddFactor(explanation, "f2", FACTOR_ROLE_CHANGE, DOMAIN_SECURITY_WAR, DIRECTION_RAISES,
            "Talan's army retook the province within a day.",
            "it took her army a single day to retake the province", 11.3);
  AddFactor(explanation, "f3", FACTOR_ROLE_STANDING, DOMAIN_ECONOMY, DIRECTION_LOWERS,
            "Prices rise faster than wages.", "prices, meanwhile, rise faster than wages", -3.1);
  AddFactor(explanation, "f4", FACTOR_ROLE_DRIVER, DOMAIN_LEGITIMACY_NARRATIVE, DIRECTION_NONE,
            "She wants to finish what her mother began.",
            "She wants to finish what her mother began.", 0);
  return explanation;
}

profile::v1::Actor LeaderActor() {
  profile::v1::Actor actor;
  actor.set_name("actors/mira-talan");
  actor.set_display_name("Mira Talan");
  actor.add_short_names("Talan");
  auto& office = *actor.add_offices();
  office.set_title("President");
  office.set_organisation("actors/united-provinces");
  office.set_rank(profile::v1::OFFICE_RANK_EXECUTIVE);
  office.set_start_date("2003-10-31");
  return actor;
}

ActorNames OrganisationNames() { return {{"actors/united-provinces", "United Provinces"}}; }

}  // namespace isotherm::brief
