// From documents to published readings through the three services.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "tests/integration/harness.h"

namespace isotherm::integration {
namespace {

using ::testing::Gt;
using ::testing::SizeIs;

TEST(EndToEndTest, IngestThenReadOwnResult) {
  const auto suite = Suite::Start();
  ASSERT_NE(suite, nullptr);
  for (const Document& document : Samples()) {
    const auto results = Ingest(suite->client(), {document});
    ASSERT_THAT(results, SizeIs(1));
    EXPECT_EQ(results[0].outcome(), IngestDocumentsResponse::OUTCOME_INGESTED);
    EXPECT_GT(results[0].factor_count(), 0) << document.title();
    // No waiting, no polling: the token alone makes the next service answer with this document.
    factor::v1::ListFactorsRequest factors;
    factors.set_parent("leaders/-");
    factors.set_filter("document = \"" + results[0].document() + "\"");
    const auto listed = suite->client().ListFactors(factors);
    ASSERT_TRUE(listed.ok()) << listed.status();
    ASSERT_GT(listed->factors_size(), 0);
    const std::string leader = listed->factors(0).leader();
    const auto reading = Reading(suite->client(), leader, TokenOf(results));
    ASSERT_TRUE(reading.has_value());
    EXPECT_GT(reading->factor_revision(), 0);
  }
}

TEST(EndToEndTest, ExplanationsAddUpAndQuotesStandInTheDocuments) {
  const auto suite = Suite::Start();
  ASSERT_NE(suite, nullptr);
  const std::string token = TokenOf(Ingest(suite->client(), Samples()));
  const auto readings = Readings(suite->client(), token);
  EXPECT_THAT(readings, SizeIs(Gt(8u)));
  std::set<std::string> texts;
  for (const Document& document : Samples()) texts.insert(document.content());
  for (const auto& [leader, bytes] : readings) {
    const auto explanation = Explanation(suite->client(), leader, token);
    ASSERT_TRUE(explanation.has_value());
    double sum = explanation->baseline_score();
    for (const auto& contribution : explanation->contributions()) sum += contribution.points();
    EXPECT_NEAR(sum, explanation->reading().score(), 1e-9) << leader;
    double probability = 0;
    for (const auto& level : explanation->reading().level_probabilities()) {
      probability += level.probability();
    }
    EXPECT_NEAR(probability, 1, 1e-9);
    for (const factor::v1::Factor& factor : explanation->factors()) {
      ASSERT_GT(factor.evidence_size(), 0);
      bool found = false;
      for (const std::string& text : texts) {
        found = found || text.find(factor.evidence(0).quote()) != std::string::npos;
      }
      EXPECT_TRUE(found) << factor.evidence(0).quote();
    }
  }
}

TEST(EndToEndTest, ADocumentOfOneSideMovesTheOtherSideToo) {
  const auto suite = Suite::Start();
  ASSERT_NE(suite, nullptr);
  const auto results = Ingest(
      suite->client(),
      {MakeDocument("Labour wins",
                    "Keir Starmer won the general election of 4 July in a landslide. Rishi Sunak "
                    "conceded defeat: the Conservatives lost 250 seats, their worst result ever, "
                    "and Sunak resigned as party leader.",
                    "2024-07-05")});
  const std::string token = TokenOf(results);
  const auto winner = Explanation(suite->client(), "leaders/keir-starmer", token);
  const auto loser = Explanation(suite->client(), "leaders/rishi-sunak", token);
  ASSERT_TRUE(winner.has_value() && loser.has_value());
  const auto sign = [](const scoring::v1::HeatExplanation& explanation) {
    double sum = 0;
    for (const auto& contribution : explanation.contributions()) sum += contribution.points();
    return sum;
  };
  EXPECT_GT(sign(*winner), 0);
  EXPECT_LT(sign(*loser), 0);
  EXPECT_GT(winner->reading().score(), loser->reading().score());
}

TEST(EndToEndTest, RetractionTakesTheReadingBack) {
  const auto suite = Suite::Start();
  ASSERT_NE(suite, nullptr);
  const auto results = Ingest(suite->client(), Samples());
  factor::v1::RetractDocumentRequest request;
  request.set_name(results[0].document());
  request.set_reason("a test");
  const auto retracted = suite->client().RetractDocument(request);
  ASSERT_TRUE(retracted.ok()) << retracted.status();
  EXPECT_EQ(retracted->retracted_factor_count(), results[0].factor_count());
  const auto readings = Readings(suite->client(), retracted->consistency_token());
  for (const auto& [leader, bytes] : readings) {
    const auto explanation = Explanation(suite->client(), leader, "");
    ASSERT_TRUE(explanation.has_value());
    for (const factor::v1::Factor& factor : explanation->factors()) {
      EXPECT_NE(factor.document(), results[0].document());
    }
  }
}

TEST(EndToEndTest, WatchersSeeTheDocument) {
  const auto suite = Suite::Start();
  ASSERT_NE(suite, nullptr);
  const Document document = Samples()[0];
  std::set<std::string> leaders;
  bool ingested = false;
  const absl::Status status =
      suite->client().WatchHeat(scoring::v1::WatchHeatRequest(), absl::Now() + absl::Seconds(60),
                                [&](const scoring::v1::WatchHeatResponse& step) {
                                  if (step.has_snapshot_complete() && !ingested) {
                                    ingested = true;
                                    Ingest(suite->client(), {document});
                                  }
                                  if (step.has_upsert()) leaders.insert(step.upsert().leader());
                                  return leaders.empty();
                                });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_THAT(leaders, SizeIs(1));
}

}  // namespace
}  // namespace isotherm::integration
