#include "services/common/singleflight/single_flight.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

namespace isotherm {
namespace {

using Flight = SingleFlight<int>;

TEST(SingleFlightTest, CallersWhoComeDuringALoadShareIt) {
  Flight flight;
  Flight::Finish finish;
  int loads = 0;
  std::vector<int> results;
  const auto load = [&](Flight::Finish f) {
    ++loads;
    finish = std::move(f);
  };
  const auto done = [&](const Flight::Result& result) { results.push_back(*result); };
  flight.Run("a", load, done);
  flight.Run("a", load, done);
  flight.Run("a", load, done);
  EXPECT_EQ(flight.in_flight(), 1u);
  EXPECT_TRUE(results.empty());
  finish(7);
  finish(8);
  EXPECT_EQ(results, (std::vector<int>{7, 7, 7}));
  EXPECT_EQ(loads, 1);
  EXPECT_EQ(flight.in_flight(), 0u);
  flight.Run("a", load, done);
  EXPECT_EQ(loads, 2) << "a finished flight was joined";
  finish(9);
}

TEST(SingleFlightTest, KeysDoNotWaitForEachOther) {
  Flight flight;
  Flight::Finish slow;
  flight.Run(
      "slow", [&](Flight::Finish finish) { slow = std::move(finish); }, [](const auto&) {});
  EXPECT_EQ(*flight.Do("fast", [] { return 1; }), 1);
  slow(0);
}

TEST(SingleFlightTest, ErrorsAreSharedAndNotKept) {
  Flight flight;
  const auto failed =
      flight.Do("a", []() -> Flight::Result { return absl::UnavailableError("down"); });
  EXPECT_TRUE(absl::IsUnavailable(failed.status()));
  EXPECT_EQ(*flight.Do("a", [] { return 1; }), 1);
}

TEST(SingleFlightTest, ADroppedLoadEndsTheFlight) {
  Flight flight;
  absl::Status status;
  flight.Run(
      "a", [](const Flight::Finish&) {}, [&](const auto& result) { status = result.status(); });
  EXPECT_TRUE(absl::IsInternal(status));
  EXPECT_EQ(flight.in_flight(), 0u);
}

TEST(SingleFlightTest, CallbacksMayCallBackIn) {
  Flight flight;
  int inner = 0;
  flight.Run(
      "a", [](const Flight::Finish& finish) { finish(1); },
      [&](const auto& result) { inner = *flight.Do("a", [&] { return *result + 1; }); });
  EXPECT_EQ(inner, 2);
}

TEST(SingleFlightTest, ThreadsGetValuesOfTheirKeyAndLoadsNeverOverlap) {
  Flight flight;
  constexpr int kKeys = 3;
  std::atomic<int> loading[kKeys] = {};
  std::atomic<int> loads = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 300; ++i) {
        const int key = (i + t) % kKeys;
        const auto result = flight.Do(std::to_string(key), [&]() -> Flight::Result {
          EXPECT_EQ(loading[key].fetch_add(1), 0) << "two loads of one key at once";
          ++loads;
          std::this_thread::yield();
          loading[key].fetch_sub(1);
          return key;
        });
        EXPECT_EQ(*result, key);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(loads, 8 * 300);
  EXPECT_EQ(flight.in_flight(), 0u);
}

TEST(SingleFlightTest, ManyWaitersOfASlowLoadCauseOneLoad) {
  Flight flight;
  std::atomic<int> loads = 0;
  std::promise<void> release;
  std::shared_future<void> released = release.get_future().share();
  std::vector<std::thread> threads;
  std::atomic<int> sum = 0;
  std::atomic<int> started = 0;
  for (int t = 0; t < 16; ++t) {
    threads.emplace_back([&] {
      ++started;
      sum += *flight.Do("a", [&]() -> Flight::Result {
        ++loads;
        released.wait();
        // Everybody has had time to join.
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        return 1;
      });
    });
  }
  while (started < 16) std::this_thread::yield();
  release.set_value();
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(sum, 16);
  EXPECT_LE(loads, 2) << "callers did not coalesce";
}

}  // namespace
}  // namespace isotherm
