#include "services/scoring/service/reading_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "services/scoring/cache/memory_heat_cache.h"
#include "services/scoring/testing/samples.h"

namespace isotherm::scoring {
namespace {

// A cache that cannot be reached.
class LostCache final : public HeatCache {
 public:
  absl::StatusOr<CacheAnswer> Get(std::string_view) override { return Away(); }
  bool IsLocal() const override { return false; }
  absl::Status Put(absl::Span<const CacheEntry>, bool) override {
    ++puts;
    return Away();
  }
  absl::StatusOr<bool> IsFilled() override { return Away(); }
  std::int64_t BeginFill() override { return 0; }
  absl::Status MarkFilled(std::int64_t) override { return Away(); }
  void MarkLost() override {}
  absl::StatusOr<std::vector<std::string>> Leaders() override { return Away(); }
  std::atomic<int> puts = 0;

 private:
  static absl::Status Away() { return absl::UnavailableError("away"); }
};

class ReadingLoaderTest : public ::testing::Test {
 protected:
  std::unique_ptr<ReadingLoader> Make(HeatCache& cache) {
    return std::make_unique<ReadingLoader>(
        cache,
        [this](std::string_view leader) -> absl::StatusOr<std::optional<v1::HeatReading>> {
          ++loads_;
          if (blocked_) may_load_.WaitForNotification();
          if (during_load_) during_load_();
          if (!failure_.ok()) return failure_;
          if (!exists_) return std::nullopt;
          v1::HeatReading reading = SampleReading(leader, 50);
          reading.set_revision(3);
          return reading;
        },
        clock_);
  }

  FakeClock clock_{SampleDay()};
  MemoryHeatCache memory_;
  std::atomic<int> loads_ = 0;
  std::atomic<bool> blocked_ = false;
  std::atomic<bool> exists_ = true;
  absl::Notification may_load_;
  std::function<void()> during_load_;
  absl::Status failure_;
};

TEST_F(ReadingLoaderTest, AMissIsReadFromTheStoreOnceAndKept) {
  const auto loader = Make(memory_);
  for (int i = 0; i < 3; ++i) {
    const auto loaded = loader->Load("jane");
    ASSERT_TRUE(loaded.ok());
    EXPECT_EQ(loaded->reading->revision(), 3);
    EXPECT_FALSE(loaded->bypassed);
  }
  EXPECT_EQ(loads_, 1);
}

TEST_F(ReadingLoaderTest, ConcurrentMissesShareOneRead) {
  blocked_ = true;
  const auto loader = Make(memory_);
  std::atomic<int> answered = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&] {
      const auto loaded = loader->Load("jane");
      if (loaded.ok() && loaded->reading != nullptr) ++answered;
    });
  }
  while (loads_ == 0) absl::SleepFor(absl::Milliseconds(1));
  absl::SleepFor(absl::Milliseconds(50));
  may_load_.Notify();
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(answered, 8);
  // Who came late finds it in the cache.
  EXPECT_EQ(loads_, 1);
}

TEST_F(ReadingLoaderTest, AnUnknownLeaderIsRememberedForAWhile) {
  exists_ = false;
  const auto loader = Make(memory_);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(loader->Load("nobody")->reading, nullptr);
  EXPECT_EQ(loads_, 1);
  clock_.Advance(absl::Seconds(6));
  EXPECT_EQ(loader->Load("nobody")->reading, nullptr);
  EXPECT_EQ(loads_, 2);
}

TEST_F(ReadingLoaderTest, APublicationShowsAtOnce) {
  exists_ = false;
  const auto loader = Make(memory_);
  EXPECT_EQ(loader->Load("jane")->reading, nullptr);
  exists_ = true;
  loader->OnPublished("jane");
  EXPECT_NE(loader->Load("jane")->reading, nullptr);
}

TEST_F(ReadingLoaderTest, APublicationDuringTheReadIsNotForgotten) {
  exists_ = false;
  std::unique_ptr<ReadingLoader> loader = Make(memory_);
  during_load_ = [&] { loader->OnPublished("jane"); };
  EXPECT_EQ(loader->Load("jane")->reading, nullptr);
  during_load_ = nullptr;
  exists_ = true;
  EXPECT_NE(loader->Load("jane")->reading, nullptr) << "the absence was out of date when it came";
}

TEST_F(ReadingLoaderTest, WithoutACacheTheStoreAnswersAndSaysSo) {
  LostCache cache;
  const auto loader = Make(cache);
  for (int i = 0; i < 2; ++i) {
    const auto loaded = loader->Load("jane");
    ASSERT_TRUE(loaded.ok());
    EXPECT_TRUE(loaded->bypassed);
    EXPECT_EQ(loaded->reading->revision(), 3);
  }
  EXPECT_EQ(loads_, 2);
  EXPECT_EQ(cache.puts, 0) << "what cannot be read need not be written";
}

TEST_F(ReadingLoaderTest, AFailureIsToldAndNotKept) {
  failure_ = absl::UnavailableError("disk");
  const auto loader = Make(memory_);
  EXPECT_TRUE(absl::IsUnavailable(loader->Load("jane").status()));
  failure_ = absl::OkStatus();
  EXPECT_TRUE(loader->Load("jane").ok());
}

}  // namespace
}  // namespace isotherm::scoring
