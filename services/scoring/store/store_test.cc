// The contract of the scoring store, the same on SQLite and PostgreSQL.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "services/common/clock/clock.h"
#include "services/common/sql/change_log.h"
#include "services/common/sql/database.h"
#include "services/common/status/assign.h"
#include "services/common/testing/test_store.h"
#include "services/scoring/convert/factor_convert.h"
#include "services/scoring/store/cursor_rows.h"
#include "services/scoring/store/factor_rows.h"
#include "services/scoring/store/profile_rows.h"
#include "services/scoring/store/reading_rows.h"
#include "services/scoring/store/schema.h"
#include "services/scoring/testing/samples.h"

namespace isotherm::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class StoreTest : public ::testing::TestWithParam<sql::Backend> {
 protected:
  StoreTest() { Open(); }

  void Open() {
    database_.reset();
    sql::DatabaseOptions options;
    options.connection_string = store_.connection_string();
    options.migrations = {ScoringMigrations()};
    options.clock = &clock_;
    auto opened = sql::Database::Open(options);
    ASSERT_TRUE(opened.ok()) << opened.status();
    database_ = *std::move(opened);
  }

  static absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

  // The revision of the commit.
  std::int64_t Write(const std::function<absl::Status(sql::WriteTransaction&)>& body) {
    const auto written = database_->Write(Soon(), body);
    EXPECT_TRUE(written.ok()) << written.status();
    return written.ok() ? written->commit.revision : -1;
  }

  std::int64_t Publish(const std::string& leader, double score,
                       common::v1::HeatLevel level = common::v1::HEAT_LEVEL_MILD) {
    return Write([&](sql::WriteTransaction& transaction) {
      return PublishReading(transaction, leader, SampleReading(leader, score, level));
    });
  }

  std::int64_t Withdraw(const std::string& leader) {
    return Write(
        [&](sql::WriteTransaction& transaction) { return WithdrawReading(transaction, leader); });
  }

  std::int64_t PutFactor(const factor::v1::Factor& factor, std::int64_t generation,
                         bool accepted = true) {
    return Write([&](sql::WriteTransaction& transaction) {
      const auto input = ToFactorInput(factor);
      return UpsertFactor(transaction, LeaderIdOf(factor.name()), factor,
                          accepted ? std::optional(input.value()) : std::nullopt, generation);
    });
  }

  template <typename T>
  T Read(const std::function<absl::StatusOr<T>(sql::ReadTransaction&)>& body) {
    T result{};
    const absl::Status status = database_->Read(Soon(), [&](sql::ReadTransaction& transaction) {
      return AssignOrStatus(body(transaction), result);
    });
    EXPECT_TRUE(status.ok()) << status;
    return result;
  }

  using Readings = std::vector<v1::HeatReading>;
  std::optional<v1::HeatReading> Reading(const std::string& leader) {
    return Read<std::optional<v1::HeatReading>>(
        [&](sql::ReadTransaction& transaction) { return LoadReading(transaction, leader); });
  }
  Readings History(const std::string& leader, std::int64_t before, int limit) {
    return Read<Readings>([&](sql::ReadTransaction& transaction) {
      return ListHistory(transaction, leader, before, limit);
    });
  }
  Readings List(const ReadingFilter& filter, const std::string& after, int limit) {
    return Read<Readings>([&](sql::ReadTransaction& transaction) {
      return ListReadings(transaction, filter, after, limit);
    });
  }
  std::vector<FactorInput> Inputs(const std::string& leader) {
    return Read<std::vector<FactorInput>>(
        [&](sql::ReadTransaction& transaction) { return LoadInputs(transaction, leader); });
  }
  FollowCursor Cursor(const char* name = kFactorsCursor) {
    return Read<FollowCursor>(
        [&](sql::ReadTransaction& transaction) { return LoadCursor(transaction, name); });
  }
  std::vector<sql::LoggedChange> Changes(std::int64_t after) {
    return Read<std::vector<sql::LoggedChange>>(
        [&](sql::ReadTransaction& transaction) -> absl::StatusOr<std::vector<sql::LoggedChange>> {
          auto batch = sql::ReadChanges(transaction, kReadingsCollection, after, 1000);
          if (!batch.ok()) return batch.status();
          return batch->changes;
        });
  }

  static std::vector<std::string> Leaders(const Readings& readings) {
    std::vector<std::string> leaders;
    for (const v1::HeatReading& reading : readings) {
      leaders.emplace_back(LeaderIdOf(reading.leader()));
    }
    return leaders;
  }

  testing::TestStore store_{GetParam()};
  FakeClock clock_{SampleDay()};
  std::unique_ptr<sql::Database> database_;
};

