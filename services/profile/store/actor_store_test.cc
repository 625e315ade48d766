// The contract of the store, against each back end.
#include "services/profile/store/actor_store.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "services/common/clock/clock.h"
#include "services/common/sql/database.h"
#include "services/common/status/assign.h"
#include "services/common/status/errors.h"
#include "services/common/testing/test_store.h"
#include "services/profile/store/actor_filter.h"
#include "services/profile/store/schema.h"
#include "services/profile/testing/samples.h"

namespace isotherm::profile {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

class ActorStoreTest : public ::testing::TestWithParam<sql::Backend> {
 protected:
  ActorStoreTest() { Open(); }

  void Open() {
    sql::DatabaseOptions options;
    options.connection_string = store_.connection_string();
    options.migrations = {ProfileMigrations()};
    options.clock = &clock_;
    database_.reset();
    auto opened = sql::Database::Open(options);
    if (!opened.ok()) {
      ADD_FAILURE() << opened.status();
      std::abort();
    }
    database_ = *std::move(opened);
  }

  absl::StatusOr<sql::WriteResult> Put(const std::vector<v1::Actor>& actors,
                                       std::int64_t version = 1) {
    return database_->Write(Soon(), [&](sql::WriteTransaction& transaction) {
      for (const v1::Actor& actor : actors) {
        absl::Status status = transaction.Lock(actor.name());
        if (status.ok()) status = PutActor(transaction, {actor, version});
        if (!status.ok()) return status;
      }
      return absl::OkStatus();
    });
  }

  absl::StatusOr<sql::WriteResult> Erase(const std::string& name) {
    return database_->Write(
        Soon(), [&](sql::WriteTransaction& transaction) { return EraseActor(transaction, name); });
  }

  std::optional<StoredActor> Find(const std::string& name) {
    std::optional<StoredActor> found;
    Read([&](sql::ReadTransaction& transaction) {
      return AssignOrStatus(FindActor(transaction, name), found);
    });
    return found;
  }

  // Names on the page, without "actors/".
  std::vector<std::string> List(const std::string& filter, const std::string& after = "",
                                int limit = 1000) {
    const auto parsed = ParseActorFilter(filter);
    EXPECT_TRUE(parsed.ok()) << parsed.status();
    std::vector<v1::Actor> actors;
    std::int64_t count = 0;
    Read([&](sql::ReadTransaction& transaction) {
      absl::Status status = AssignOrStatus(ListActors(transaction, *parsed, after, limit), actors);
      if (!status.ok()) return status;
      return AssignOrStatus(CountActors(transaction, *parsed), count);
    });
    if (after.empty() && limit == 1000) {
      EXPECT_EQ(count, static_cast<std::int64_t>(actors.size()));
    }
    std::vector<std::string> ids;
    for (const v1::Actor& actor : actors) {
      ids.push_back(actor.name().substr(7));
      // Watches filter by attributes, lists by SQL: both have to say the same.
      EXPECT_TRUE(parsed->Matches(FilterAttributes(actor))) << filter << " " << actor.name();
    }
    return ids;
  }

  void Read(absl::FunctionRef<absl::Status(sql::ReadTransaction&)> body) {
    const absl::Status status = database_->Read(Soon(), body);
    EXPECT_TRUE(status.ok()) << status;
  }

  std::vector<sql::LoggedChange> Changes() {
    sql::ChangeBatch batch;
    Read([&](sql::ReadTransaction& transaction) {
      return AssignOrStatus(sql::ReadChanges(transaction, kActorCollection, 0, 1000), batch);
    });
    return batch.changes;
  }

  testing::TestStore store_{GetParam()};
  FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  std::unique_ptr<sql::Database> database_;
};

TEST_P(ActorStoreTest, WhatWasPutIsFoundAlsoAfterReopening) {
  const v1::Actor jane = SampleActor("jane");
  ASSERT_TRUE(Put({jane}, 5).ok());
  Open();
  const auto found = Find("actors/jane");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->version, 5);
  EXPECT_EQ(found->actor.SerializeAsString(), jane.SerializeAsString());
  EXPECT_FALSE(Find("actors/john").has_value());
  EXPECT_FALSE(Find("").has_value());
}

TEST_P(ActorStoreTest, PuttingAgainReplacesTheColumnsAndOfficesToo) {
  ASSERT_TRUE(Put({SampleActor("jane")}).ok());
  v1::Actor changed = BareActor("jane", "Other", v1::ACTOR_KIND_STATE, "TUR");
  AddOffice(changed, "Chair", "nato", "", "");
  ASSERT_TRUE(Put({changed}, 2).ok());
  EXPECT_EQ(Find("actors/jane")->version, 2);
  EXPECT_THAT(List("kind = LEADER"), IsEmpty());
  EXPECT_THAT(List("country_code = AZE"), IsEmpty());
  EXPECT_THAT(List("office.organisation = actors/azerbaijan"), IsEmpty());
  EXPECT_THAT(List("kind = STATE AND country_code = TUR AND display_name = Other AND "
                   "office.organisation = actors/nato"),
              ElementsAre("jane"));
}

