// From the store into the cache, through losses of every kind.
#include "services/scoring/cache/cache_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "absl/time/clock.h"
#include "services/common/testing/redis_server.h"
#include "services/common/testing/test_store.h"
#include "services/scoring/cache/memory_heat_cache.h"
#include "services/scoring/cache/redis_heat_cache.h"
#include "services/scoring/store/reading_rows.h"
#include "services/scoring/store/schema.h"
#include "services/scoring/testing/samples.h"

namespace isotherm::scoring {
namespace {

bool Eventually(const std::function<bool()>& holds) {
  const absl::Time end = absl::Now() + absl::Seconds(20);
  while (absl::Now() < end) {
    if (holds()) return true;
    absl::SleepFor(absl::Milliseconds(5));
  }
  return holds();
}

class CacheWriterTest : public ::testing::Test {
 protected:
  CacheWriterTest() {
    sql::DatabaseOptions options;
    options.connection_string = store_.connection_string();
    options.migrations = {ScoringMigrations()};
    options.clock = &clock_;
    auto opened = sql::Database::Open(options);
    EXPECT_TRUE(opened.ok()) << opened.status();
    database_ = *std::move(opened);
    writer_options_.check_interval = absl::Milliseconds(20);
  }

  void UseRedis() {
    redis_ = testing::RedisServer::StartOrDie();
    RedisCacheOptions options;
    options.target = ParseRedisAddress(redis_->address()).value();
    options.store_id = database_->store_id();
    options.breaker_open_time = absl::Milliseconds(50);
    cache_ = std::make_unique<RedisHeatCache>(options, clock_);
  }
  void Start() {
    writer_ = std::make_unique<CacheWriter>(*cache_, *database_, clock_, writer_options_);
  }
  void StartAndFill() {
    Start();
    ASSERT_TRUE(Eventually([&] { return writer_->fills() == 1; }));
  }

  // Commits a publication (or a withdrawal) and returns it as the follower hands it over.
  std::pair<sql::Commit, std::vector<ReadingUpdate>> Commit(const std::string& leader,
                                                            std::optional<double> score) {
    std::vector<ReadingUpdate> updates;
    const auto written =
        database_->Write(absl::Now() + absl::Seconds(10), [&](sql::WriteTransaction& transaction) {
          updates.clear();
          ReadingUpdate update;
          update.leader = leader;
          if (score) update.reading = SampleReading(leader, *score);
          updates.push_back(update);
          return score ? PublishReading(transaction, leader, *update.reading)
                       : WithdrawReading(transaction, leader);
        });
    EXPECT_TRUE(written.ok()) << written.status();
    return {written->commit, std::move(updates)};
  }
  std::int64_t Publish(const std::string& leader, std::optional<double> score) {
    auto [commit, updates] = Commit(leader, score);
    writer_->Publish(commit, std::move(updates));
    return commit.revision;
  }

  // 0 = not in the cache (or the cache is away), -1 = known to be absent.
  std::int64_t Cached(const std::string& leader) {
    const absl::StatusOr<CacheAnswer> answer = cache_->Get(leader);
    if (!answer.ok() || !answer->hit) return 0;
    return answer->reading == nullptr ? -1 : answer->reading->revision();
  }