INSTANTIATE_TEST_SUITE_P(Backends, StoreTest, testing::kBackends, testing::BackendName);

constexpr std::int64_t kAll = std::numeric_limits<std::int64_t>::max();

TEST_P(StoreTest, APublishedReadingBearsTheRevisionOfItsCommit) {
  EXPECT_FALSE(Reading("jane").has_value());
  const std::int64_t revision = Publish("jane", 61.25);
  const auto reading = Reading("jane");
  ASSERT_TRUE(reading.has_value());
  EXPECT_EQ(reading->revision(), revision);
  v1::HeatReading expected = SampleReading("jane", 61.25);
  expected.set_revision(revision);
  EXPECT_EQ(reading->SerializeAsString(), expected.SerializeAsString());

  const auto changes = Changes(revision - 1);
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].commit.revision, revision);
  EXPECT_EQ(changes[0].change.name, "leaders/jane/heat");
  EXPECT_FALSE(changes[0].change.deleted);
}

TEST_P(StoreTest, ReadingsOfOneTransactionShareARevision) {
  const std::int64_t revision = Write([](sql::WriteTransaction& transaction) {
    absl::Status status = PublishReading(transaction, "jane", SampleReading("jane", 1));
    if (status.ok()) status = PublishReading(transaction, "john", SampleReading("john", 2));
    return status;
  });
  EXPECT_EQ(Reading("jane")->revision(), revision);
  EXPECT_EQ(Reading("john")->revision(), revision);
}

TEST_P(StoreTest, HistoryKeepsEveryReadingNewestFirst) {
  std::vector<std::int64_t> revisions;
  for (int i = 0; i < 5; ++i) revisions.push_back(Publish("jane", 10 * i));
  Publish("john", 99);
  EXPECT_EQ(Reading("jane")->score(), 40);
  const Readings all = History("jane", kAll, 100);
  ASSERT_EQ(all.size(), 5u);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(all[i].score(), 10 * (4 - i));
    EXPECT_EQ(all[i].revision(), revisions[4 - i]);
  }
  const Readings page = History("jane", revisions[3], 2);
  ASSERT_EQ(page.size(), 2u);
  EXPECT_EQ(page[0].revision(), revisions[2]);
  EXPECT_EQ(page[1].revision(), revisions[1]);
}

TEST_P(StoreTest, AWithdrawnReadingIsGoneAndItsHistoryStays) {
  const std::int64_t published = Publish("jane", 50);
  const std::int64_t withdrawn = Withdraw("jane");
  EXPECT_GT(withdrawn, published);
  EXPECT_FALSE(Reading("jane").has_value());
  EXPECT_EQ(History("jane", kAll, 10).size(), 1u);
  const auto changes = Changes(published);
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_TRUE(changes[0].change.deleted);
  EXPECT_EQ(Withdraw("jane"), withdrawn) << "nothing to withdraw is no change";
  EXPECT_GT(Publish("jane", 51), withdrawn);
  EXPECT_EQ(Reading("jane")->score(), 51);
}

TEST_P(StoreTest, ListsAreFilteredPagedAndInByteOrder) {
  Publish("b", 20, common::v1::HEAT_LEVEL_COLD);
  Publish("a-b", 30, common::v1::HEAT_LEVEL_CHILLY);
  Publish("a", 10, common::v1::HEAT_LEVEL_COLD);
  Publish("a0", 40, common::v1::HEAT_LEVEL_MILD);
  EXPECT_THAT(Leaders(List({}, "", 10)), ElementsAre("a", "a-b", "a0", "b"));
  EXPECT_THAT(Leaders(List({}, "a", 2)), ElementsAre("a-b", "a0"));
  ReadingFilter cold;
  cold.level = common::v1::HEAT_LEVEL_COLD;
  EXPECT_THAT(Leaders(List(cold, "", 10)), ElementsAre("a", "b"));
  EXPECT_THAT(Leaders(List(cold, "a", 10)), ElementsAre("b"));
  cold.trend = common::v1::TREND_FALLING;
  EXPECT_THAT(List(cold, "", 10), IsEmpty());
  cold.trend = common::v1::TREND_RISING;
  EXPECT_EQ(List(cold, "", 10).size(), 2u);

  // '-' < '/' < '0': the order of names is not that of ids.
  const Readings by_name = Read<Readings>(
      [&](sql::ReadTransaction& transaction) { return ListReadingsByName(transaction, "", 10); });
  EXPECT_THAT(Leaders(by_name), ElementsAre("a-b", "a", "a0", "b"));
  const Readings after = Read<Readings>([&](sql::ReadTransaction& transaction) {
    return ListReadingsByName(transaction, "leaders/a-b/heat", 2);
  });
  EXPECT_THAT(Leaders(after), ElementsAre("a", "a0"));
}

