#include "services/factor_analysis/convert/analysis_to_proto.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <set>

#include "services/common/status/errors.h"
#include "services/factor_analysis/identity/resource_names.h"

namespace isotherm::factor_analysis {
namespace {

namespace pb = factor::v1;

class AnalysisToProtoTest : public ::testing::Test {
 protected:
  AnalysisToProtoTest() {
    received_.set_name("documents/chosen-by-the-caller");
    received_.set_content("<p>Doe won the vote.</p>");
    received_.set_title("T");
    received_.set_publisher("Agency");
    received_.set_state(pb::STATE_RETRACTED);
    input_.date = absl::CivilDay(2023, 10, 2);
    input_.publisher = "Agency";
    analysis_.text = "Doe won the vote.";
    analysis_.language = "en";
    engine::Factor factor;
    factor.leader_id = "jane-doe";
    factor.leader_display_name = "Jane Doe";
    factor.role = FactorRole::kStanding;
    factor.domain = Domain::kElectionsMandate;
    factor.direction = Direction::kRaises;
    factor.strength = 2.5;
    factor.confidence = 0.75;
    factor.statement = "Doe won the vote";
    factor.evidence = {{0, 16, "Doe won the vote"}};
    factor.claim_key = "won-vote";
    factor.observed = absl::CivilDay(2023, 10, 1);
    analysis_.factors = {factor};
    engine::Event event;
    event.source_text = "Doe";
    event.source_actor_id = "jane-doe";
    event.type = EventType::kAgree;
    event.trigger = {4, 7, "won"};
    event.evidence = {0, 17, "Doe won the vote."};
    event.confidence = 0.5;
    analysis_.events = {event};
  }
  absl::StatusOr<Findings> Convert() {
    return ToFindings(received_, input_, analysis_, "scripted/1");
  }

