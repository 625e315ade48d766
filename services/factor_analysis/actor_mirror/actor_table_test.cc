#include "services/factor_analysis/actor_mirror/actor_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace isotherm::factor_analysis {
namespace {

using profile::v1::WatchActorsResponse;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

WatchActorsResponse Upsert(const std::string& id, const std::string& display_name = "Somebody") {
  WatchActorsResponse message;
  message.mutable_upsert()->set_name("actors/" + id);
  message.mutable_upsert()->set_display_name(display_name);
  message.mutable_upsert()->set_kind(profile::v1::ACTOR_KIND_LEADER);
  return message;
}

WatchActorsResponse Deleted(const std::string& name) {
  WatchActorsResponse message;
  message.set_deleted(name);
  return message;
}

WatchActorsResponse SnapshotComplete() {
  WatchActorsResponse message;
  message.mutable_snapshot_complete();
  return message;
}

std::vector<std::string> Ids(const ActorTable& table) {
  std::vector<std::string> ids;
  for (const Actor& actor : table.Actors()) ids.push_back(actor.id);
  return ids;
}

TEST(ActorTableTest, ShowsNothingBeforeTheSnapshotIsComplete) {
  ActorTable table;
  EXPECT_FALSE(table.Apply(Upsert("b")));
  EXPECT_FALSE(table.Apply(Upsert("a")));
  EXPECT_FALSE(table.Apply(Upsert("c")));
  EXPECT_FALSE(table.Apply(Deleted("actors/c")));
  EXPECT_THAT(Ids(table), IsEmpty());
  EXPECT_FALSE(table.has_snapshot());
  EXPECT_TRUE(table.Apply(SnapshotComplete()));
  EXPECT_TRUE(table.has_snapshot());
  EXPECT_THAT(Ids(table), ElementsAre("a", "b"));
}

TEST(ActorTableTest, FollowsChanges) {
  ActorTable table;
  table.Apply(SnapshotComplete());
  EXPECT_TRUE(table.Apply(Upsert("a")));
  EXPECT_TRUE(table.Apply(Upsert("a", "Somebody Else")));
  EXPECT_EQ(table.Actors().at(0).display_name, "Somebody Else");
  EXPECT_TRUE(table.Apply(Deleted("actors/a")));
  EXPECT_FALSE(table.Apply(Deleted("actors/a")));
  EXPECT_FALSE(table.Apply(Deleted("no name")));
  WatchActorsResponse heartbeat;
  heartbeat.mutable_heartbeat();
  EXPECT_FALSE(table.Apply(heartbeat));
  EXPECT_FALSE(table.Apply(WatchActorsResponse()));
  EXPECT_THAT(Ids(table), IsEmpty());
}

TEST(ActorTableTest, ANewSnapshotReplacesTheOldWhenItIsComplete) {
  ActorTable table;
  table.Apply(Upsert("a"));
  table.Apply(SnapshotComplete());
  table.BeginSnapshot();
  table.Apply(Upsert("b"));
  EXPECT_THAT(Ids(table), ElementsAre("a"));
  EXPECT_TRUE(table.Apply(SnapshotComplete()));
  EXPECT_THAT(Ids(table), ElementsAre("b"));
}

TEST(ActorTableTest, AWrongActorIsLeftOut) {
  ActorTable table;
  table.Apply(SnapshotComplete());
  WatchActorsResponse wrong = Upsert("a");
  wrong.mutable_upsert()->set_birth_date("some day");
  EXPECT_FALSE(table.Apply(wrong));
  EXPECT_TRUE(table.Apply(Upsert("b")));
  EXPECT_THAT(Ids(table), ElementsAre("b"));
}

}  // namespace
}  // namespace isotherm::factor_analysis
