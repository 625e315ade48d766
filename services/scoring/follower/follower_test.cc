// Each change once, whatever happens to the stream, the store and the process.
#include "services/scoring/follower/follower.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <map>
#include <random>

#include "absl/time/clock.h"
#include "services/common/status/assign.h"
#include "services/common/status/errors.h"
#include "services/common/testing/test_store.h"
#include "services/scoring/cache/memory_heat_cache.h"
#include "services/scoring/convert/factor_convert.h"
#include "services/scoring/store/factor_rows.h"
#include "services/scoring/store/reading_rows.h"
#include "services/scoring/store/schema.h"
#include "services/scoring/testing/log_watch_client.h"
#include "services/scoring/testing/models.h"
#include "services/scoring/testing/samples.h"

namespace isotherm::scoring {
namespace {

using ::testing::ElementsAre;

bool Eventually(const std::function<bool()>& holds) {
  const absl::Time end = absl::Now() + absl::Seconds(20);
  while (absl::Now() < end) {
    if (holds()) return true;
    absl::SleepFor(absl::Milliseconds(2));
  }
  return holds();
}

std::shared_ptr<const factor::v1::Factor> Shared(factor::v1::Factor factor) {
  return std::make_shared<const factor::v1::Factor>(std::move(factor));
}

class FollowerTest : public ::testing::Test {
 protected:
  FollowerTest() {
    sql::DatabaseOptions options;
    options.connection_string = store_.connection_string();
    options.migrations = {ScoringMigrations()};
    options.clock = &clock_;
    auto opened = sql::Database::Open(options);
    EXPECT_TRUE(opened.ok()) << opened.status();
    database_ = *std::move(opened);
    cache_writer_ = std::make_unique<CacheWriter>(cache_, *database_, clock_, CacheWriterOptions());
    options_.retry.initial_backoff = absl::Milliseconds(1);
    options_.retry.max_backoff = absl::Milliseconds(5);
  }

  std::unique_ptr<Follower> Follow() { return Follow(factors_, *factor_mirror_); }
  std::unique_ptr<Follower> Follow(WatchClient& client, const Mirror& mirror) {
    Follower::Parts parts;
    parts.client = &client;
    parts.mirror = &mirror;
    parts.projector = &projector_;
    parts.database = database_.get();
    parts.cache_writer = cache_writer_.get();
    parts.gate = &gate_;
    parts.clock = &clock_;
    return std::make_unique<Follower>(parts, options_, [] { return 0.0; });
  }

  template <typename T>
  T Read(const std::function<absl::StatusOr<T>(sql::ReadTransaction&)>& body) {
    T result{};
    const absl::Status status =
        database_->Read(absl::Now() + absl::Seconds(20), [&](sql::ReadTransaction& transaction) {
          return AssignOrStatus(body(transaction), result);
        });
    EXPECT_TRUE(status.ok()) << status;
    return result;
  }
  std::optional<v1::HeatReading> Reading(const std::string& leader) {
    return Read<std::optional<v1::HeatReading>>(
        [&](sql::ReadTransaction& transaction) { return LoadReading(transaction, leader); });
  }
  std::size_t Published(const std::string& leader) {
    return Read<std::vector<v1::HeatReading>>([&](sql::ReadTransaction& transaction) {
             return ListHistory(transaction, leader, std::numeric_limits<std::int64_t>::max(),
                                1000);
           })
        .size();
  }
  FollowCursor Cursor() {
    return Read<FollowCursor>(
        [&](sql::ReadTransaction& transaction) { return LoadCursor(transaction, kFactorsCursor); });
  }
  int FactorCount(const std::string& leader) {
    const auto reading = Reading(leader);
    return reading ? reading->coverage().factor_count() : 0;
  }
  bool Applied(const std::string& token) {
    return Eventually([&] { return Cursor().token == token; });
  }

