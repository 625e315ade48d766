#include "services/common/executor/executor.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

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
  std::promise<void> started;
  std::promise<void> release;
  ASSERT_TRUE(pool.Schedule([&] {
    started.set_value();
    release.get_future().wait();
  }));
  started.get_future().wait();
  EXPECT_TRUE(pool.Schedule([] {}));
  EXPECT_FALSE(pool.Schedule([] {}));
  release.set_value();
  pool.Shutdown();
  EXPECT_FALSE(pool.Schedule([] {}));
}

}  // namespace
}  // namespace isotherm