TEST_P(StoreTest, RanksByScoreThenLeader) {
  Publish("a", 50);
  Publish("c", 70);
  Publish("b", 50);
  Publish("d", 10);
  const auto rank = [&](bool hottest, int limit) {
    return Leaders(Read<Readings>([&](sql::ReadTransaction& transaction) {
      return RankReadings(transaction, hottest, limit);
    }));
  };
  EXPECT_THAT(rank(true, 10), ElementsAre("c", "a", "b", "d"));
  EXPECT_THAT(rank(false, 10), ElementsAre("d", "a", "b", "c"));
  EXPECT_THAT(rank(true, 1), ElementsAre("c"));
}

TEST_P(StoreTest, FactorsAreReplacedDeletedAndReadInOrderOfTime) {
  factor::v1::Factor late = SampleFactor("jane", "a");
  late.mutable_observed_time()->set_seconds(late.observed_time().seconds() + 60);
  late.set_leader_display_name("Jane the Newer");
  PutFactor(late, 1);
  PutFactor(SampleFactor("jane", "c"), 1);
  PutFactor(SampleFactor("jane", "b"), 1);
  PutFactor(SampleFactor("john", "x"), 1);
  PutFactor(SampleFactor("jane", "odd"), 1, /*accepted=*/false);

  const auto ids = [&] {
    std::vector<std::string> names;
    for (const FactorInput& input : Inputs("jane")) names.push_back(input.id);
    return names;
  };
  EXPECT_THAT(ids(), ElementsAre("leaders/jane/factors/b", "leaders/jane/factors/c",
                                 "leaders/jane/factors/a"));
  const FactorInput first = Inputs("jane")[0];
  EXPECT_EQ(first.claim_key, "claim-b");
  EXPECT_EQ(first.source, "publisher-b");
  EXPECT_EQ(first.role, FactorRole::kStanding);
  EXPECT_EQ(first.domain, Domain::kPublicSupport);
  EXPECT_EQ(first.direction, Direction::kRaises);
  EXPECT_EQ(first.strength, 2.0);
  EXPECT_EQ(first.confidence, 0.9);
  EXPECT_EQ(first.observed, SampleDay());

  const auto messages = Read<std::vector<factor::v1::Factor>>(
      [&](sql::ReadTransaction& transaction) { return LoadFactors(transaction, "jane"); });
  EXPECT_EQ(messages.size(), 4u) << "refused factors are kept as received";
  EXPECT_EQ(Read<std::string>([&](sql::ReadTransaction& transaction) {
              return LoadFactorDisplayName(transaction, "jane");
            }),
            "Jane the Newer");

  factor::v1::Factor corrected = SampleFactor("jane", "b", common::v1::DIRECTION_LOWERS);
  corrected.set_strength(0.5);
  PutFactor(corrected, 1);
  EXPECT_EQ(Inputs("jane")[0].direction, Direction::kLowers);
  EXPECT_EQ(Inputs("jane")[0].strength, 0.5);
  EXPECT_EQ(Inputs("jane").size(), 3u);

  for (int i = 0; i < 2; ++i) {  // the second finds nothing, which is fine
    Write([](sql::WriteTransaction& transaction) {
      return DeleteFactor(transaction, "leaders/jane/factors/b");
    });
  }
  EXPECT_EQ(Inputs("jane").size(), 2u);
}

TEST_P(StoreTest, LeadersWithFactorsAreListedInPages) {
  for (const char* leader : {"d", "a", "c", "b"}) PutFactor(SampleFactor(leader, "x"), 1);
  PutFactor(SampleFactor("a", "y"), 1);
  const auto page = [&](const std::string& after, int limit) {
    return Read<std::vector<std::string>>([&](sql::ReadTransaction& transaction) {
      return ListFactorLeaders(transaction, after, limit);
    });
  };
  EXPECT_THAT(page("", 2), ElementsAre("a", "b"));
  EXPECT_THAT(page("b", 10), ElementsAre("c", "d"));
  EXPECT_THAT(page("d", 10), IsEmpty());
}

