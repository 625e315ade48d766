#include "services/gateway/brief/brief.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "services/gateway/brief/testing_explanation.h"
#include "services/gateway/brief/wording.h"

namespace isotherm::brief {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

Brief Compose(const scoring::v1::HeatExplanation& explanation) {
  const profile::v1::Actor actor = LeaderActor();
  absl::StatusOr<Brief> brief = ComposeBrief(explanation, &actor, OrganisationNames());
  EXPECT_TRUE(brief.ok()) << brief.status();
  return *brief;
}

TEST(BriefTest, AnswersFourQuestionsFromTheStrongestFactors) {
  const Brief brief = Compose(StrongLeader());
  EXPECT_EQ(brief.title, "Mira Talan BLAZING: Talan's army retook the province within a day");
  EXPECT_EQ(brief.office, "President of the United Provinces since 31 Oct 2003");
  EXPECT_EQ(brief.questions[0].question, "Why is Talan's heat level blazing?");
  EXPECT_EQ(brief.questions[0].answer,
            "What lifts the level most is public support: Crowds in the capital celebrate the "
            "return of the northern province.");
  EXPECT_THAT(brief.questions[0].reasons, SizeIs(2));
  EXPECT_EQ(
      brief.questions[1].answer,
      "The level is rising, up 4.1 points over 30 days. Talan's army retook the province within "
      "a day.");
  EXPECT_EQ(brief.questions[2].answer, "She wants to finish what her mother began.");
  EXPECT_EQ(brief.questions[3].answer, "The evidence does not say what this means for others.");
  EXPECT_THAT(brief.takeaways,
              ElementsAre("Crowds in the capital celebrate the return of the northern province.",
                          "Prices rise faster than wages.",
                          "Talan's army retook the province within a day."));
}

TEST(BriefTest, SaysPlainlyWhenOnlyTheOfficeIsKnown) {
  const Brief brief = Compose(OfficeOnly());
  EXPECT_EQ(brief.title, "Mira Talan MILD");
  EXPECT_EQ(brief.questions[0].answer,
            "No evidence bears on the level; it rests on the office alone (President since "
            "2003-10-31).");
  EXPECT_EQ(brief.questions[1].answer,
            "The level is steady. The evidence names nothing that is changing it now.");
  EXPECT_EQ(brief.questions[2].answer, "The evidence does not say what drives Talan.");
  for (const std::string& takeaway : brief.takeaways) EXPECT_FALSE(takeaway.empty());
}

TEST(BriefTest, MentionsCounterEvidenceThatWeighs) {
  scoring::v1::HeatExplanation explanation = StrongLeader();
  explanation.mutable_contributions(2)->set_points(-9);
  EXPECT_EQ(Compose(explanation).questions[0].answer,
            "What lifts the level most is public support: Crowds in the capital celebrate the "
            "return of the northern province. Against that: Prices rise faster than wages.");
}

TEST(BriefTest, AWeakLevelIsExplainedByWhatLowers) {
  scoring::v1::HeatExplanation explanation = StrongLeader();
  explanation.mutable_reading()->set_level(common::v1::HEAT_LEVEL_COLD);
  explanation.mutable_contributions(2)->set_points(-40);
  const Brief brief = Compose(explanation);
  EXPECT_EQ(brief.questions[0].question, "Why is Talan's heat level cold?");
  EXPECT_THAT(brief.questions[0].answer,
              ::testing::StartsWith("What lowers the level most is the economy: Prices rise "
                                    "faster than wages."));
}

TEST(BriefTest, SaysWhenNewEvidenceContradictsTheTrend) {
  scoring::v1::HeatExplanation explanation = StrongLeader();
  explanation.mutable_reading()->set_trend(common::v1::TREND_FALLING);
  explanation.mutable_reading()->set_change_30_days(-2);
  EXPECT_EQ(Compose(explanation).questions[1].answer,
            "The level is falling, down 2.0 points over 30 days, although the new evidence points "
            "up: Talan's army "
            "retook the province within a day.");
}

TEST(BriefTest, KeepsTheStrongestOppositeReasonVisible) {
  scoring::v1::HeatExplanation explanation = StrongLeader();
  for (int i = 0; i < 8; ++i) {
    factor::v1::Factor factor = explanation.factors(0);
    factor.set_name(absl::StrCat("leaders/mira-talan/factors/more-", i));
    factor.set_statement(absl::StrCat("Reason ", i, " speaks for her."));
    factor.mutable_evidence(0)->set_quote(factor.statement());
    *explanation.add_factors() = factor;
    scoring::v1::Contribution& contribution = *explanation.add_contributions();
    contribution = explanation.contributions(0);
    contribution.set_points(10 - i);
    contribution.set_factors(0, factor.name());
  }
  explanation.mutable_contributions(2)->set_points(-0.5);
  const Question why = Compose(explanation).questions[0];
  ASSERT_THAT(why.reasons, SizeIs(5));
  EXPECT_EQ(why.reasons.back().points, -0.5);
  EXPECT_EQ(why.further_reasons, 5);
}

TEST(BriefTest, ReportsOfOneClaimAreOneReason) {
  scoring::v1::HeatExplanation explanation = StrongLeader();
  *explanation.add_factors() = explanation.factors(3);
  explanation.mutable_factors(4)->set_name("leaders/mira-talan/factors/f5");
  EXPECT_THAT(Compose(explanation).questions[2].reasons, SizeIs(1));
}

TEST(BriefTest, SaysTheQuoteWhereTheStatementWasCut) {
  scoring::v1::HeatExplanation explanation = StrongLeader();
  explanation.mutable_factors(1)->set_statement("it took her army a single …");
  EXPECT_EQ(Compose(explanation).questions[1].reasons[0].statement,
            "It took her army a single day to retake the province.");
}

TEST(BriefTest, OneSentenceIsOneReason) {
  scoring::v1::HeatExplanation explanation = StrongLeader();
  factor::v1::Factor again = explanation.factors(0);
  again.set_name("leaders/mira-talan/factors/again");
  again.mutable_evidence(0)->set_quote("the return of the northern province.");
  *explanation.add_factors() = again;
  scoring::v1::Contribution& contribution = *explanation.add_contributions();
  contribution = explanation.contributions(0);
  contribution.set_points(5);
  contribution.set_factors(0, again.name());
  const Question why = Compose(explanation).questions[0];
  EXPECT_THAT(why.reasons, SizeIs(2));
  EXPECT_EQ(why.reasons[0].points, 14.2);
  EXPECT_EQ(why.further_reasons, 0);
}

TEST(BriefTest, ALongQuoteWithoutAStatementIsQuotedNotStated) {
  scoring::v1::HeatExplanation explanation = StrongLeader();
  std::string quote = "She wants";
  for (int i = 0; i < 30; ++i) quote += " more";
  explanation.mutable_factors(3)->clear_statement();
  explanation.mutable_factors(3)->mutable_evidence(0)->set_quote(quote);
  const Question drives = Compose(explanation).questions[2];
  EXPECT_EQ(drives.reasons[0].statement, "");
  EXPECT_EQ(drives.answer, "\"" + quote + "\"");
}

TEST(BriefTest, ASentenceGoesBeforeAQuoteOfMuchTheSameWeight) {
  scoring::v1::HeatExplanation explanation = StrongLeader();
  std::string quote = "Crowds";
  for (int i = 0; i < 30; ++i) quote += " more";
  explanation.mutable_factors(0)->clear_statement();
  explanation.mutable_factors(0)->mutable_evidence(0)->set_quote(quote);
  explanation.mutable_contributions(1)->set_role(common::v1::FACTOR_ROLE_STANDING);
  EXPECT_EQ(
      Compose(explanation).questions[0].answer,
      "Among what lifts the level is security and war: Talan's army retook the province within a "
      "day.");
}

TEST(BriefTest, ATitleNeedsNothingBeforeIt) {
  scoring::v1::HeatExplanation explanation = StrongLeader();
  explanation.mutable_factors(0)->set_statement("They celebrate in the capital.");
  const Brief brief = Compose(explanation);
  EXPECT_EQ(brief.title, "Mira Talan BLAZING: Talan's army retook the province within a day");
  EXPECT_EQ(brief.takeaways[0], "Prices rise faster than wages.");
}

TEST(BriefTest, ATitleIsOfTheLeaderWhereTheWeightAllows) {
  // 11.3 points name her, 14.2 do not.
  EXPECT_EQ(Compose(StrongLeader()).title,
            "Mira Talan BLAZING: Talan's army retook the province within a day");
  scoring::v1::HeatExplanation explanation = StrongLeader();
  explanation.mutable_contributions(1)->set_points(6);
  EXPECT_EQ(Compose(explanation).title,
            "Mira Talan BLAZING: Crowds in the capital celebrate the return of the northern "
            "province");
}

TEST(BriefTest, ATitleIsShort) {
  scoring::v1::HeatExplanation explanation = StrongLeader();
  explanation.mutable_factors(0)->set_statement(
      "Crowds in the capital and in all the towns along the great river celebrate the return of "
      "the province for days.");
  EXPECT_EQ(Compose(explanation).title,
            "Mira Talan BLAZING: Talan's army retook the province within a day");
}

TEST(BriefTest, LeavesOutRetractedFactorsAndUnknownOnes) {
  scoring::v1::HeatExplanation explanation = StrongLeader();
  explanation.mutable_factors(3)->set_state(factor::v1::STATE_RETRACTED);
  explanation.mutable_contributions(0)->set_factors(0, "leaders/mira-talan/factors/unknown");
  const Brief brief = Compose(explanation);
  EXPECT_THAT(brief.questions[0].reasons, SizeIs(1));
  EXPECT_THAT(brief.questions[2].reasons, SizeIs(0));
}

TEST(BriefTest, UsesTheWholeNameOfALeaderWithoutAProfile) {
  absl::StatusOr<Brief> brief = ComposeBrief(StrongLeader(), nullptr, {});
  ASSERT_TRUE(brief.ok());
  EXPECT_EQ(brief->questions[0].question, "Why is Mira Talan's heat level blazing?");
  EXPECT_EQ(brief->office, "");
}

TEST(BriefTest, EveryReasonIsAStatementOfAFactor) {
  const scoring::v1::HeatExplanation explanation = StrongLeader();
  std::set<std::string> statements;
  for (const factor::v1::Factor& factor : explanation.factors()) {
    statements.insert(AsSentence(factor.statement()));
  }
  for (const Question& question : Compose(explanation).questions) {
    for (const Reason& reason : question.reasons) {
      EXPECT_TRUE(statements.contains(reason.statement)) << reason.statement;
      EXPECT_FALSE(reason.quote.empty());
    }
  }
}

TEST(BriefTest, RefusesAnExplanationWithoutAReading) {
  const absl::Status status = ComposeBrief({}, nullptr, {}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("no level"));
}

}  // namespace
}  // namespace isotherm::brief
