// What Redis holds, as downstream consumers read it, and what a failing Redis costs.
#include "services/scoring/cache/redis_heat_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "services/common/testing/redis_server.h"
#include "services/scoring/testing/samples.h"

namespace isotherm::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using Fields = std::map<std::string, std::string>;

class RedisHeatCacheTest : public ::testing::Test {
 protected:
  RedisHeatCacheTest() { Connect(); }

  void Connect(const std::string& store_id = "store-a") {
    options_.target = ParseRedisAddress(redis_->address()).value();
    options_.store_id = store_id;
    cache_ = std::make_unique<RedisHeatCache>(options_, clock_);
  }
  void Fill() {
    const absl::Status status = cache_->MarkFilled(cache_->BeginFill());
    ASSERT_TRUE(status.ok()) << status;
  }

  static CacheEntry Entry(const std::string& leader, std::int64_t revision, double score,
                          common::v1::HeatLevel level = common::v1::HEAT_LEVEL_MILD) {
    v1::HeatReading reading = SampleReading(leader, score, level);
    reading.set_revision(revision);
    CacheEntry entry;
    entry.leader = leader;
    entry.revision = revision;
    entry.reading = std::make_shared<const v1::HeatReading>(std::move(reading));
    return entry;
  }
  static CacheEntry Withdrawal(const std::string& leader, std::int64_t revision) {
    CacheEntry entry;
    entry.leader = leader;
    entry.revision = revision;
    return entry;
  }
  void Put(const CacheEntry& entry, bool announce = true) {
    const absl::Status status = cache_->Put({entry}, announce);
    ASSERT_TRUE(status.ok()) << status;
  }

  // As a consumer asks.
  RedisReply Ask(const RedisCommand& command) {
    RedisConnection connection(options_.target, absl::Seconds(10));
    auto replies = connection.Run({command});
    EXPECT_TRUE(replies.ok()) << replies.status();
    return replies.ok() ? replies->front() : RedisReply();
  }
  static Fields Pairs(const RedisReply& reply) {
    Fields fields;
    for (std::size_t i = 0; i + 1 < reply.elements.size(); i += 2) {
      fields[reply.elements[i].text] = reply.elements[i + 1].text;
    }
    return fields;
  }
  Fields Hash(const std::string& key) { return Pairs(Ask({"HGETALL", key})); }
  std::vector<Fields> Announced() {
    std::vector<Fields> entries;
    for (const RedisReply& entry : Ask({"XRANGE", "isotherm:changes", "-", "+"}).elements) {
      entries.push_back(Pairs(entry.elements[1]));
    }
    return entries;
  }

  FakeClock clock_{SampleDay()};
  std::unique_ptr<testing::RedisServer> redis_ = testing::RedisServer::StartOrDie();
  RedisCacheOptions options_;
  std::unique_ptr<RedisHeatCache> cache_;
};

TEST_F(RedisHeatCacheTest, TheHashHasTheDocumentedFields) {
  Put(Entry("jane", 7, 61.25, common::v1::HEAT_LEVEL_HOT));
  EXPECT_THAT(
      Hash("isotherm:heat:jane"),
      ElementsAre(
          Pair("computed_at", "2023-10-02T00:00:00Z"), Pair("high", "66.25"), Pair("level", "HOT"),
          Pair("low", "56.25"), Pair("model", "heat-1"),
          Pair("pb",
               Entry("jane", 7, 61.25, common::v1::HEAT_LEVEL_HOT).reading->SerializeAsString()),
          Pair("revision", "7"), Pair("score", "61.25"), Pair("store", "store-a"),
          Pair("trend", "RISING"), Pair("valid_until", "2023-10-03T00:00:00Z")));
  const long long seconds = Ask({"TTL", "isotherm:heat:jane"}).integer;
  EXPECT_LE(seconds, 86400);
  EXPECT_GT(seconds, 86400 - 60);
}

TEST_F(RedisHeatCacheTest, TheRankIsASortedSetOfScores) {
  Put(Entry("jane", 1, 61.25));
  Put(Entry("john", 2, 70));
  Put(Entry("mary", 3, 5));
  std::vector<std::string> order;
  for (const RedisReply& member : Ask({"ZREVRANGE", "isotherm:rank", "0", "-1"}).elements) {
    order.push_back(member.text);
  }
  EXPECT_THAT(order, ElementsAre("john", "jane", "mary"));
  EXPECT_EQ(Ask({"ZSCORE", "isotherm:rank", "jane"}).text, "61.25");
  Put(Withdrawal("john", 4));
  EXPECT_EQ(Ask({"ZCARD", "isotherm:rank"}).integer, 2);
  EXPECT_EQ(Ask({"TTL", "isotherm:rank"}).integer, -1) << "the ranking does not expire";
}

