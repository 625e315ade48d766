#include "services/factor_analysis/engine/directory/actor_directory.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isotherm::engine {
namespace {

using ::testing::SizeIs;

absl::CivilDay Day(int y, int m = 1, int d = 1) { return absl::CivilDay(y, m, d); }

Actor State(std::string id, std::string code) {
  Actor actor;
  actor.id = std::move(id);
  actor.kind = ActorKind::kState;
  actor.country_code = std::move(code);
  return actor;
}

Actor Leader(std::string id, std::vector<Office> offices) {
  Actor actor;
  actor.id = std::move(id);
  actor.offices = std::move(offices);
  return actor;
}

constexpr auto kExecutive = OfficeRank::kExecutive;

ActorDirectory Sample() {
  std::vector<Actor> actors = {
      State("azerbaijan", "AZE"),
      State("armenia", "ARM"),
      State("germany", "DEU"),
      Leader("heydar-aliyev",
             {{"President", "azerbaijan", kExecutive, Day(1993, 10, 10), Day(2003, 10, 31)}}),
      Leader("ilham-aliyev",
             {{"Prime Minister", "azerbaijan", OfficeRank::kHeadOfGovernment, Day(2003, 8, 4),
               Day(2003, 10, 31)},
              {"President", "azerbaijan", kExecutive, Day(2003, 10, 31), absl::CivilDay::max()}}),
      Leader("first", {{"President", "armenia", kExecutive, Day(2000), Day(2010)}}),
      Leader("second", {{"President", "armenia", kExecutive, Day(2009, 6, 1), Day(2012)}}),
      Leader("steinmeier", {{"President", "germany", OfficeRank::kHeadOfState, Day(2017),
                             absl::CivilDay::max()}}),
      Leader("scholz", {{"Chancellor", "germany", kExecutive, Day(2021, 12, 8), Day(2025, 5, 6)}})};
  actors[0].relations = {{"armenia", RelationType::kRival, Day(1991), Day(2025, 8, 8), ""}};
  return ActorDirectory(std::move(actors));
}

TEST(ActorDirectoryTest, ExecutiveOfTellsFatherFromSonByDate) {
  const ActorDirectory directory = Sample();
  EXPECT_EQ(directory.ExecutiveOf("azerbaijan", Day(1999))->id, "heydar-aliyev");
  EXPECT_EQ(directory.ExecutiveOf("azerbaijan", Day(2003, 10, 30))->id, "heydar-aliyev");
  EXPECT_EQ(directory.ExecutiveOf("azerbaijan", Day(2003, 10, 31))->id, "ilham-aliyev");
  EXPECT_EQ(directory.ExecutiveOf("azerbaijan", Day(1980)), nullptr);
  EXPECT_EQ(directory.ExecutiveOf("nowhere", Day(2003)), nullptr);
}

TEST(ActorDirectoryTest, OverlappingTermsGiveTheLaterStart) {
  const ActorDirectory directory = Sample();
  EXPECT_EQ(directory.ExecutiveOf("armenia", Day(2009, 5, 31))->id, "first");
  EXPECT_EQ(directory.ExecutiveOf("armenia", Day(2009, 6, 1))->id, "second");
}

TEST(ActorDirectoryTest, TheExecutiveGoesBeforeACeremonialHead) {
  const ActorDirectory directory = Sample();
  EXPECT_EQ(directory.ExecutiveOf("germany", Day(2022))->id, "scholz");
  EXPECT_EQ(directory.ExecutiveOf("germany", Day(2026))->id, "steinmeier");
}

TEST(ActorDirectoryTest, RelationsHoldInBothDirectionsWhileInForce) {
  const ActorDirectory directory = Sample();
  EXPECT_TRUE(directory.Related("azerbaijan", "armenia", RelationType::kRival, Day(2020)));
  EXPECT_TRUE(directory.Related("armenia", "azerbaijan", RelationType::kRival, Day(2020)));
  EXPECT_FALSE(directory.Related("armenia", "azerbaijan", RelationType::kAlly, Day(2020)));
  EXPECT_FALSE(directory.Related("armenia", "azerbaijan", RelationType::kRival, Day(2025, 8, 8)));
}

TEST(ActorDirectoryTest, OfficesComeMostPowerfulFirst) {
  std::vector<Actor> actors = {
      Leader("x", {{"Party leader", "y", OfficeRank::kParty, Day(2000), absl::CivilDay::max()},
                   {"Prime Minister", "z", kExecutive, Day(2005), absl::CivilDay::max()},
                   {"Mayor", "w", OfficeRank::kLocal, Day(1990), Day(2000)}})};
  const ActorDirectory directory(actors);
  const auto offices = directory.OfficesOn(directory.actors()[0], Day(2010));
  ASSERT_THAT(offices, SizeIs(2));
  EXPECT_EQ(offices[0]->title, "Prime Minister");
}

TEST(ActorDirectoryTest, StatesByCode) {
  const ActorDirectory directory = Sample();
  EXPECT_EQ(directory.StateByCode("ARM")->id, "armenia");
  EXPECT_EQ(directory.StateByCode("XXX"), nullptr);
  EXPECT_EQ(directory.Find("scholz")->offices[0].title, "Chancellor");
}

}  // namespace
}  // namespace isotherm::engine