  testing::TestStore store_{sql::Backend::kSqlite};
  FakeClock clock_{SampleDay() + absl::Hours(24)};
  stream::SystemTimer timer_;
  std::unique_ptr<sql::Database> database_;
  MemoryHeatCache cache_;
  std::unique_ptr<CacheWriter> cache_writer_;
  Projector projector_{ShippedHeatModel(), AsOfPolicy::kLatestEvidence, clock_};
  RevisionGate gate_{timer_};
  const std::unique_ptr<Mirror> factor_mirror_ = NewFactorMirror();
  const std::unique_ptr<Mirror> profile_mirror_ = NewProfileMirror();
  LogWatchClient factors_;
  LogWatchClient profiles_;
  FollowerOptions options_;
};

TEST_F(FollowerTest, FactorsBecomeReadings) {
  factors_.Upsert(Shared(SampleFactor("jane", "a")));
  factors_.Upsert(Shared(SampleFactor("john", "b", common::v1::DIRECTION_LOWERS)));
  factors_.SnapshotComplete();
  const auto follower = Follow();
  ASSERT_TRUE(Applied("3"));
  ASSERT_TRUE(Reading("jane").has_value());
  EXPECT_GT(Reading("jane")->score(), Reading("john")->score());
  EXPECT_EQ(Reading("jane")->coverage().factor_count(), 1);
  EXPECT_EQ(Reading("jane")->leader_display_name(), "Leader jane");
  const absl::StatusOr<CacheAnswer> cached = cache_.Get("jane");
  ASSERT_TRUE(cached->hit);
  EXPECT_EQ(cached->reading->SerializeAsString(), Reading("jane")->SerializeAsString());
}

TEST_F(FollowerTest, OfficesMoveTheReadingsOfTheirLeaders) {
  factors_.Upsert(Shared(SampleFactor("jane", "a")));
  factors_.SnapshotComplete();
  const auto follower = Follow();
  ASSERT_TRUE(Applied("2"));
  const double before = Reading("jane")->score();
  profiles_.Upsert(std::make_shared<const profile::v1::Actor>(SampleActor("jane")));
  profiles_.SnapshotComplete();
  const auto profiles = Follow(profiles_, *profile_mirror_);
  ASSERT_TRUE(Eventually([&] { return Reading("jane")->score() != before; }));
  EXPECT_EQ(Reading("jane")->leader_display_name(), "President jane");
  profiles_.Delete("actors/jane");
  EXPECT_TRUE(Eventually([&] { return Reading("jane")->score() == before; }));
}

TEST_F(FollowerTest, GoesOnFromTheStoredCursorAfterARestart) {
  factors_.Upsert(Shared(SampleFactor("jane", "a")));
  factors_.SnapshotComplete();
  auto follower = Follow();
  ASSERT_TRUE(Applied("2"));
  follower.reset();
  factors_.Upsert(Shared(SampleFactor("jane", "b")));
  follower = Follow();
  ASSERT_TRUE(Applied("3"));
  EXPECT_EQ(FactorCount("jane"), 2);
  EXPECT_THAT(factors_.opened(), ElementsAre("", "2"));
}

TEST_F(FollowerTest, WhatComesTwiceCountsOnce) {
  factors_.Upsert(Shared(SampleFactor("jane", "a")));
  factors_.SnapshotComplete();
  const auto follower = Follow();
  ASSERT_TRUE(Applied("2"));
  const std::string before = Reading("jane")->SerializeAsString();
  for (int i = 0; i < 3; ++i) factors_.Upsert(Shared(SampleFactor("jane", "a")));
  ASSERT_TRUE(Applied("5"));
  EXPECT_EQ(Reading("jane")->SerializeAsString(), before);
  EXPECT_EQ(Published("jane"), 1u);
}

TEST_F(FollowerTest, ARetractedFactorCountsNoMore) {
  factors_.Upsert(Shared(SampleFactor("jane", "a")));
  factors_.SnapshotComplete();
  const auto follower = Follow();
  ASSERT_TRUE(Applied("2"));
  const double with_one = Reading("jane")->score();
  factors_.Upsert(Shared(SampleFactor("jane", "b")));
  ASSERT_TRUE(Applied("3"));
  EXPECT_NE(Reading("jane")->score(), with_one);
  factor::v1::Factor retracted = SampleFactor("jane", "b");
  retracted.set_state(factor::v1::STATE_RETRACTED);
  factors_.Upsert(Shared(retracted));
  ASSERT_TRUE(Applied("4"));
  EXPECT_EQ(Reading("jane")->score(), with_one);
  factors_.Delete("leaders/jane/factors/a");
  ASSERT_TRUE(Applied("5"));
  EXPECT_FALSE(Reading("jane").has_value());
  EXPECT_TRUE(cache_.Get("jane")->hit);
  EXPECT_EQ(cache_.Get("jane")->reading, nullptr);
  factors_.Upsert(Shared(SampleFactor("jane", "a")));
  ASSERT_TRUE(Applied("6"));
  EXPECT_EQ(Reading("jane")->score(), with_one) << "ingested again: as if nothing had been";
}

TEST_F(FollowerTest, ACorrectedFactorReplacesWhatItWas) {
  factors_.Upsert(Shared(SampleFactor("jane", "a")));
  factors_.SnapshotComplete();
  const auto follower = Follow();
  ASSERT_TRUE(Applied("2"));
  const double raised = Reading("jane")->score();
  factors_.Upsert(Shared(SampleFactor("jane", "a", common::v1::DIRECTION_LOWERS)));
  ASSERT_TRUE(Applied("3"));
  EXPECT_LT(Reading("jane")->score(), raised);
  EXPECT_EQ(FactorCount("jane"), 1);
  factors_.Upsert(Shared(SampleFactor("jane", "a")));
  ASSERT_TRUE(Applied("4"));
  EXPECT_EQ(Reading("jane")->score(), raised);
}

TEST_F(FollowerTest, AnExpiredTokenBringsASnapshotAndWhatItLacksIsDeleted) {
  factors_.Upsert(Shared(SampleFactor("jane", "a")));
  factors_.Upsert(Shared(SampleFactor("john", "b")));
  factors_.SnapshotComplete();
  auto follower = Follow();
  ASSERT_TRUE(Applied("3"));
  follower.reset();

  factors_.Clear();
  factors_.Upsert(Shared(SampleFactor("jane", "c")));
  factors_.SnapshotComplete();
  factors_.EndNext(MakeError(absl::StatusCode::kOutOfRange,
                             common::v1::ERROR_REASON_RESUME_TOKEN_EXPIRED, "too old"));
  follower = Follow();
  ASSERT_TRUE(Applied("2"));
  EXPECT_THAT(factors_.opened(), ElementsAre("", "3", ""));
  EXPECT_EQ(FactorCount("jane"), 1);
  EXPECT_FALSE(Reading("john").has_value());
  EXPECT_TRUE(Eventually([&] { return follower->caught_up(); }));
}

TEST_F(FollowerTest, ATokenOfAStoreThatIsGoneBringsASnapshotAndItsRevisionsCountAnew) {
  for (int i = 0; i < 9; ++i) factors_.Heartbeat();
  factors_.Upsert(Shared(SampleFactor("jane", "a")));
  factors_.SnapshotComplete();
  const auto follower = Follow();
  ASSERT_TRUE(Applied("11"));
  ASSERT_TRUE(Eventually([&] { return gate_.reached() == 11; }));
  factors_.Clear();
  factors_.EndNext(MakeError(absl::StatusCode::kInvalidArgument,
                             common::v1::ERROR_REASON_INVALID_RESUME_TOKEN, "another store's"));
  factors_.CutAfter(0);
  ASSERT_TRUE(Eventually([&] { return gate_.reached() == 0; }));
  EXPECT_FALSE(follower->caught_up());
  factors_.Upsert(Shared(SampleFactor("john", "b")));
  factors_.SnapshotComplete();
  ASSERT_TRUE(Applied("2"));
  EXPECT_TRUE(Eventually([&] { return gate_.reached() == 2; }));
  EXPECT_FALSE(Reading("jane").has_value());
  EXPECT_TRUE(Reading("john").has_value());
}

TEST_F(FollowerTest, AnInterruptedSnapshotIsNotSwept) {
  factors_.Upsert(Shared(SampleFactor("jane", "a")));
  factors_.Upsert(Shared(SampleFactor("john", "b")));
  auto follower = Follow();
  ASSERT_TRUE(Applied("2"));
  EXPECT_FALSE(follower->caught_up());
  EXPECT_EQ(gate_.reached(), 0) << "nothing is complete yet";
  follower.reset();
  factors_.Upsert(Shared(SampleFactor("mary", "c")));
  factors_.SnapshotComplete();
  follower = Follow();
  ASSERT_TRUE(Applied("4"));
  for (const char* leader : {"jane", "john", "mary"}) EXPECT_EQ(FactorCount(leader), 1) << leader;
  EXPECT_THAT(factors_.opened(), ElementsAre("", "2"));
}

TEST_F(FollowerTest, WhatCannotBeUsedIsLeftOutAndTheRestCounts) {
  factor::v1::Factor nameless = SampleFactor("jane", "x");
  nameless.set_name("factors/x");
  factors_.Upsert(Shared(nameless));
  factor::v1::Factor strange_leader = SampleFactor("jane", "x");
  strange_leader.set_name("leaders/Jane Doe/factors/x");
  factors_.Upsert(Shared(strange_leader));
  factor::v1::Factor too_strong = SampleFactor("jane", "too-strong");
  too_strong.set_strength(1e300);
  factors_.Upsert(Shared(too_strong));
  factor::v1::Factor no_number = SampleFactor("jane", "nan");
  no_number.set_confidence(std::numeric_limits<double>::quiet_NaN());
  factors_.Upsert(Shared(no_number));
  factor::v1::Factor unknown_domain = SampleFactor("jane", "domain");
  unknown_domain.set_domain(static_cast<common::v1::Domain>(99));
  factors_.Upsert(Shared(unknown_domain));
  factor::v1::Factor undated = SampleFactor("jane", "undated");
  undated.clear_observed_time();
  factors_.Upsert(Shared(undated));
  factor::v1::Factor nul_name = SampleFactor("jane", "nul");
  nul_name.set_name(std::string("leaders/jane/factors/n\0l", 24));
  factors_.Upsert(Shared(nul_name));
  factor::v1::Factor nul_claim = SampleFactor("jane", "claim");
  nul_claim.set_claim_key(std::string("a\0b", 3));
  factors_.Upsert(Shared(nul_claim));
  factors_.Delete(std::string("leaders/jane/factors/n\0l", 24));
  factors_.Delete("nonsense");
  factors_.Upsert(Shared(SampleFactor("jane", "good")));
  factors_.SnapshotComplete();
  const auto follower = Follow();
  ASSERT_TRUE(Applied("12"));
  EXPECT_EQ(FactorCount("jane"), 1);

  profile::v1::Actor nul_actor = SampleActor("jane");
  nul_actor.set_name(std::string("actors/n\0l", 10));
  profiles_.Upsert(std::make_shared<const profile::v1::Actor>(nul_actor));
  profiles_.Delete(std::string("actors/n\0l", 10));
  profiles_.Delete("actors/");
  profiles_.Upsert(std::make_shared<const profile::v1::Actor>(SampleActor("jane")));
  profiles_.SnapshotComplete();
  const auto profiles = Follow(profiles_, *profile_mirror_);
  EXPECT_TRUE(
      Eventually([&] { return Reading("jane")->leader_display_name() == "President jane"; }));
}

TEST_F(FollowerTest, ARevisionIsReachedWhenAllOfItHasCome) {
  factors_.SnapshotComplete();
  const auto follower = Follow();
  ASSERT_TRUE(Eventually([&] { return gate_.reached() == 1; }));
  FollowedMessage first;
  first.kind = FollowedMessage::Kind::kUpsert;
  first.resource = Shared(SampleFactor("jane", "a"));
  first.position.set_resume_token("1");  // in the middle of revision 7: the token of the one before
  first.position.set_revision(7);
  factors_.Append(first);
  ASSERT_TRUE(Eventually([&] { return FactorCount("jane") == 1; }));
  EXPECT_EQ(gate_.reached(), 1);
  FollowedMessage second = first;
  second.resource = Shared(SampleFactor("john", "b"));
  second.position.set_resume_token("3");
  factors_.Append(second);
  EXPECT_TRUE(Eventually([&] { return gate_.reached() == 7; }));
}

TEST_F(FollowerTest, IsCaughtUpWhileItIsConnectedAndNothingIsLeft) {
  auto follower = Follow();
  EXPECT_FALSE(follower->caught_up());
  factors_.Heartbeat();
  ASSERT_TRUE(Applied("1"));
  EXPECT_FALSE(follower->caught_up()) << "inside a snapshot a heartbeat says nothing";
  factors_.SnapshotComplete();
  EXPECT_TRUE(Eventually([&] { return follower->caught_up(); }));
  factors_.Lose();
  EXPECT_TRUE(Eventually([&] { return !follower->caught_up(); }));
  factors_.Upsert(Shared(SampleFactor("jane", "a")), clock_.Now() - absl::Hours(1));
  ASSERT_TRUE(Applied("3"));
  EXPECT_FALSE(follower->caught_up()) << "an old change: more may come";
  factors_.Upsert(Shared(SampleFactor("jane", "b")), clock_.Now() + absl::Seconds(1));
  EXPECT_TRUE(Eventually([&] { return follower->caught_up(); }));
  EXPECT_THAT(factors_.opened(), ElementsAre("")) << "losses are the stream's to mend";

  factors_.CutAfter(0);
  EXPECT_TRUE(Eventually([&] { return factors_.opened().size() == 2; }));
  EXPECT_FALSE(follower->caught_up());
  factors_.Heartbeat();
  EXPECT_TRUE(Eventually([&] { return follower->caught_up(); }));
}

TEST_F(FollowerTest, ASilentStreamIsOpenedAgain) {
  options_.silence = absl::Milliseconds(50);
  factors_.SnapshotComplete();
  const auto follower = Follow();
  ASSERT_TRUE(Applied("1"));
  EXPECT_TRUE(Eventually([&] { return factors_.opened().size() >= 3; }));
  EXPECT_EQ(factors_.opened().back(), "1");
}

TEST_F(FollowerTest, StopsWhileTheServerIsAwayAndWhileTheQueueIsFull) {
  options_.retry.initial_backoff = options_.retry.max_backoff = absl::Hours(1);
  factors_.EndNext(absl::UnavailableError("nobody is there"));
  const absl::Time begun = absl::Now();
  {
    const auto follower = Follow();
    ASSERT_TRUE(Eventually([&] { return !factors_.opened().empty(); }));
  }
  options_.max_queued = 2;
  options_.max_batch = 1;
  for (int i = 0; i < 50; ++i) factors_.Upsert(Shared(SampleFactor("jane", std::to_string(i))));
  { const auto follower = Follow(); }
  EXPECT_LT(absl::Now() - begun, absl::Seconds(10));
}

TEST_F(FollowerTest, TwoProcessesOnOneStoreCountEverythingOnce) {
  const auto first = Follow();
  const auto second = Follow();
  for (int i = 0; i < 60; ++i) {
    factors_.Upsert(Shared(SampleFactor("jane", std::to_string(i))));
    if (i == 30) factors_.SnapshotComplete();
  }
  ASSERT_TRUE(Applied("61"));
  EXPECT_TRUE(Eventually([&] { return FactorCount("jane") == 60; }));
}

// Random changes; the follower is stopped and the stream cut at random. The end is that of an
// undisturbed run, and so is the set of factors.
TEST_F(FollowerTest, AnyInterruptionsLeaveTheSameReadings) {
  std::mt19937 random(20231002);
  options_.max_batch = 7;
  std::map<std::string, factor::v1::Factor> state;
  std::unique_ptr<Follower> follower;
  int messages = 0;
  for (int step = 0; step < 300; ++step) {
    const std::string leader = "leader-" + std::to_string(random() % 4);
    const std::string id = std::to_string(random() % 12);
    const auto direction =
        random() % 2 == 0 ? common::v1::DIRECTION_RAISES : common::v1::DIRECTION_LOWERS;
    factor::v1::Factor factor = SampleFactor(leader, id, direction);
    if (random() % 4 == 0) {
      factors_.Delete(factor.name());
      state.erase(factor.name());
    } else {
      state[factor.name()] = factor;
      factors_.Upsert(Shared(factor));
    }
    ++messages;
    if (step == 40) {
      factors_.SnapshotComplete();
      ++messages;
    }
    if (random() % 20 == 0) factors_.CutAfter(static_cast<int>(random() % 5));
    if (random() % 20 == 0) factors_.Lose();
    if (random() % 15 == 0) {
      follower.reset();
      follower = Follow();
    }
    if (random() % 10 == 0) absl::SleepFor(absl::Milliseconds(2));
  }
  if (follower == nullptr) follower = Follow();
  ASSERT_TRUE(Applied(std::to_string(messages)));
  for (int i = 0; i < 4; ++i) {
    const std::string leader = "leader-" + std::to_string(i);
    std::vector<FactorInput> inputs;
    for (const auto& [name, factor] : state) {
      if (LeaderIdOf(name) == leader) inputs.push_back(ToFactorInput(factor).value());
    }
    ASSERT_FALSE(inputs.empty());
    const Evidence evidence = Evidence::Build(inputs).value();
    const auto expected = ShippedHeatModel().Read(evidence, Incumbency(), SampleDay());
    ASSERT_TRUE(Reading(leader).has_value());
    EXPECT_EQ(Reading(leader)->score(), expected.score) << leader;
    EXPECT_EQ(FactorCount(leader), static_cast<int>(inputs.size()));
  }
}

}  // namespace
}  // namespace isotherm::scoring