TEST_P(StoreTest, ASweepDeletesWhatTheSnapshotDidNotShow) {
  PutFactor(SampleFactor("jane", "old"), 1);
  PutFactor(SampleFactor("john", "old"), 1);
  PutFactor(SampleFactor("jane", "both"), 1);
  PutFactor(SampleFactor("jane", "both"), 2);
  std::set<std::string> leaders;
  Write([&](sql::WriteTransaction& transaction) {
    return AssignOrStatus(SweepFactors(transaction, 2), leaders);
  });
  EXPECT_THAT(leaders, UnorderedElementsAre("jane", "john"));
  EXPECT_EQ(Inputs("jane").size(), 1u);
  EXPECT_THAT(Inputs("john"), IsEmpty());
}

TEST_P(StoreTest, ProfilesAreReplacedDeletedAndSwept) {
  const auto put = [&](const profile::v1::Actor& actor, const std::string& leader,
                       std::int64_t generation) {
    Write([&](sql::WriteTransaction& transaction) {
      return UpsertProfile(transaction, leader, actor, generation);
    });
  };
  const auto load = [&](const std::string& leader) {
    return Read<std::optional<profile::v1::Actor>>(
        [&](sql::ReadTransaction& transaction) { return LoadProfile(transaction, leader); });
  };
  EXPECT_FALSE(load("jane").has_value());
  put(SampleActor("jane"), "jane", 1);
  put(SampleActor("john"), "john", 1);
  profile::v1::Actor renamed = SampleActor("jane");
  renamed.set_display_name("Jane II");
  put(renamed, "jane", 2);
  EXPECT_EQ(load("jane")->SerializeAsString(), renamed.SerializeAsString());
  std::set<std::string> leaders;
  Write([&](sql::WriteTransaction& transaction) {
    return AssignOrStatus(SweepProfiles(transaction, 2), leaders);
  });
  EXPECT_THAT(leaders, ElementsAre("john"));
  EXPECT_FALSE(load("john").has_value());
  Write([](sql::WriteTransaction& transaction) { return DeleteProfile(transaction, "jane"); });
  EXPECT_FALSE(load("jane").has_value());
}

TEST_P(StoreTest, OfTwoWhoMoveACursorOneWins) {
  EXPECT_EQ(Cursor().version, 0);
  EXPECT_EQ(Cursor().token, "");
  const FollowCursor loaded = Cursor();
  FollowCursor ours = loaded;
  ours.token = "token-1";
  ours.revision = 7;
  ours.generation = 2;
  ours.complete = true;
  Write([&](sql::WriteTransaction& transaction) {
    return StoreCursor(transaction, kFactorsCursor, loaded, ours);
  });
  FollowCursor theirs = loaded;
  theirs.token = "token-other";
  const auto refused = database_->Write(Soon(), [&](sql::WriteTransaction& transaction) {
    // What was written beside the cursor goes with it.
    absl::Status status = PublishReading(transaction, "jane", SampleReading("jane", 1));
    if (status.ok()) status = StoreCursor(transaction, kFactorsCursor, loaded, theirs);
    return status;
  });
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition) << refused.status();
  EXPECT_FALSE(Reading("jane").has_value());
  EXPECT_EQ(Cursor().version, 1);
  EXPECT_EQ(Cursor().token, "token-1");
  EXPECT_EQ(Cursor().revision, 7);
  EXPECT_EQ(Cursor().generation, 2);
  EXPECT_TRUE(Cursor().complete);
  EXPECT_EQ(Cursor(kProfileCursor).version, 0) << "cursors do not touch each other";
}

TEST_P(StoreTest, EverythingIsThereAfterAReopening) {
  const std::int64_t revision = Publish("jane", 50);
  PutFactor(SampleFactor("jane", "x"), 1);
  FollowCursor next;
  next.token = "token";
  Write([&](sql::WriteTransaction& transaction) {
    return StoreCursor(transaction, kFactorsCursor, FollowCursor(), next);
  });
  const std::string store_id = database_->store_id();
  Open();
  EXPECT_EQ(database_->store_id(), store_id);
  EXPECT_EQ(Reading("jane")->revision(), revision);
  EXPECT_EQ(Inputs("jane").size(), 1u);
  EXPECT_EQ(Cursor().token, "token");
  EXPECT_EQ(Publish("jane", 51), revision + 1);
}

TEST_P(StoreTest, WhatCannotBeDecodedIsAnErrorThatNamesTheLeader) {
  Publish("jane", 50);
  Write([](sql::WriteTransaction& transaction) {
    return transaction
        .Execute("damage", "UPDATE readings SET payload = :payload WHERE leader = 'jane'",
                 {{"payload", sql::Bytes{"\xff\xff"}}})
        .status();
  });
  const absl::Status status = database_->Read(Soon(), [&](sql::ReadTransaction& transaction) {
    return LoadReading(transaction, "jane").status();
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("jane"));
}

}  // namespace
}  // namespace isotherm::scoring