TEST_F(RedisHeatCacheTest, AWithdrawnLeaderLeavesAMarkForADay) {
  Put(Entry("jane", 1, 50));
  Put(Withdrawal("jane", 2));
  EXPECT_THAT(Hash("isotherm:heat:jane"),
              ElementsAre(Pair("revision", "2"), Pair("store", "store-a"), Pair("withdrawn", "1")));
  const long long seconds = Ask({"TTL", "isotherm:heat:jane"}).integer;
  EXPECT_LE(seconds, 86400);
  EXPECT_GT(seconds, 86400 - 60);
}

TEST_F(RedisHeatCacheTest, EachChangeIsAnnouncedOnce) {
  CacheEntry first = Entry("jane", 1, 61.25, common::v1::HEAT_LEVEL_HOT);
  first.previous_level = common::v1::HEAT_LEVEL_MILD;
  Put(first);
  Put(first);                           // repeated
  Put(Entry("jane", 1, 61.25), false);  // refilled
  Put(Entry("john", 2, 10), false);     // refilled
  CacheEntry gone = Withdrawal("jane", 3);
  gone.previous_level = common::v1::HEAT_LEVEL_HOT;
  Put(gone);
  Put(first);  // late
  const std::vector<Fields> announced = Announced();
  ASSERT_THAT(announced, SizeIs(2));
  EXPECT_THAT(announced[0], ElementsAre(Pair("leader", "jane"), Pair("level", "HOT"),
                                        Pair("pb", first.reading->SerializeAsString()),
                                        Pair("previous_level", "MILD"), Pair("revision", "1"),
                                        Pair("score", "61.25")));
  EXPECT_THAT(announced[1],
              ElementsAre(Pair("leader", "jane"), Pair("level", ""), Pair("pb", ""),
                          Pair("previous_level", "HOT"), Pair("revision", "3"), Pair("score", "")));
}