TEST_P(ActorStoreTest, ErasingTakesTheActorAndItsOffices) {
  ASSERT_TRUE(Put({SampleActor("jane"), SampleActor("john")}).ok());
  ASSERT_TRUE(Erase("actors/jane").ok());
  EXPECT_FALSE(Find("actors/jane").has_value());
  EXPECT_THAT(List("office.organisation = actors/azerbaijan"), ElementsAre("john"));
  const absl::Status again = Erase("actors/jane").status();
  EXPECT_TRUE(absl::IsNotFound(again));
  EXPECT_EQ(ReasonOf(again), common::v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_TRUE(Put({SampleActor("jane")}).ok());
}

TEST_P(ActorStoreTest, EachWriteIsInTheChangeLogWithWhatFiltersNeed) {
  ASSERT_TRUE(Put({SampleActor("jane")}).ok());
  ASSERT_TRUE(Erase("actors/jane").ok());
  const std::vector<sql::LoggedChange> changes = Changes();
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0].change.name, "actors/jane");
  EXPECT_EQ(changes[0].change.payload, SampleActor("jane").SerializeAsString());
  EXPECT_EQ(changes[0].change.attributes, FilterAttributes(SampleActor("jane")));
  EXPECT_TRUE(changes[1].change.deleted);
  EXPECT_EQ(changes[1].previous_attributes, FilterAttributes(SampleActor("jane")));
}

TEST_P(ActorStoreTest, AFailedTransactionLeavesNothing) {
  const auto result = database_->Write(Soon(), [&](sql::WriteTransaction& transaction) {
    EXPECT_TRUE(PutActor(transaction, {SampleActor("jane"), 1}).ok());
    return absl::AbortedError("changed my mind");
  });
  EXPECT_FALSE(result.ok());
  EXPECT_FALSE(Find("actors/jane").has_value());
  EXPECT_THAT(List("office.organisation = actors/azerbaijan"), IsEmpty());
  EXPECT_THAT(Changes(), IsEmpty());
}

TEST_P(ActorStoreTest, ListsRunByNameBytewiseInPages) {
  std::vector<v1::Actor> actors;
  for (const char* id : {"b", "a-b", "a1", "a", "ab", "z", "9", "a-a"}) {
    actors.push_back(BareActor(id, id));
  }
  std::shuffle(actors.begin(), actors.end(), std::mt19937(7));
  ASSERT_TRUE(Put(actors).ok());
  EXPECT_THAT(List(""), ElementsAre("9", "a", "a-a", "a-b", "a1", "ab", "b", "z"));
  EXPECT_THAT(List("", "", 3), ElementsAre("9", "a", "a-a"));
  EXPECT_THAT(List("", "actors/a-a", 3), ElementsAre("a-b", "a1", "ab"));
  EXPECT_THAT(List("", "actors/a-aa", 1), ElementsAre("a-b")) << "the cursor's actor may be gone";
  EXPECT_THAT(List("", "actors/z"), IsEmpty());
}

TEST_P(ActorStoreTest, FiltersNarrowTheList) {
  v1::Actor ilham = BareActor("ilham", "Ilham Aliyev", v1::ACTOR_KIND_LEADER, "AZE");
  AddOffice(ilham, "President", "azerbaijan", "2003-10-31", "");
  AddOffice(ilham, "Prime Minister", "azerbaijan", "2003-08-04", "2003-10-31");
  AddOffice(ilham, "Chair", "new-azerbaijan-party", "2005-03-26", "");
  ASSERT_TRUE(Put({ilham, BareActor("ilha", "Ilha", v1::ACTOR_KIND_PLACE, "AZE"),
                   BareActor("accent", "Émile", v1::ACTOR_KIND_LEADER, "FRA"),
                   BareActor("quote", "O'Neill \"Tip\" 100%_*", v1::ACTOR_KIND_LEADER, "USA"),
                   BareActor("nato", "NATO", v1::ACTOR_KIND_ORGANISATION)})
                  .ok());
  EXPECT_THAT(List("kind = leader AND country_code = \"AZE\""), ElementsAre("ilham"));
  EXPECT_THAT(List("display_name = \"Ilha*\""), ElementsAre("ilha", "ilham"));
  EXPECT_THAT(List("display_name = Ilha"), ElementsAre("ilha"));
  EXPECT_THAT(List("display_name = \"ilha*\""), IsEmpty()) << "letters count as they are";
  EXPECT_THAT(List("display_name = \"É*\""), ElementsAre("accent"));
  EXPECT_THAT(List("display_name = \"O'Neill \\\"Tip\\\" 100%_*\""), ElementsAre("quote"));
  EXPECT_THAT(List("display_name = *"), ElementsAre("accent", "ilha", "ilham", "nato", "quote"));
  EXPECT_THAT(List("country_code = \"\""), ElementsAre("nato"));
  EXPECT_THAT(List("office.organisation = actors/azerbaijan AND "
                   "office.organisation = actors/new-azerbaijan-party"),
              ElementsAre("ilham"));
  EXPECT_THAT(List("kind = LEADER AND kind = PLACE"), IsEmpty());
  EXPECT_THAT(List("display_name = \"'; DROP TABLE actors; --\""), IsEmpty());
}

