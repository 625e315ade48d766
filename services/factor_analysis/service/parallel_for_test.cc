#include "services/factor_analysis/service/parallel_for.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

#include "absl/synchronization/blocking_counter.h"

namespace isotherm::factor_analysis {
namespace {

class NoExecutor final : public Executor {
 public:
  bool Schedule(std::function<void()>) override { return false; }
};

TEST(ParallelForTest, DoesEachPieceOnce) {
  ThreadPool pool(3, 100);
  InlineExecutor same_thread;
  NoExecutor full;
  for (Executor* executor : std::initializer_list<Executor*>{&pool, &same_thread, &full}) {
    for (std::size_t count : {0, 1, 2, 64, 1'000}) {
      std::vector<std::atomic<int>> done(count);
      ParallelFor(*executor, count, 4, [&](std::size_t i) { ++done[i]; });
      for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(done[i], 1) << i << " of " << count;
    }
  }
}

TEST(ParallelForTest, CallersOnTheExecutorItselfDoNotWaitForEachOther) {
  ThreadPool pool(2, 100);
  constexpr int kCallers = 16;
  std::atomic<int> done = 0;
  absl::BlockingCounter left(kCallers);
  for (int i = 0; i < kCallers; ++i) {
    ASSERT_TRUE(pool.Schedule([&] {
      ParallelFor(pool, 50, 8, [&](std::size_t) { ++done; });
      left.DecrementCount();
    }));
  }
  left.Wait();
  EXPECT_EQ(done, kCallers * 50);
}

}  // namespace
}  // namespace isotherm::factor_analysis
