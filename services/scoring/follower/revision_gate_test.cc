#include "services/scoring/follower/revision_gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"

namespace isotherm::scoring {
namespace {

using Outcome = RevisionGate::Outcome;
constexpr std::uint64_t kStore = 7;

class RevisionGateTest : public ::testing::Test {
 protected:
  // Records the outcome of waiting without a deadline.
  void Wait(std::int64_t revision, std::optional<Outcome>& outcome) {
    gate_.WhenReached({kStore, revision}, absl::InfiniteFuture(), [&](Outcome result) {
      EXPECT_FALSE(outcome.has_value()) << "called twice";
      outcome = result;
    });
  }
  stream::SystemTimer timer_;
  RevisionGate gate_{timer_};
};

TEST_F(RevisionGateTest, OpensForThoseWhoseRevisionIsThere) {
  std::optional<Outcome> zero, two, five;
  Wait(0, zero);
  EXPECT_EQ(zero, Outcome::kReached);
  Wait(2, two);
  Wait(5, five);
  EXPECT_FALSE(two.has_value());
  gate_.Reach({kStore, 3});
  EXPECT_EQ(two, Outcome::kReached);
  EXPECT_FALSE(five.has_value());
  gate_.Reach({kStore, 1});  // nothing falls back
  EXPECT_EQ(gate_.reached(), 3);
  gate_.Reach({kStore, 5});
  EXPECT_EQ(five, Outcome::kReached);
}

TEST_F(RevisionGateTest, AResetMakesRevisionsCountAnew) {
  gate_.Reach({kStore, 9});
  gate_.Reset();
  std::optional<Outcome> outcome;
  Wait(4, outcome);
  EXPECT_FALSE(outcome.has_value());
  gate_.Reach({kStore, 4});
  EXPECT_EQ(outcome, Outcome::kReached);
}

TEST_F(RevisionGateTest, AnotherStoresRevisionsAreNotOurs) {
  gate_.Reach({kStore, 9});
  std::optional<Outcome> other, none;
  gate_.WhenReached({kStore + 1, 3}, absl::InfiniteFuture(), [&](Outcome o) { other = o; });
  gate_.WhenReached({kStore + 1, 0}, absl::InfiniteFuture(), [&](Outcome o) { none = o; });
  EXPECT_EQ(none, Outcome::kReached) << "nothing is asked for";
  gate_.Reach({kStore, 12});
  EXPECT_FALSE(other.has_value());
  gate_.Reach({kStore + 1, 3});  // the store has been replaced: its revisions count from here
  EXPECT_EQ(other, Outcome::kReached);
  EXPECT_EQ(gate_.reached(), 3);
}

TEST_F(RevisionGateTest, ADeadlineEndsTheWait) {
  absl::Notification done;
  Outcome outcome = Outcome::kReached;
  gate_.WhenReached({kStore, 1}, absl::Now() + absl::Milliseconds(10), [&](Outcome result) {
    outcome = result;
    done.Notify();
  });
  ASSERT_TRUE(done.WaitForNotificationWithTimeout(absl::Seconds(10)));
  EXPECT_EQ(outcome, Outcome::kExpired);
  gate_.Reach({kStore, 1});  // and not once more
}

TEST_F(RevisionGateTest, ClosingAnswersThoseWhoWaitNowAndLater) {
  gate_.Reach({kStore, 2});
  std::optional<Outcome> waiting, late, reached;
  Wait(3, waiting);
  gate_.Close();
  EXPECT_EQ(waiting, Outcome::kClosed);
  Wait(3, late);
  EXPECT_EQ(late, Outcome::kClosed);
  Wait(2, reached);
  EXPECT_EQ(reached, Outcome::kReached) << "what is there can still be read";
}

TEST(RevisionGateLifetimeTest, EveryWaiterIsAnsweredOnceWhenTheGateGoes) {
  stream::SystemTimer timer;
  std::atomic<int> answers = 0;
  {
    RevisionGate gate(timer);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 200; ++i) {
          gate.WhenReached({kStore, i % 50}, absl::Now() + absl::Microseconds(100 * (i % 7)),
                           [&](Outcome) { ++answers; });
          if (t == 0) gate.Reach({kStore, i / 8});
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  EXPECT_EQ(answers, 800);
}

}  // namespace
}  // namespace isotherm::scoring
