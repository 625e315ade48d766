// Holds the shipped atlas against what it promises: every UN member, hundreds of leaders with dated
// offices, references that lead somewhere, and one executive at a time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/actors/atlas_reader.h"

namespace isotherm {
namespace {

const Atlas& ShippedAtlas() {
  static const Atlas* atlas = [] {
    auto read = ReadAtlasFolder(absl::StrCat(getenv("ISOTHERM_SOURCE_DIR"), "/data/atlas"));
    EXPECT_TRUE(read.ok()) << read.status();
    return new Atlas(*std::move(read));
  }();
  return *atlas;
}

std::vector<const Actor*> OfKind(ActorKind kind) {
  std::vector<const Actor*> result;
  for (const Actor& actor : ShippedAtlas().actors) {
    if (actor.kind == kind) result.push_back(&actor);
  }
  return result;
}

TEST(AtlasTest, EveryLineIsGood) {
  for (const AtlasError& error : ShippedAtlas().errors) ADD_FAILURE() << ToString(error);
}

TEST(AtlasTest, CoversTheWorld) {
  const auto states = OfKind(ActorKind::kState);
  EXPECT_GE(states.size(), 193u);
  for (const Actor* state : states) {
    EXPECT_EQ(state->country_code.size(), 3u) << state->id;
    EXPECT_FALSE(state->demonyms.empty()) << state->id;
    EXPECT_FALSE(state->capital.empty()) << state->id;
  }
  EXPECT_GE(OfKind(ActorKind::kOrganisation).size() + OfKind(ActorKind::kArmedGroup).size(), 60u);
  EXPECT_GE(OfKind(ActorKind::kLeader).size(), 500u);
  EXPECT_GE(OfKind(ActorKind::kPlace).size(), 25u);

  const absl::CivilDay since(2000, 1, 1);
  std::set<std::string> governed;
  for (const Actor* leader : OfKind(ActorKind::kLeader)) {
    EXPECT_FALSE(leader->short_names.empty()) << leader->id;
    EXPECT_FALSE(leader->offices.empty()) << leader->id;
    for (const Office& office : leader->offices) {
      if (office.rank == OfficeRank::kExecutive && office.end > since) governed.insert(office.of);
    }
  }
  int states_with_executives = 0;
  for (const Actor* state : states) states_with_executives += governed.count(state->id) > 0 ? 1 : 0;
  EXPECT_GE(states_with_executives, 120);
}

TEST(AtlasTest, ReferencesLeadSomewhere) {
  std::set<std::string> ids;
  for (const Actor& actor : ShippedAtlas().actors) {
    EXPECT_TRUE(ids.insert(actor.id).second) << "twice: " << actor.id;
  }
  for (const Actor& actor : ShippedAtlas().actors) {
    for (const Office& office : actor.offices) {
      EXPECT_EQ(ids.count(office.of), 1u) << actor.id << " holds an office of " << office.of;
      EXPECT_LE(office.start, office.end) << actor.id << ", " << office.title;
    }
    for (const Relation& relation : actor.relations) {
      EXPECT_EQ(ids.count(relation.object), 1u) << actor.id << " relates to " << relation.object;
      EXPECT_LE(relation.start, relation.end) << actor.id << " and " << relation.object;
    }
  }
}

TEST(AtlasTest, OneExecutiveAtATime) {
  using Tenure = std::tuple<absl::CivilDay, absl::CivilDay, std::string>;
  std::map<std::string, std::vector<Tenure>> tenures;
  for (const Actor* leader : OfKind(ActorKind::kLeader)) {
    for (const Office& office : leader->offices) {
      if (office.rank != OfficeRank::kExecutive) continue;
      tenures[office.of].emplace_back(office.start, office.end, leader->id);
    }
  }
  for (auto& [governed, list] : tenures) {
    std::sort(list.begin(), list.end());
    for (std::size_t i = 1; i < list.size(); ++i) {
      const auto& [start, end, leader] = list[i];
      const auto& [earlier_start, earlier_end, earlier_leader] = list[i - 1];
      if (leader == earlier_leader) continue;
      EXPECT_LE(earlier_end, start) << governed << ": " << earlier_leader << " and " << leader;
    }
  }
}

TEST(AtlasTest, RelationsOfTheSouthCaucasusAreThere) {
  const auto find = [](const std::string& id) -> const Actor* {
    for (const Actor& actor : ShippedAtlas().actors) {
      if (actor.id == id) return &actor;
    }
    return nullptr;
  };
  const auto related = [&](const std::string& a, const std::string& b, RelationType type) {
    for (const auto& [subject, object] : {std::pair(a, b), std::pair(b, a)}) {
      const Actor* actor = find(subject);
      if (actor == nullptr) continue;
      for (const Relation& relation : actor->relations) {
        if (relation.object == object && relation.type == type) return true;
      }
    }
    return false;
  };
  EXPECT_TRUE(related("azerbaijan", "armenia", RelationType::kRival));
  EXPECT_TRUE(related("azerbaijan", "turkiye", RelationType::kAlly));
  EXPECT_TRUE(related("armenia", "csto", RelationType::kMember));
}

}  // namespace
}  // namespace isotherm
