// The same evidence gives the same readings, whatever the way it came in.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/integration/harness.h"

namespace isotherm::integration {
namespace {

using ::testing::Each;
using ::testing::Gt;
using ::testing::Property;
using ::testing::SizeIs;

// The samples and reports about the same leaders from several publishers.
std::vector<Document> Evidence() {
  std::vector<Document> documents = Samples();
  for (Document& document : GeneratedDocuments(60)) documents.push_back(std::move(document));
  return documents;
}

std::map<std::string, std::string> Reference() {
  const auto suite = Suite::Start();
  return Readings(suite->client(), TokenOf(Ingest(suite->client(), Evidence())));
}

TEST(OrderTest, AnyOrderGivesTheSameBytes) {
  const auto reference = Reference();
  ASSERT_THAT(reference, SizeIs(Gt(8u)));
  std::mt19937 random(7);
  for (int round = 0; round < 3; ++round) {
    std::vector<Document> documents = Evidence();
    std::shuffle(documents.begin(), documents.end(), random);
    const auto suite = Suite::Start();
    ASSERT_NE(suite, nullptr);
    // One stream each: also the batches differ.
    std::string token;
    for (const Document& document : documents) token = TokenOf(Ingest(suite->client(), {document}));
    EXPECT_EQ(Readings(suite->client(), token), reference) << "round " << round;
  }
}

TEST(OrderTest, TheSameDocumentTwiceChangesNothing) {
  const auto suite = Suite::Start();
  ASSERT_NE(suite, nullptr);
  const std::string token = TokenOf(Ingest(suite->client(), Evidence()));
  const auto before = Readings(suite->client(), token);
  const auto again = Ingest(suite->client(), Evidence());
  EXPECT_THAT(again, Each(Property(&IngestDocumentsResponse::outcome,
                                   IngestDocumentsResponse::OUTCOME_DUPLICATE)));
  EXPECT_EQ(Readings(suite->client(), TokenOf(again)), before);
}

TEST(OrderTest, RetractedAndIngestedAgainGivesTheSameBytes) {
  const auto suite = Suite::Start();
  ASSERT_NE(suite, nullptr);
  const std::vector<Document> documents = Evidence();
  const auto results = Ingest(suite->client(), documents);
  const auto before = Readings(suite->client(), TokenOf(results));
  for (int i = 0; i < 10; ++i) {
    factor::v1::RetractDocumentRequest request;
    request.set_name(results[static_cast<std::size_t>(i)].document());
    request.set_reason("to be ingested again");
    const auto retracted = suite->client().RetractDocument(request);
    ASSERT_TRUE(retracted.ok()) << retracted.status();
    if (i == 9) {
      EXPECT_NE(Readings(suite->client(), retracted->consistency_token()), before);
    }
  }
  const auto again =
      Ingest(suite->client(), std::vector<Document>(documents.begin(), documents.begin() + 10));
  EXPECT_THAT(again, Each(Property(&IngestDocumentsResponse::outcome,
                                   IngestDocumentsResponse::OUTCOME_RESTORED)));
  EXPECT_EQ(Readings(suite->client(), TokenOf(again)), before);
}

TEST(OrderTest, ARestartKeepsEverything) {
  testing::TempDir folder;
  Suite::Options options;
  options.store_dir = folder.path();
  std::map<std::string, std::string> before;
  std::string token;
  {
    const auto suite = Suite::Start(options);
    ASSERT_NE(suite, nullptr);
    token = TokenOf(Ingest(suite->client(), Evidence()));
    before = Readings(suite->client(), token);
  }
  options.atlas = false;
  const auto suite = Suite::Start(options);
  ASSERT_NE(suite, nullptr);
  EXPECT_EQ(Readings(suite->client(), token), before);
}

}  // namespace
}  // namespace isotherm::integration
