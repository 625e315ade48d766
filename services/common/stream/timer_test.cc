#include "services/common/stream/timer.h"

#include <gtest/gtest.h>

#include <future>
#include <vector>

#include "absl/time/clock.h"

namespace isotherm::stream {
namespace {

TEST(FakeTimerTest, RunsDueAlarmsInTimeOrderAtTheirTime) {
  const absl::Time start = absl::FromUnixSeconds(1'000);
  FakeTimer timer(start);
  std::vector<absl::Duration> ran;
  const auto note = [&] { ran.push_back(timer.Now() - start); };
  timer.RunAt(start + absl::Seconds(3), note);
  timer.RunAt(start + absl::Seconds(1), [&] {
    note();
    timer.RunAt(start + absl::Seconds(2), note);
  });
  timer.Advance(absl::Milliseconds(999));
  EXPECT_TRUE(ran.empty());
  timer.Advance(absl::Seconds(10));
  EXPECT_EQ(ran,
            (std::vector<absl::Duration>{absl::Seconds(1), absl::Seconds(2), absl::Seconds(3)}));
}

TEST(SystemTimerTest, RunsASoonerAlarmBeforeALaterOneSetFirst) {
  SystemTimer timer;
  std::promise<int> first;
  std::atomic<bool> done = false;
  const auto say = [&](int which) {
    if (!done.exchange(true)) first.set_value(which);
  };
  timer.RunAt(timer.Now() + absl::Seconds(30), [&] { say(2); });
  timer.RunAt(timer.Now() + absl::Milliseconds(5), [&] { say(1); });
  EXPECT_EQ(first.get_future().get(), 1);
}

TEST(SystemTimerTest, StartsFromTheWallClockAndDropsAlarmsWhenDestroyed) {
  bool ran = false;
  {
    SystemTimer timer;
    EXPECT_LT(absl::AbsDuration(timer.Now() - absl::Now()), absl::Seconds(5));
    timer.RunAt(absl::InfiniteFuture(), [&] { ran = true; });
  }
  EXPECT_FALSE(ran);
}

}  // namespace
}  // namespace isotherm::stream
