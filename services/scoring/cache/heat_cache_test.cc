// The contract of HeatCache, the same in memory and in Redis.
#include "services/scoring/cache/heat_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <thread>

#include "services/common/clock/clock.h"
#include "services/common/testing/redis_server.h"
#include "services/scoring/cache/memory_heat_cache.h"
#include "services/scoring/cache/redis_heat_cache.h"
#include "services/scoring/testing/samples.h"

namespace isotherm::scoring {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

enum class Kind { kMemory, kRedis };

class HeatCacheTest : public ::testing::TestWithParam<Kind> {
 protected:
  HeatCacheTest() {
    if (GetParam() == Kind::kMemory) {
      cache_ = std::make_unique<MemoryHeatCache>();
      return;
    }
    redis_ = testing::RedisServer::StartOrDie();
    RedisCacheOptions options;
    options.target = ParseRedisAddress(redis_->address()).value();
    options.timeout = absl::Seconds(5);  // a slow machine is not what is tested here
    options.store_id = "store";
    cache_ = std::make_unique<RedisHeatCache>(options, clock_);
  }

  void Fill() {
    const absl::Status status = cache_->MarkFilled(cache_->BeginFill());
    ASSERT_TRUE(status.ok()) << status;
  }

  static CacheEntry Entry(const std::string& leader, std::int64_t revision) {
    v1::HeatReading reading = SampleReading(leader, static_cast<double>(revision) / 8);
    reading.set_revision(revision);
    CacheEntry entry = Withdrawal(leader, revision);
    entry.reading = std::make_shared<const v1::HeatReading>(std::move(reading));
    return entry;
  }
  static CacheEntry Withdrawal(const std::string& leader, std::int64_t revision) {
    CacheEntry entry;
    entry.leader = leader;
    entry.revision = revision;
    return entry;
  }

  void Put(const CacheEntry& entry) {
    const absl::Status status = cache_->Put({entry}, /*announce=*/true);
    EXPECT_TRUE(status.ok()) << status;
  }
  CacheAnswer Get(const std::string& leader) {
    const absl::StatusOr<CacheAnswer> answer = cache_->Get(leader);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : CacheAnswer();
  }
  // 0 = a miss, -1 = known to be absent.
  std::int64_t RevisionOf(const std::string& leader) {
    const CacheAnswer answer = Get(leader);
    if (!answer.hit) return 0;
    return answer.reading == nullptr ? -1 : answer.reading->revision();
  }

  FakeClock clock_{SampleDay()};
  std::unique_ptr<testing::RedisServer> redis_;
  std::unique_ptr<HeatCache> cache_;
};

INSTANTIATE_TEST_SUITE_P(Caches, HeatCacheTest, ::testing::Values(Kind::kMemory, Kind::kRedis),
                         [](const ::testing::TestParamInfo<Kind>& info) {
                           return info.param == Kind::kMemory ? "Memory" : "Redis";
                         });

TEST_P(HeatCacheTest, HoldsWhatWasPut) {
  Fill();
  EXPECT_FALSE(Get("jane").hit);
  Put(Entry("jane", 5));
  const CacheAnswer answer = Get("jane");
  ASSERT_TRUE(answer.hit);
  ASSERT_NE(answer.reading, nullptr);
  EXPECT_EQ(answer.reading->SerializeAsString(), Entry("jane", 5).reading->SerializeAsString());
  EXPECT_FALSE(Get("john").hit);
}

TEST_P(HeatCacheTest, ANewerReadingReplacesAndAnOlderIsRefused) {
  Fill();
  Put(Entry("jane", 5));
  Put(Entry("jane", 4));
  EXPECT_EQ(RevisionOf("jane"), 5);
  Put(Entry("jane", 9));
  EXPECT_EQ(RevisionOf("jane"), 9);
  // As numbers, not as text.
  Put(Entry("jane", 10));
  Put(Entry("jane", 9));
  EXPECT_EQ(RevisionOf("jane"), 10);
}

TEST_P(HeatCacheTest, AWithdrawnLeaderIsKnownToBeAbsent) {
  Fill();
  Put(Entry("jane", 5));
  Put(Withdrawal("jane", 6));
  EXPECT_EQ(RevisionOf("jane"), -1);
  Put(Entry("jane", 5));
  EXPECT_EQ(RevisionOf("jane"), -1) << "a slow writer must not bring it back";
  Put(Entry("jane", 7));
  EXPECT_EQ(RevisionOf("jane"), 7);
  Put(Withdrawal("jane", 6));
  EXPECT_EQ(RevisionOf("jane"), 7);
}

TEST_P(HeatCacheTest, ListsTheLeadersThatHaveAReading) {
  Fill();
  EXPECT_THAT(cache_->Leaders().value(), IsEmpty());
  const std::vector<CacheEntry> entries = {Entry("jane", 1), Entry("john", 1), Entry("mary", 1),
                                           Withdrawal("john", 2)};
  ASSERT_TRUE(cache_->Put(entries, /*announce=*/false).ok());
  EXPECT_THAT(cache_->Leaders().value(), UnorderedElementsAre("jane", "mary"));
}

TEST_P(HeatCacheTest, IsFilledOnceItHasBeenMarked) {
  EXPECT_FALSE(cache_->IsFilled().value());
  Fill();
  EXPECT_TRUE(cache_->IsFilled().value());
  Put(Entry("jane", 1));
  EXPECT_TRUE(cache_->IsFilled().value());
}

TEST_P(HeatCacheTest, AnyOrderOfWritersLeavesTheNewest) {
  Fill();
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    const std::string leader = "leader-" + std::to_string(round);
    std::vector<CacheEntry> entries;
    for (int revision = 1; revision <= 12; ++revision) {
      entries.push_back(random() % 3 == 0 ? Withdrawal(leader, revision) : Entry(leader, revision));
    }
    const bool absent = entries.back().reading == nullptr;
    std::shuffle(entries.begin(), entries.end(), random);
    std::vector<std::thread> writers;
    for (int part = 0; part < 3; ++part) {
      writers.emplace_back([&, part] {
        for (int i = part; i < 12; i += 3) Put(entries[i]);
      });
    }
    for (std::thread& writer : writers) writer.join();
    EXPECT_EQ(RevisionOf(leader), absent ? -1 : 12);
  }
}

TEST_P(HeatCacheTest, TakesManyEntriesAtOnce) {
  Fill();
  std::vector<CacheEntry> entries;
  for (int i = 0; i < 1000; ++i) entries.push_back(Entry("leader-" + std::to_string(i), i + 1));
  ASSERT_TRUE(cache_->Put(entries, /*announce=*/true).ok());
  EXPECT_EQ(cache_->Leaders().value().size(), 1000u);
  EXPECT_EQ(RevisionOf("leader-999"), 1000);
  EXPECT_TRUE(cache_->Put({}, /*announce=*/true).ok());
}

}  // namespace
}  // namespace isotherm::scoring