  testing::TestStore store_{sql::Backend::kSqlite};
  SystemClock clock_;
  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<testing::RedisServer> redis_;
  std::unique_ptr<HeatCache> cache_ = std::make_unique<MemoryHeatCache>();
  CacheWriterOptions writer_options_;
  std::unique_ptr<CacheWriter> writer_;
};

TEST_F(CacheWriterTest, MemoryHoldsAPublicationWhenPublishReturns) {
  StartAndFill();
  for (int i = 0; i < 20; ++i) {
    const std::int64_t revision = Publish("jane", i);
    EXPECT_EQ(Cached("jane"), revision);
  }
  Publish("jane", std::nullopt);
  EXPECT_EQ(Cached("jane"), -1);
}

TEST_F(CacheWriterTest, CommitsHandedOverInTheWrongOrderLeaveTheNewest) {
  StartAndFill();
  auto first = Commit("jane", 10);
  auto second = Commit("jane", 20);
  writer_->Publish(second.first, std::move(second.second));
  writer_->Publish(first.first, std::move(first.second));
  EXPECT_EQ(Cached("jane"), second.first.revision);
}

TEST_F(CacheWriterTest, TheFirstFillBringsWhatTheStoreHolds) {
  std::vector<std::int64_t> revisions;
  for (int i = 0; i < 1100; ++i) {  // more than two pages
    revisions.push_back(Commit("leader-" + std::to_string(i), 50).first.revision);
  }
  StartAndFill();
  for (int i = 0; i < 1100; i += 50) EXPECT_EQ(Cached("leader-" + std::to_string(i)), revisions[i]);
}

TEST_F(CacheWriterTest, RedisGetsEachPublicationInOrder) {
  UseRedis();
  StartAndFill();
  std::int64_t last = 0;
  for (int i = 0; i < 50; ++i) last = Publish("jane", i);
  EXPECT_TRUE(Eventually([&] { return Cached("jane") == last; }));
  Publish("jane", std::nullopt);
  EXPECT_TRUE(Eventually([&] { return Cached("jane") == -1; }));
}

TEST_F(CacheWriterTest, AFillWithdrawsWhatTheStoreHasNoMore) {
  UseRedis();
  StartAndFill();
  Publish("jane", 10);
  const std::int64_t kept = Publish("john", 10);
  ASSERT_TRUE(Eventually([&] { return Cached("john") == kept; }));
  writer_.reset();
  Commit("jane", std::nullopt);  // by a process that died before it could tell Redis
  Start();
  EXPECT_TRUE(Eventually([&] { return Cached("jane") == -1 && Cached("john") == kept; }));
}

TEST_F(CacheWriterTest, AFlushedRedisIsFilledAgain) {
  UseRedis();
  StartAndFill();
  const std::int64_t revision = Publish("jane", 10);
  ASSERT_TRUE(Eventually([&] { return Cached("jane") == revision; }));
  RedisConnection consumer(ParseRedisAddress(redis_->address()).value(), absl::Seconds(5));
  ASSERT_TRUE(consumer.Run({{"FLUSHALL"}}).ok());
  EXPECT_TRUE(Eventually([&] { return writer_->fills() == 2; }));
  EXPECT_EQ(Cached("jane"), revision);
}

TEST_F(CacheWriterTest, ARedisThatWasAwayNeverShowsWhatIsOutOfDate) {
  UseRedis();
  StartAndFill();
  const std::int64_t before = Publish("jane", 10);
  ASSERT_TRUE(Eventually([&] { return Cached("jane") == before; }));
  redis_->Freeze();
  const std::int64_t after = Publish("jane", 20);
  // The write that is lost ends with a time-out; by then reads are misses.
  absl::SleepFor(absl::Milliseconds(300));
  redis_->Resume();
  std::int64_t seen = 0;
  EXPECT_TRUE(Eventually([&] {
    seen = Cached("jane");
    EXPECT_NE(seen, before);
    return seen != 0;
  }));
  EXPECT_EQ(seen, after);
}

TEST_F(CacheWriterTest, ARestartedRedisIsFilledAgain) {
  UseRedis();
  StartAndFill();
  const std::int64_t jane = Publish("jane", 10);
  ASSERT_TRUE(Eventually([&] { return Cached("jane") == jane; }));
  redis_->Crash();
  const std::int64_t john = Publish("john", 20);
  absl::SleepFor(absl::Milliseconds(100));
  EXPECT_EQ(Cached("john"), 0);
  ASSERT_TRUE(redis_->Restart().ok());
  EXPECT_TRUE(Eventually([&] { return Cached("jane") == jane && Cached("john") == john; }));
}

TEST_F(CacheWriterTest, MoreThanTheQueueHoldsIsMadeUpForByAFill) {
  UseRedis();
  writer_options_.max_queued = 3;
  StartAndFill();
  redis_->Freeze();
  std::int64_t last = 0;
  for (int i = 0; i < 20; ++i) last = Publish("jane", i);
  redis_->Resume();
  EXPECT_TRUE(Eventually([&] { return Cached("jane") == last; }));
}

TEST_F(CacheWriterTest, StopsAtOnceWhileRedisIsFrozen) {
  UseRedis();
  StartAndFill();
  redis_->Freeze();
  Publish("jane", 10);
  const absl::Time begun = absl::Now();
  writer_.reset();
  EXPECT_LT(absl::Now() - begun, absl::Seconds(2));
}

}  // namespace
}  // namespace isotherm::scoring
