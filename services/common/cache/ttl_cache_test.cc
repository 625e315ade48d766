#include "services/common/cache/ttl_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>
#include <vector>

namespace isotherm {
namespace {

using Cache = TtlCache<int>;
using Found = Cache::Found;

class TtlCacheTest : public ::testing::Test {
 protected:
  TtlCacheOptions Options() {
    TtlCacheOptions options;
    options.ttl = absl::Seconds(100);
    options.negative_ttl = absl::Seconds(10);
    return options;
  }
  void Put(Cache& cache, const std::string& key, std::optional<int> value,
           absl::Duration load_time = absl::ZeroDuration()) {
    EXPECT_TRUE(cache.Put(key, value, load_time, cache.BeginLoad(key)));
  }

  FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  double random_ = 0.0;
  std::function<double()> source_ = [this] { return random_; };
};

TEST_F(TtlCacheTest, KeepsValuesUntilTheyExpire) {
  Cache cache(Options(), clock_, source_);
  EXPECT_EQ(cache.Get("a").found, Found::kMiss);
  Put(cache, "a", 1);
  EXPECT_EQ(cache.Get("a").value, 1);
  clock_.Advance(absl::Seconds(99));
  EXPECT_EQ(cache.Get("a").value, 1);
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(cache.Get("a").found, Found::kMiss);
  EXPECT_EQ(cache.stats().entries, 0u);
}

TEST_F(TtlCacheTest, RemembersForAShorterTimeThatThereIsNone) {
  Cache cache(Options(), clock_, source_);
  Put(cache, "nobody", std::nullopt);
  EXPECT_EQ(cache.Get("nobody").found, Found::kAbsent);
  clock_.Advance(absl::Seconds(10));
  EXPECT_EQ(cache.Get("nobody").found, Found::kMiss);
  Put(cache, "nobody", 1);
  EXPECT_EQ(cache.Get("nobody").value, 1);
}

TEST_F(TtlCacheTest, RefreshesEarlyByTheXFetchRule) {
  Cache cache(Options(), clock_, source_);
  Put(cache, "a", 1, absl::Seconds(2));
  random_ = 1.0 - std::exp(-1.0);  // -ln(u) = 1: two seconds ahead
  clock_.Advance(absl::Seconds(97));
  EXPECT_FALSE(cache.Get("a").refresh);
  clock_.Advance(absl::Milliseconds(1001));
  const auto early = cache.Get("a");
  EXPECT_EQ(early.value, 1);
  EXPECT_TRUE(early.refresh);
  random_ = 0.0;  // -ln(u) = 0: never ahead of the expiry
  EXPECT_FALSE(cache.Get("a").refresh);
  EXPECT_EQ(cache.stats().early_refreshes, 1);
}

TEST_F(TtlCacheTest, ShareOfEarlyRefreshesFollowsTheExponentialLaw) {
  std::mt19937_64 generator(7);
  Cache cache(Options(), clock_,
              [&] { return std::uniform_real_distribution<double>(0.0, 1.0)(generator); });
  Put(cache, "a", 1, absl::Seconds(5));
  clock_.Advance(absl::Seconds(95));
  constexpr int kReads = 20'000;
  int refreshes = 0;
  for (int i = 0; i < kReads; ++i) refreshes += cache.Get("a").refresh ? 1 : 0;
  // P(5 s * Exp(1) >= 5 s) = 1/e; four standard errors.
  EXPECT_NEAR(static_cast<double>(refreshes) / kReads, std::exp(-1.0), 0.014);
}

TEST_F(TtlCacheTest, RefusesAValueLoadedBeforeAnInvalidation) {
  Cache cache(Options(), clock_, source_);
  const auto ticket = cache.BeginLoad("a");
  cache.Erase("a");
  EXPECT_FALSE(cache.Put("a", 1, absl::ZeroDuration(), ticket));
  EXPECT_EQ(cache.Get("a").found, Found::kMiss);
  const auto before_clear = cache.BeginLoad("a");
  cache.Clear();
  EXPECT_FALSE(cache.Put("a", 1, absl::ZeroDuration(), before_clear));
  Put(cache, "a", 2);
  EXPECT_EQ(cache.Get("a").value, 2);
  EXPECT_EQ(cache.stats().refused_puts, 2);
}

TEST_F(TtlCacheTest, EvictsTheLeastRecentlyUsed) {
  TtlCacheOptions options = Options();
  options.max_entries = 16 * 4;
  Cache cache(options, clock_, source_);
  Put(cache, "hot", 1);
  for (int i = 0; i < 5'000; ++i) {
    Put(cache, std::to_string(i), i);
    EXPECT_EQ(cache.Get("hot").value, 1) << i;
  }
  EXPECT_LE(cache.stats().entries, 64u);
  EXPECT_GE(cache.stats().evictions, 4'900);
}

TEST_F(TtlCacheTest, NeverServesAnythingOlderThanTheLastInvalidationAmongThreads) {
  Cache cache(Options(), clock_, [] { return 0.0; });
  std::atomic<int> truth = 0;
  std::atomic<int> invalidated = 0;  // every value below this has been invalidated
  std::atomic<bool> finished = false;
  std::vector<std::thread> readers;
  for (int t = 0; t < 4; ++t) {
    readers.emplace_back([&] {
      while (!finished) {
        const int floor = invalidated;
        const auto lookup = cache.Get("a");
        if (lookup.found == Found::kValue) {
          EXPECT_GE(*lookup.value, floor);
          continue;
        }
        const auto ticket = cache.BeginLoad("a");
        const int loaded = truth;
        cache.Put("a", loaded, absl::ZeroDuration(), ticket);
      }
    });
  }
  for (int i = 1; i <= 3'000; ++i) {
    truth = i;
    cache.Erase("a");
    invalidated = i;
    if (i % 50 == 0) std::this_thread::yield();
  }
  finished = true;
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace isotherm
