// The three servers as processes, with a real Redis.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hiredis/hiredis.h>

#include <thread>

#include "services/common/testing/redis_server.h"
#include "tests/integration/harness.h"

namespace isotherm::integration {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

// One command's answer in words; the elements of an array one a line.
std::string Ask(int port, const std::string& command) {
  const std::unique_ptr<redisContext, void (*)(redisContext*)> redis(
      redisConnect("127.0.0.1", port), redisFree);
  if (redis == nullptr || redis->err != 0) return "cannot connect";
  const std::unique_ptr<redisReply, void (*)(void*)> reply(
      static_cast<redisReply*>(redisCommand(redis.get(), command.c_str())), freeReplyObject);
  if (reply == nullptr) return redis->errstr;
  if (reply->type == REDIS_REPLY_INTEGER) return std::to_string(reply->integer);
  if (reply->type != REDIS_REPLY_ARRAY) return reply->str == nullptr ? "" : reply->str;
  std::string lines;
  for (std::size_t i = 0; i < reply->elements; ++i) {
    if (reply->element[i]->str != nullptr) lines.append(reply->element[i]->str).append("\n");
  }
  return lines;
}

TEST(DistributedTest, OneDocumentThroughAllOfThemIntoRedis) {
  const auto redis = testing::RedisServer::StartOrDie();
  const auto suite = ProcessSuite::Start(redis->address());
  ASSERT_NE(suite, nullptr);
  const auto results = Ingest(
      suite->client(),
      {MakeDocument("Labour wins",
                    "Keir Starmer won the general election in a landslide, and his party took a "
                    "majority of 174 seats.",
                    "2024-07-05")});
  ASSERT_THAT(results, SizeIs(1));
  ASSERT_EQ(results[0].outcome(), IngestDocumentsResponse::OUTCOME_INGESTED);
  const auto reading = Reading(suite->client(), "leaders/keir-starmer", TokenOf(results));
  ASSERT_TRUE(reading.has_value());

  // The contract for consumers: a hash a leader, the ranking, the stream of changes. Redis is
  // written behind the answer, hence the patience.
  const absl::Time end = absl::Now() + absl::Seconds(10);
  std::string hash;
  while (hash.empty() && absl::Now() < end) {
    hash = Ask(redis->port(), "HGETALL isotherm:heat:keir-starmer");
    if (hash.empty()) absl::SleepFor(absl::Milliseconds(50));
  }
  for (const char* field : {"level", "score", "low", "high", "trend", "revision", "computed_at",
                            "valid_until", "model", "pb"}) {
    EXPECT_THAT(hash, HasSubstr(std::string(field) + "\n"));
  }
  EXPECT_NEAR(std::stod("0" + Ask(redis->port(), "ZSCORE isotherm:rank keir-starmer")),
              reading->score(), 1e-6);
  EXPECT_NE(Ask(redis->port(), "XLEN isotherm:changes"), "0");
  EXPECT_NE(Ask(redis->port(), "GET isotherm:schema"), "");
}

TEST(DistributedTest, KilledInTheMiddleEveryFactorCountsOnce) {
  const std::vector<Document> documents = GeneratedDocuments(500);
  std::map<std::string, std::string> reference;
  {
    const auto never_killed = Suite::Start();
    ASSERT_NE(never_killed, nullptr);
    reference =
        Readings(never_killed->client(), TokenOf(Ingest(never_killed->client(), documents)));
  }
  ASSERT_THAT(reference, SizeIs(::testing::Ge(8u)));

  const auto redis = testing::RedisServer::StartOrDie();
  const auto suite = ProcessSuite::Start(redis->address());
  ASSERT_NE(suite, nullptr);
  std::size_t sent = 0;
  std::size_t answered = 0;
  std::string token;
  const absl::Status status = suite->client().IngestDocuments(
      [&](factor::v1::IngestDocumentsRequest* request) {
        if (sent == documents.size()) return false;
        // Slow enough for the server to be killed while it works.
        absl::SleepFor(absl::Milliseconds(2));
        *request->mutable_document() = documents[sent++];
        return true;
      },
      [&](const IngestDocumentsResponse& result) {
        EXPECT_EQ(result.outcome(), IngestDocumentsResponse::OUTCOME_INGESTED);
        if (!result.consistency_token().empty()) token = result.consistency_token();
        ++answered;
        // Twice: once early, once late, restarted at once.
        if (answered == 100 || answered == 300) {
          suite->KillScoring();
          suite->StartScoring();
        }
      });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(answered, documents.size());
  const absl::Status serving = suite->client().WaitUntilServing(absl::Seconds(30));
  ASSERT_TRUE(serving.ok()) << serving;
  EXPECT_EQ(Readings(suite->client(), token), reference);
}

}  // namespace
}  // namespace isotherm::integration