  pb::Document received_;
  engine::DocumentInput input_;
  engine::Analysis analysis_;
};

TEST_F(AnalysisToProtoTest, CarriesEverythingOver) {
  const auto read = Convert();
  ASSERT_TRUE(read.ok()) << read.status();
  const pb::Document& document = read->document;
  EXPECT_TRUE(ParseDocumentName(document.name()).has_value());
  EXPECT_NE(document.name(), received_.name());
  EXPECT_EQ(document.text(), analysis_.text);
  EXPECT_EQ(document.content(), received_.content());
  EXPECT_EQ(document.date(), "2023-10-02");
  EXPECT_EQ(document.language(), "en");
  EXPECT_EQ(document.analyzer(), "scripted/1");
  EXPECT_EQ(document.state(), pb::STATE_UNSPECIFIED);

  ASSERT_EQ(read->factors.size(), 1u);
  const pb::Factor& factor = read->factors[0];
  EXPECT_EQ(factor.leader(), "leaders/jane-doe");
  ASSERT_TRUE(ParseFactorName(factor.name()).has_value());
  EXPECT_EQ(ParseFactorName(factor.name())->leader_id, "jane-doe");
  EXPECT_EQ(factor.role(), common::v1::FACTOR_ROLE_STANDING);
  EXPECT_EQ(factor.domain(), common::v1::DOMAIN_ELECTIONS_MANDATE);
  EXPECT_EQ(factor.direction(), common::v1::DIRECTION_RAISES);
  EXPECT_EQ(factor.strength(), 2.5);
  EXPECT_EQ(factor.confidence(), 0.75);
  EXPECT_EQ(factor.claim_key(), "won-vote");
  EXPECT_EQ(factor.observed_time().seconds(), 1'696'118'400);
  EXPECT_EQ(factor.document(), document.name());
  EXPECT_EQ(factor.evidence(0).quote(), "Doe won the vote");
  EXPECT_EQ(factor.evidence(0).document(), document.name());

  ASSERT_EQ(read->events.size(), 1u);
  const pb::Event& event = read->events[0];
  EXPECT_EQ(event.source_actor(), "actors/jane-doe");
  EXPECT_EQ(event.target_actor(), "");
  EXPECT_EQ(event.type(), common::v1::EVENT_TYPE_AGREE);
  EXPECT_EQ(event.aux(), common::v1::AUX_ASSERTED);
  EXPECT_EQ(event.evidence_size(), 2);
  EXPECT_EQ(event.observed_time().seconds(), 1'696'204'800);
}

TEST_F(AnalysisToProtoTest, NamesDependOnCleanedTextDateAndPublisherAlone) {
  const std::string name = Convert()->factors[0].name();
  received_.set_content("Doe won the vote.");
  received_.set_title("Another title");
  EXPECT_EQ(Convert()->factors[0].name(), name);
  input_.publisher = "Another";
  EXPECT_NE(Convert()->factors[0].name(), name);
}

TEST_F(AnalysisToProtoTest, EqualFactorsAndEventsGetNamesOfTheirOwn) {
  analysis_.factors.resize(3, analysis_.factors[0]);
  analysis_.events.resize(3, analysis_.events[0]);
  const auto read = Convert();
  ASSERT_TRUE(read.ok());
  std::set<std::string> names;
  for (const auto& factor : read->factors) names.insert(factor.name());
  for (const auto& event : read->events) names.insert(event.name());
  EXPECT_EQ(names.size(), 6u);
}

TEST_F(AnalysisToProtoTest, ALeaderWithoutLatinNameStillGetsAnId) {
  analysis_.factors[0].leader_id = "";
  analysis_.factors[0].leader_display_name = "Єлизавета";
  const auto read = Convert();
  ASSERT_TRUE(read.ok());
  EXPECT_TRUE(ParseFactorName(read->factors[0].name()).has_value()) << read->factors[0].name();
  EXPECT_EQ(read->factors[0].leader_display_name(), "Єлизавета");
}

TEST_F(AnalysisToProtoTest, RefusesBrokenPromises) {
  const auto broken = [&](auto change) {
    const engine::Analysis saved = analysis_;
    change(analysis_);
    const absl::Status status = Convert().status();
    analysis_ = saved;
    return ReasonOf(status);
  };
  using engine::Analysis;
  const auto kInternal = common::v1::ERROR_REASON_INTERNAL;
  EXPECT_EQ(broken([](Analysis& a) { a.factors[0].evidence[0].quote = "Doe lost"; }), kInternal);
  EXPECT_EQ(broken([](Analysis& a) { a.factors[0].evidence[0].end = 99; }), kInternal);
  EXPECT_EQ(broken([](Analysis& a) { a.factors[0].evidence.clear(); }), kInternal);
  EXPECT_EQ(broken([](Analysis& a) { a.factors[0].strength = 3.5; }), kInternal);
  EXPECT_EQ(broken([](Analysis& a) {
              a.factors[0].confidence = std::numeric_limits<double>::quiet_NaN();
            }),
            kInternal);
  EXPECT_EQ(broken([](Analysis& a) { a.factors[0].direction = Direction::kNone; }), kInternal);
  EXPECT_EQ(broken([](Analysis& a) { a.factors[0].role = FactorRole::kDriver; }), kInternal);
  EXPECT_EQ(broken([](Analysis& a) { a.events[0].trigger = {7, 4, ""}; }), kInternal);
}

TEST_F(AnalysisToProtoTest, RemoveNamesLeavesTheFindings) {
  auto read = Convert();
  ASSERT_TRUE(read.ok());
  RemoveNames(*read);
  EXPECT_EQ(read->document.name(), "");
  EXPECT_EQ(read->factors[0].name(), "");
  EXPECT_EQ(read->factors[0].document(), "");
  EXPECT_EQ(read->factors[0].evidence(0).document(), "");
  EXPECT_EQ(read->factors[0].evidence(0).quote(), "Doe won the vote");
  EXPECT_EQ(read->factors[0].leader(), "leaders/jane-doe");
  EXPECT_EQ(read->events[0].name(), "");
}

}  // namespace
}  // namespace isotherm::factor_analysis