TEST_F(RedisHeatCacheTest, TheStreamOfChangesIsBounded) {
  std::vector<CacheEntry> entries;
  for (int i = 1; i <= 12'000; ++i) entries.push_back(Entry("jane", i, 50));
  ASSERT_TRUE(cache_->Put(entries, /*announce=*/true).ok());
  const long long length = Ask({"XLEN", "isotherm:changes"}).integer;
  EXPECT_GE(length, 10'000);
  EXPECT_LT(length, 10'500);  // "about": Redis trims whole nodes
}

TEST_F(RedisHeatCacheTest, TheSchemaIsThereWhileTheKeysAreComplete) {
  EXPECT_EQ(Ask({"GET", "isotherm:schema"}).kind, RedisReply::Kind::kNil);
  Fill();
  EXPECT_EQ(Ask({"GET", "isotherm:schema"}).text, "1");
  EXPECT_EQ(Ask({"TTL", "isotherm:schema"}).integer, -1);
  Ask({"FLUSHALL"});
  EXPECT_FALSE(cache_->IsFilled().value());
}

TEST_F(RedisHeatCacheTest, AnExpiredOrForeignValueIsAMiss) {
  Fill();
  Put(Entry("jane", 1, 50));
  Ask({"DEL", "isotherm:heat:jane"});
  EXPECT_FALSE(cache_->Get("jane")->hit);
  Put(Entry("jane", 2, 50));
  Ask({"HSET", "isotherm:heat:jane", "pb", "\xff\xff"});
  EXPECT_FALSE(cache_->Get("jane")->hit);
  Ask({"SET", "isotherm:heat:john", "a string"});
  EXPECT_TRUE(absl::IsUnavailable(cache_->Get("john").status()));
  Put(Entry("john", 3, 50));
  EXPECT_TRUE(cache_->Get("john")->hit);
}

TEST_F(RedisHeatCacheTest, NothingIsBelievedBeforeTheFirstFill) {
  Fill();
  Put(Entry("jane", 1, 50));
  Connect();  // as a new process, whose store may have moved on
  EXPECT_FALSE(cache_->IsFilled().value());
  EXPECT_FALSE(cache_->Get("jane")->hit);
  Fill();
  EXPECT_TRUE(cache_->Get("jane")->hit);
}

TEST_F(RedisHeatCacheTest, AnotherStoresReadingsGiveWayWhateverTheirRevision) {
  Fill();
  Put(Entry("jane", 900, 50));
  Put(Withdrawal("john", 901));
  Connect("store-b");
  Fill();
  EXPECT_FALSE(cache_->Get("jane")->hit);
  EXPECT_FALSE(cache_->Get("john")->hit);
  Put(Entry("jane", 1, 40));
  ASSERT_TRUE(cache_->Get("jane")->hit);
  EXPECT_EQ(cache_->Get("jane")->reading->revision(), 1);
}

TEST_F(RedisHeatCacheTest, AFrozenRedisCostsOneTimeoutACallAndSoonNothing) {
  Fill();
  Put(Entry("jane", 1, 50));
  ASSERT_TRUE(cache_->Get("jane")->hit);
  redis_->Freeze();
  absl::Time begun = absl::Now();
  EXPECT_TRUE(absl::IsUnavailable(cache_->Get("jane").status()));
  EXPECT_LT(absl::Now() - begun, 1.9 * options_.timeout);
  for (int i = 1; i < options_.breaker_failures; ++i) cache_->Get("jane").status().IgnoreError();
  begun = absl::Now();
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(cache_->Get("jane").ok());
  EXPECT_LT(absl::Now() - begun, options_.timeout);

  redis_->Resume();
  EXPECT_FALSE(cache_->Get("jane").ok()) << "the breaker is still open";
  clock_.Advance(options_.breaker_open_time);
  EXPECT_TRUE(cache_->Get("jane").ok()) << "no write was lost: all it holds is good";
  EXPECT_TRUE(cache_->Get("jane")->hit);
}

TEST_F(RedisHeatCacheTest, AfterALostWriteNothingIsBelievedUntilTheNextFill) {
  Fill();
  Put(Entry("jane", 1, 50));
  redis_->Freeze();
  EXPECT_FALSE(cache_->Put({Entry("jane", 2, 60)}, /*announce=*/true).ok());
  const std::int64_t ticket = cache_->BeginFill();
  redis_->Resume();
  // The frozen command may still be carried out: then the new reading stands there, else the old.
  EXPECT_FALSE(cache_->Get("jane")->hit);
  EXPECT_FALSE(cache_->IsFilled().value());
  ASSERT_TRUE(cache_->MarkFilled(ticket).ok());
  EXPECT_TRUE(cache_->Get("jane")->hit);
}

TEST_F(RedisHeatCacheTest, AFillDuringWhichAWriteWasLostDoesNotCount) {
  const std::int64_t ticket = cache_->BeginFill();
  cache_->MarkLost();
  ASSERT_TRUE(cache_->MarkFilled(ticket).ok());
  EXPECT_FALSE(cache_->IsFilled().value());
  Fill();
  EXPECT_TRUE(cache_->IsFilled().value());
}

TEST_F(RedisHeatCacheTest, ARestartFromAnOldDumpIsNoticed) {
  Fill();
  Put(Entry("jane", 1, 50));
  Ask({"SAVE"});
  Put(Entry("jane", 2, 60));
  ASSERT_EQ(cache_->Get("jane")->reading->revision(), 2);
  ASSERT_TRUE(redis_->Restart().ok());
  ASSERT_EQ(Ask({"GET", "isotherm:schema"}).text, "1") << "the dump holds all keys";
  EXPECT_FALSE(cache_->Get("jane")->hit) << "revision 1 is older than what was published";
  EXPECT_FALSE(cache_->IsFilled().value());
  Fill();
  EXPECT_TRUE(cache_->IsFilled().value());
}

TEST_F(RedisHeatCacheTest, ARedisThatIsGoneAndBackIsEmpty) {
  Fill();
  Put(Entry("jane", 1, 50));
  redis_->Crash();
  EXPECT_TRUE(absl::IsUnavailable(cache_->Get("jane").status()));
  EXPECT_TRUE(absl::IsUnavailable(cache_->Leaders().status()));
  ASSERT_TRUE(redis_->Restart().ok());
  clock_.Advance(options_.breaker_open_time);
  EXPECT_FALSE(cache_->IsFilled().value());
  EXPECT_THAT(cache_->Leaders().value(), IsEmpty());
}

TEST_F(RedisHeatCacheTest, APasswordIsUsedAndAWrongOneIsAnError) {
  const auto guarded = testing::RedisServer::Start({"--requirepass", "secret"});
  ASSERT_TRUE(guarded.ok()) << guarded.status();
  const auto get = [&](const std::string& address) {
    RedisCacheOptions options;
    options.target = ParseRedisAddress(address).value();
    options.timeout = absl::Seconds(5);
    return RedisHeatCache(options, clock_).Leaders().status();
  };
  EXPECT_TRUE(get("redis://:secret@" + (*guarded)->address() + "/0").ok());
  EXPECT_TRUE(absl::IsUnavailable(get("redis://:wrong@" + (*guarded)->address())));
  EXPECT_TRUE(absl::IsUnavailable(get((*guarded)->address())));
}

TEST(RedisAddressTest, ReadsEveryFormAndRefusesTheRest) {
  const RedisTarget plain = ParseRedisAddress("cache").value();
  EXPECT_EQ(plain.host, "cache");
  EXPECT_EQ(plain.port, 6379);
  const RedisTarget full = ParseRedisAddress("redis://:p:a@ss@cache.local:7000/3").value();
  EXPECT_EQ(full.host, "cache.local");
  EXPECT_EQ(full.port, 7000);
  EXPECT_EQ(full.password, "p:a@ss");
  EXPECT_EQ(full.database, 3);
  for (const char* wrong : {"", ":6379", "cache:0", "cache:65536", "cache:x", "rediss://cache",
                            "redis://user:p@cache", "redis://cache/x", "redis://cache/-1"}) {
    const absl::Status status = ParseRedisAddress(wrong).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << wrong;
  }
  EXPECT_THAT(std::string(ParseRedisAddress("redis://:secret@cache:x").status().message()),
              ::testing::Not(::testing::HasSubstr("secret")));
}

}  // namespace
}  // namespace isotherm::scoring
