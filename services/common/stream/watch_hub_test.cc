#include "services/common/stream/watch_hub.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/common/stream/memory_change_source.h"
#include "services/common/stream/resume_token.h"
#include "services/common/stream/watch_test_util.h"

namespace isotherm::stream {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Kind = Delivery::Kind;

const absl::Time kStart = absl::FromUnixSeconds(1'700'000'000);

class WatchHubTest : public ::testing::Test {
 protected:
  void SetUp() override { Create({}); }

  void Create(WatchHubOptions options) {
    hub_.reset();
    auto hub = WatchHub::Create(options, source_, executor_, executor_, timer_);
    ASSERT_TRUE(hub.ok()) << hub.status();
    hub_ = *std::move(hub);
  }

  RevisionPtr Commit(const std::vector<MemoryChangeSource::Write>& writes) {
    return source_.Commit(writes, timer_.Now());
  }
  void Put(const std::string& name, const std::string& payload) {
    hub_->Publish(Commit({{name, payload, {}}}));
  }
  std::unique_ptr<Subscription> Subscribe(DeliveryMode mode, std::string token = "",
                                          Filter filter = {}) {
    options_.mode = mode;
    options_.resume_token = std::move(token);
    return hub_->Subscribe(options_, std::move(filter), [this] { ++ready_; });
  }

  // All that is ready, as "name=payload@revision", "-name@revision", "complete(count)@revision",
  // "beat".
  std::vector<std::string> Read(Subscription& subscription) {
    std::vector<std::string> seen;
    while (auto delivery = subscription.Next()) {
      last_ = *delivery;
      const std::string at = absl::StrCat("@", delivery->revision);
      switch (delivery->kind) {
        case Kind::kUpsert:
          seen.push_back(absl::StrCat(delivery->change->name, "=", *delivery->change->payload, at));
          break;
        case Kind::kDeleted:
          seen.push_back(absl::StrCat("-", delivery->change->name, at));
          break;
        case Kind::kSnapshotComplete:
          seen.push_back(absl::StrCat("complete(", delivery->resource_count, ")", at));
          break;
        case Kind::kHeartbeat:
          seen.push_back(absl::StrCat("beat", at));
          break;
        case Kind::kEnd:
          seen.push_back("end");
          break;
      }
      tokens_.push_back(delivery->resume_token);
    }
    return seen;
  }

  MemoryChangeSource source_{"5f0c2f6e-7f43-4f7c-9a52-0f7d7d8f8c11"};
  InlineExecutor executor_;
  FakeTimer timer_{kStart};
  std::unique_ptr<WatchHub> hub_;
  WatchOptions options_;
  int ready_ = 0;
  Delivery last_;
  std::vector<std::string> tokens_;
};

TEST_F(WatchHubTest, SendsASnapshotThenChanges) {
  Put("a", "1");
  Put("b", "1");
  auto watch = Subscribe(DeliveryMode::kEveryRevision);
  EXPECT_THAT(Read(*watch), ElementsAre("a=1@2", "b=1@2", "complete(2)@2"));
  Put("a", "2");
  hub_->Publish(Commit({{"b", "", {}}}));
  EXPECT_GE(ready_, 1);
  EXPECT_THAT(Read(*watch), ElementsAre("a=2@3", "-b@4"));
  EXPECT_EQ(last_.commit_time, kStart);
}

TEST_F(WatchHubTest, EmptyStoreCompletesAtOnce) {
  auto watch = Subscribe(DeliveryMode::kConflateLatest);
  EXPECT_THAT(Read(*watch), ElementsAre("complete(0)@0"));
  Put("a", "1");
  EXPECT_THAT(Read(*watch), ElementsAre("a=1@1"));
}

TEST_F(WatchHubTest, OnReadyComesOnceAfterNextFoundNothing) {
  auto watch = Subscribe(DeliveryMode::kEveryRevision);
  Read(*watch);
  ready_ = 0;
  Put("a", "1");
  Put("a", "2");
  EXPECT_EQ(ready_, 1);
  EXPECT_THAT(Read(*watch), ElementsAre("a=1@1", "a=2@2"));
  Put("a", "3");
  EXPECT_EQ(ready_, 2);
}

TEST_F(WatchHubTest, TokensNeverPointIntoARevision) {
  auto watch = Subscribe(DeliveryMode::kEveryRevision);
  Read(*watch);
  const std::string before = tokens_.back();
  hub_->Publish(Commit({{"a", "1", {}}, {"b", "1", {}}, {"c", "1", {}}}));
  tokens_.clear();
  EXPECT_THAT(Read(*watch), ElementsAre("a=1@1", "b=1@1", "c=1@1"));
  EXPECT_EQ(tokens_[0], before);
  EXPECT_EQ(tokens_[1], before);
  EXPECT_NE(tokens_[2], before);
  // Resuming from the middle sends the whole revision again, from its end nothing.
  EXPECT_THAT(Read(*Subscribe(DeliveryMode::kEveryRevision, tokens_[1])),
              ElementsAre("a=1@1", "b=1@1", "c=1@1"));
  auto at_end = Subscribe(DeliveryMode::kEveryRevision, tokens_[2]);
  EXPECT_THAT(Read(*at_end), IsEmpty());
}

TEST_F(WatchHubTest, ConflationKeepsTheLatestPerNameAndCounts) {
  auto watch = Subscribe(DeliveryMode::kConflateLatest);
  Read(*watch);
  for (int i = 1; i <= 1000; ++i) Put("a", absl::StrCat(i));
  Put("b", "x");
  EXPECT_THAT(Read(*watch), ElementsAre("a=1000@1000", "b=x@1001"));
  EXPECT_EQ(last_.conflated_count, 0);
}

TEST_F(WatchHubTest, ConflationSurvivesTheRingAndCompaction) {
  WatchHubOptions options;
  options.ring_revisions = 4;
  Create(options);
  auto watch = Subscribe(DeliveryMode::kConflateLatest);
  Read(*watch);
  Put("gone", "1");
  hub_->Publish(Commit({{"gone", "", {}}}));
  for (int i = 1; i <= 100; ++i) Put("a", absl::StrCat(i));
  source_.Compact(102);
  std::int64_t changes = 0;
  std::vector<std::string> seen;
  while (auto delivery = watch->Next()) {
    changes += 1 + delivery->conflated_count;
    seen.push_back(delivery->change->name);
  }
  EXPECT_THAT(seen, ElementsAre("gone", "a"));
  EXPECT_EQ(changes, 102);
  EXPECT_LE(hub_->stats().ring_size, 6u);
}

TEST_F(WatchHubTest, EveryRevisionReplaysFromTheSourceWhenTheRingIsTooShort) {
  WatchHubOptions options;
  options.ring_revisions = 4;
  options.replay_page = 7;
  Create(options);
  auto watch = Subscribe(DeliveryMode::kEveryRevision);
  Read(*watch);
  for (int i = 1; i <= 100; ++i) Put("a", absl::StrCat(i));
  const std::vector<std::string> seen = Read(*watch);
  ASSERT_EQ(seen.size(), 100u);
  for (int i = 1; i <= 100; ++i) EXPECT_EQ(seen[i - 1], absl::StrCat("a=", i, "@", i));
  EXPECT_GT(hub_->stats().source_reads, 10);
}

TEST_F(WatchHubTest, EveryRevisionEndsOutOfRangePastWhatIsKeptWithAnOldestTokenThatWorks) {
  WatchHubOptions options;
  options.ring_revisions = 4;
  Create(options);
  auto watch = Subscribe(DeliveryMode::kEveryRevision);
  Read(*watch);
  for (int i = 1; i <= 100; ++i) Put("a", absl::StrCat(i));
  source_.Compact(90);
  std::vector<std::string> before = Read(*watch);
  EXPECT_EQ(before.back(), "end");
  before.pop_back();
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(before[i], absl::StrCat("a=", i + 1, "@", i + 1));
  }
  EXPECT_LT(before.size(), 90u);
  EXPECT_TRUE(absl::IsOutOfRange(last_.status)) << last_.status;
  EXPECT_EQ(last_.reason, EndReason::kTokenExpired);
  EXPECT_FALSE(watch->Next().has_value());
  const auto seen = Read(*Subscribe(DeliveryMode::kEveryRevision, last_.resume_token));
  ASSERT_EQ(seen.size(), 10u);
  EXPECT_EQ(seen.front(), "a=91@91");
}

TEST_F(WatchHubTest, ResumesInTheMiddleOfASnapshotAndCatchesUpWhatWasSent) {
  WatchHubOptions options;
  options.snapshot_page = 2;
  Create(options);
  for (const char* name : {"a", "b", "c", "d", "e"}) Put(name, "1");
  auto watch = Subscribe(DeliveryMode::kEveryRevision);
  ASSERT_EQ(watch->Next()->change->name, "a");
  ASSERT_EQ(watch->Next()->change->name, "b");
  const Delivery third = *watch->Next();
  ASSERT_EQ(third.change->name, "c");
  watch.reset();
  Put("a", "2");
  hub_->Publish(Commit({{"b", "", {}}}));
  Put("d", "2");
  Put("f", "1");
  EXPECT_THAT(Read(*Subscribe(DeliveryMode::kEveryRevision, third.resume_token)),
              ElementsAre("a=2@6", "-b@7", "d=2@9", "e=1@9", "f=1@9", "complete(6)@9"));
}

TEST_F(WatchHubTest, ChangesDuringASnapshotAreNeitherLostNorSentTwice) {
  WatchHubOptions options;
  options.snapshot_page = 2;
  Create(options);
  for (const char* name : {"a", "b", "c", "d"}) Put(name, "1");
  auto watch = Subscribe(DeliveryMode::kConflateLatest);
  ASSERT_EQ(watch->Next()->change->name, "a");
  Put("a", "2");  // sent already: comes again
  Put("b", "2");  // on the page in hand as of before: comes again
  Put("d", "2");  // on a page not read yet: comes once
  EXPECT_THAT(Read(*watch),
              ElementsAre("b=1@4", "a=2@5", "b=2@6", "c=1@7", "d=2@7", "complete(4)@7"));
}

TEST_F(WatchHubTest, PublishOrderDoesNotMatter) {
  auto watch = Subscribe(DeliveryMode::kEveryRevision);
  Read(*watch);
  const RevisionPtr first = Commit({{"a", "1", {}}});
  const RevisionPtr second = Commit({{"a", "2", {}}});
  const RevisionPtr third = Commit({{"a", "3", {}}});
  hub_->Publish(third);
  hub_->Publish(first);
  hub_->Publish(second);
  EXPECT_THAT(Read(*watch), ElementsAre("a=1@1", "a=2@2", "a=3@3"));
}

TEST_F(WatchHubTest, NotificationAloneIsEnough) {
  auto watch = Subscribe(DeliveryMode::kEveryRevision);
  Read(*watch);
  Commit({{"a", "1", {}}});
  hub_->NotifyCommitted(Commit({{"a", "2", {}}})->number);
  EXPECT_THAT(Read(*watch), ElementsAre("a=1@1", "a=2@2"));
}

TEST_F(WatchHubTest, PollsForCommitsOfOtherProcesses) {
  WatchHubOptions options;
  options.poll_interval = absl::Milliseconds(200);
  Create(options);
  auto watch = Subscribe(DeliveryMode::kConflateLatest);
  Read(*watch);
  Commit({{"a", "1", {}}});
  timer_.Advance(absl::Milliseconds(200));
  EXPECT_THAT(Read(*watch), ElementsAre("a=1@1"));
}

TEST_F(WatchHubTest, HeartbeatsAreBookmarksPastWhatTheFilterHides) {
  options_.heartbeat_interval = absl::Seconds(5);
  Filter filter;
  filter.canonical = "a";
  filter.by_name = [](std::string_view name) { return name == "a"; };
  auto watch = Subscribe(DeliveryMode::kEveryRevision, "", filter);
  Read(*watch);
  ready_ = 0;
  for (int i = 0; i < 10; ++i) Put("b", absl::StrCat(i));
  EXPECT_EQ(ready_, 0) << "woken for changes that it does not want";
  timer_.Advance(absl::Seconds(4));
  EXPECT_EQ(ready_, 0);
  timer_.Advance(absl::Seconds(1));
  EXPECT_EQ(ready_, 1);
  EXPECT_THAT(Read(*watch), ElementsAre("beat@10"));
  source_.Compact(10);
  Put("a", "1");
  EXPECT_THAT(Read(*Subscribe(DeliveryMode::kEveryRevision, tokens_.back(), filter)),
              ElementsAre("a=1@11"));
}

TEST_F(WatchHubTest, MinIntervalSpacesLiveChangesAndKeepsTheLatest) {
  options_.min_interval = absl::Seconds(2);
  auto watch = Subscribe(DeliveryMode::kConflateLatest);
  Read(*watch);
  Put("a", "1");
  EXPECT_THAT(Read(*watch), ElementsAre("a=1@1"));
  ready_ = 0;
  Put("a", "2");
  EXPECT_THAT(Read(*watch), IsEmpty());
  ready_ = 0;
  Put("a", "3");
  EXPECT_EQ(ready_, 0);
  timer_.Advance(absl::Milliseconds(1999));
  EXPECT_THAT(Read(*watch), IsEmpty());
  timer_.Advance(absl::Milliseconds(1));
  EXPECT_EQ(ready_, 1);
  EXPECT_THAT(Read(*watch), ElementsAre("a=3@3"));
  EXPECT_EQ(last_.conflated_count, 1);
}

TEST_F(WatchHubTest, ResourceThatLeavesTheFilterIsDeleted) {
  Filter filter;
  filter.canonical = "kind=LEADER";
  filter.by_attributes = [](const Attributes& attributes) {
    return !attributes.empty() && attributes[0].second == "LEADER";
  };
  hub_->Publish(Commit({{"a", "1", {{"kind", "LEADER"}}}, {"b", "1", {{"kind", "STATE"}}}}));
  auto watch = Subscribe(DeliveryMode::kEveryRevision, "", filter);
  EXPECT_THAT(Read(*watch), ElementsAre("a=1@1", "complete(1)@1"));
  hub_->Publish(Commit({{"b", "2", {{"kind", "STATE"}}}}));
  hub_->Publish(Commit({{"a", "2", {{"kind", "STATE"}}}}));
  hub_->Publish(Commit({{"a", "", {}}}));
  hub_->Publish(Commit({{"b", "3", {{"kind", "LEADER"}}}}));
  EXPECT_THAT(Read(*watch), ElementsAre("-a@3", "b=3@5"));
}

TEST_F(WatchHubTest, RefusesDamagedForeignAndFutureTokens) {
  Put("a", "1");
  Read(*Subscribe(DeliveryMode::kEveryRevision));
  const std::string good = tokens_.back();
  const auto expect_invalid = [&](const std::string& token, Filter filter, const char* says) {
    EXPECT_THAT(Read(*Subscribe(DeliveryMode::kEveryRevision, token, std::move(filter))),
                ElementsAre("end"));
    EXPECT_TRUE(absl::IsInvalidArgument(last_.status)) << last_.status;
    EXPECT_EQ(last_.reason, EndReason::kTokenInvalid);
    EXPECT_TRUE(absl::StrContains(last_.status.message(), says)) << last_.status;
  };
  expect_invalid(good.substr(1), {}, "damaged");
  Filter other;
  other.canonical = "b";
  expect_invalid(good, other, "another filter");
  expect_invalid(EncodeResumeToken({StableHash("other store"), StableHash("")}, {1, std::nullopt}),
                 {}, "another service");
  expect_invalid(
      EncodeResumeToken({StableHash(source_.store_id()), StableHash("")}, {99, std::nullopt}), {},
      "the store ends at 1");
}

TEST_F(WatchHubTest, TokenOfAReplicaThatIsAheadWaitsForTheHub) {
  Put("a", "1");
  Commit({{"a", "2", {}}});  // another replica's commit, not announced here
  Commit({{"a", "3", {}}});
  const std::string ahead =
      EncodeResumeToken({StableHash(source_.store_id()), StableHash("")}, {2, std::nullopt});
  EXPECT_THAT(Read(*Subscribe(DeliveryMode::kEveryRevision, ahead)), ElementsAre("a=3@3"));
}

TEST_F(WatchHubTest, DrainEndsStreamsOldAndNewWithTheirLastToken) {
  Put("a", "1");
  auto idle = Subscribe(DeliveryMode::kConflateLatest);
  Read(*idle);
  const std::string last = tokens_.back();
  ready_ = 0;
  hub_->Drain();
  EXPECT_EQ(ready_, 1);
  EXPECT_THAT(Read(*idle), ElementsAre("end"));
  EXPECT_TRUE(absl::IsUnavailable(last_.status));
  EXPECT_EQ(last_.resume_token, last);
  EXPECT_THAT(Read(*Subscribe(DeliveryMode::kConflateLatest, last)), ElementsAre("end"));
  EXPECT_EQ(last_.resume_token, last);
  hub_->Drain();
}

TEST_F(WatchHubTest, SubscriptionOutlivesTheHub) {
  auto watch = Subscribe(DeliveryMode::kEveryRevision);
  Read(*watch);
  hub_.reset();
  EXPECT_THAT(Read(*watch), ElementsAre("end"));
}

TEST_F(WatchHubTest, CapsSubscriptionsAndFreesTheirPlaces) {
  WatchHubOptions options;
  options.max_subscriptions = 2;
  Create(options);
  auto first = Subscribe(DeliveryMode::kEveryRevision);
  auto second = Subscribe(DeliveryMode::kEveryRevision);
  EXPECT_THAT(Read(*Subscribe(DeliveryMode::kEveryRevision)), ElementsAre("end"));
  EXPECT_TRUE(absl::IsResourceExhausted(last_.status));
  first.reset();
  EXPECT_THAT(Read(*Subscribe(DeliveryMode::kEveryRevision)), ElementsAre("complete(0)@0"));
  EXPECT_EQ(hub_->stats().subscriptions, 1u);
}

TEST_F(WatchHubTest, FailedReadsAreRetried) {
  Put("a", "1");
  source_.FailReads(3);
  auto watch = Subscribe(DeliveryMode::kEveryRevision);
  EXPECT_THAT(Read(*watch), IsEmpty());
  timer_.Advance(absl::Seconds(1));
  EXPECT_THAT(Read(*watch), ElementsAre("a=1@1", "complete(1)@1"));
  EXPECT_EQ(hub_->stats().source_errors, 3);
}

TEST(WatchHubExecutorTest, NextNeverReadsTheSourceItself) {
  MemoryChangeSource source("store");
  source.Commit({{"a", "1", {}}}, kStart);
  FakeTimer timer(kStart);
  ManualExecutor reads;
  InlineExecutor wakes;
  auto hub = WatchHub::Create({}, source, reads, wakes, timer);
  ASSERT_TRUE(hub.ok());
  int ready = 0;
  auto watch = (*hub)->Subscribe({}, {}, [&] { ++ready; });
  EXPECT_FALSE(watch->Next().has_value());
  EXPECT_EQ((*hub)->stats().source_reads, 0);
  EXPECT_TRUE(reads.RunOne());
  EXPECT_EQ(ready, 1);
  EXPECT_TRUE(watch->Next().has_value());
  EXPECT_FALSE(reads.RunOne());
}

}  // namespace
}  // namespace isotherm::stream
