#include "services/common/executor/executor.h"

#include <gtest/gtest.h>

#include <atomic>

#include "absl/synchronization/notification.h"

namespace isotherm {
namespace {

TEST(ThreadPoolTest, RunsEveryAcceptedTaskOnceEvenWhenShutDown) {
  std::atomic<int> ran = 0;
  int accepted = 0;
  {
    ThreadPool pool(4, 10'000);
    for (int i = 0; i < 5'000; ++i) accepted += pool.Schedule([&ran] { ++ran; }) ? 1 : 0;
  }
  EXPECT_EQ(accepted, 5'000);
  EXPECT_EQ(ran, 5'000);
}

TEST(ThreadPoolTest, RefusesBeyondItsQueueAndAfterShutdown) {
  ThreadPool pool(1, 1);
  absl::Notification started;
  absl::Notification release;
  ASSERT_TRUE(pool.Schedule([&] {
    started.Notify();
    release.WaitForNotification();
  }));
  started.WaitForNotification();
  EXPECT_TRUE(pool.Schedule([] {}));
  EXPECT_FALSE(pool.Schedule([] {}));
  release.Notify();
  pool.Shutdown();
  EXPECT_FALSE(pool.Schedule([] {}));
}

}  // namespace
}  // namespace isotherm