TEST_P(ActorStoreTest, AFilterNoTextCanMatchIsNoErrorOfTheStore) {
  ASSERT_TRUE(Put({BareActor("a", "a")}).ok());
  EXPECT_THAT(List(std::string("display_name = \"a\0b\"", 20)), IsEmpty());
  EXPECT_THAT(List(std::string("display_name = \"a\0*\"", 20)), IsEmpty());
  EXPECT_THAT(List("country_code = \"\xC3\x28\""), IsEmpty());
  EXPECT_THAT(List(std::string("office.organisation = \"\0\"", 25)), IsEmpty());
  EXPECT_THAT(List("display_name = \"\xF4\x8F\xBF\xBF*\""), IsEmpty()) << "the last code point";
}

TEST_P(ActorStoreTest, ManyAreFoundAtOnce) {
  std::vector<v1::Actor> actors;
  std::vector<std::string> names;
  for (int i = 0; i < 1000; ++i) {
    names.push_back(NameOf("a" + std::to_string(i)));
    if (i % 2 == 0) actors.push_back(BareActor("a" + std::to_string(i), "x"));
  }
  ASSERT_TRUE(Put(actors).ok());
  std::vector<v1::Actor> found;
  Read([&](sql::ReadTransaction& transaction) {
    return AssignOrStatus(FindActors(transaction, names), found);
  });
  EXPECT_EQ(found.size(), 500u);
  Read([&](sql::ReadTransaction& transaction) {
    return AssignOrStatus(FindActors(transaction, {"actors/a2", "actors/a2", "actors/no"}), found);
  });
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].name(), "actors/a2");
  Read([&](sql::ReadTransaction& transaction) {
    return AssignOrStatus(FindActors(transaction, {}), found);
  });
  EXPECT_THAT(found, IsEmpty());
}

TEST_P(ActorStoreTest, EachActorIsVisitedUntilTheVisitorFails) {
  ASSERT_TRUE(Put({BareActor("b", "b"), BareActor("a", "a"), BareActor("c", "c")}).ok());
  std::vector<std::string> seen;
  Read([&](sql::ReadTransaction& transaction) {
    return ForEachActor(transaction, [&](const v1::Actor& actor) {
      seen.push_back(actor.name());
      return absl::OkStatus();
    });
  });
  EXPECT_THAT(seen, ElementsAre("actors/a", "actors/b", "actors/c"));
  const absl::Status status = database_->Read(Soon(), [&](sql::ReadTransaction& transaction) {
    return ForEachActor(transaction,
                        [&](const v1::Actor& actor) { return absl::DataLossError(actor.name()); });
  });
  EXPECT_EQ(status, absl::DataLossError("actors/a"));
}

TEST_P(ActorStoreTest, AStoredActorThatCannotBeDecodedIsDataLoss) {
  ASSERT_TRUE(Put({BareActor("a", "a")}).ok());
  ASSERT_TRUE(database_
                  ->Write(Soon(),
                          [&](sql::WriteTransaction& transaction) {
                            return transaction
                                .Execute("damage", "UPDATE actors SET actor = :octets",
                                         {{"octets", sql::Bytes{"\xFF\xFF"}}})
                                .status();
                          })
                  .ok());
  std::optional<StoredActor> found;
  const absl::Status status = database_->Read(Soon(), [&](sql::ReadTransaction& transaction) {
    return AssignOrStatus(FindActor(transaction, "actors/a"), found);
  });
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_INTERNAL);
}

INSTANTIATE_TEST_SUITE_P(Backends, ActorStoreTest, testing::kBackends, testing::BackendName);

}  // namespace
}  // namespace isotherm::profile
