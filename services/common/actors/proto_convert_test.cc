#include "services/common/actors/proto_convert.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/common/actors/atlas_reader.h"

namespace isotherm {
namespace {

using ::testing::HasSubstr;

TEST(ActorNameTest, NamesAndIds) {
  EXPECT_EQ(ActorName("azerbaijan"), "actors/azerbaijan");
  EXPECT_EQ(ActorId("actors/azerbaijan"), "azerbaijan");
  for (const char* bad : {"azerbaijan", "actors/", "actors/A", "actors/-a", "actors/a-",
                          "actors/a b", "leaders/a", "actors/a/b"}) {
    EXPECT_EQ(ActorId(bad), std::nullopt) << bad;
  }
  EXPECT_TRUE(IsSlug(std::string(64, 'a')));
  EXPECT_FALSE(IsSlug(std::string(65, 'a')));
}

TEST(ActorConvertTest, EnumsKeepTheirNames) {
  for (int i = 0; i < 5; ++i) {
    const auto kind = static_cast<ActorKind>(i);
    EXPECT_EQ(profile::v1::ActorKind_Name(ToProto(kind)), "ACTOR_KIND_" + std::string(Name(kind)));
    EXPECT_EQ(FromProto(ToProto(kind)), kind);
  }
  for (int i = 0; i < 10; ++i) {
    const auto rank = static_cast<OfficeRank>(i);
    EXPECT_EQ(profile::v1::OfficeRank_Name(ToProto(rank)),
              "OFFICE_RANK_" + std::string(Name(rank)));
    EXPECT_EQ(FromProto(ToProto(rank)), rank);
  }
  for (int i = 0; i < 6; ++i) {
    const auto type = static_cast<RelationType>(i);
    EXPECT_EQ(profile::v1::RelationType_Name(ToProto(type)),
              "RELATION_TYPE_" + std::string(Name(type)));
    EXPECT_EQ(FromProto(ToProto(type)), type);
  }
  for (const Gender gender : {Gender::kUnknown, Gender::kMale, Gender::kFemale}) {
    EXPECT_EQ(FromProto(ToProto(gender)), gender);
  }
  EXPECT_EQ(FromProto(static_cast<profile::v1::ActorKind>(99)), std::nullopt);
  EXPECT_EQ(FromProto(static_cast<profile::v1::Gender>(99)), std::nullopt);
  EXPECT_EQ(FromProto(profile::v1::OFFICE_RANK_UNSPECIFIED), OfficeRank::kOther);
}

Actor SampleActor() {
  Actor actor;
  actor.id = "a-b";
  actor.kind = ActorKind::kLeader;
  actor.display_name = "A B";
  actor.country_code = "AZE";
  actor.gender = Gender::kFemale;
  actor.born = absl::CivilDay(1961, 12, 24);
  actor.aliases = {"x", "y"};
  actor.short_names = {"B"};
  actor.demonyms = {"d"};
  actor.capital = "c";
  actor.metonyms = {"m"};
  actor.offices = {{"President", "azerbaijan", OfficeRank::kExecutive, absl::CivilDay(2003, 10, 31),
                    absl::CivilDay::max()},
                   {"Deputy", "azerbaijan", OfficeRank::kOther, absl::CivilDay::min(),
                    absl::CivilDay(2003, 10, 31)}};
  actor.relations = {{"turkiye", RelationType::kAlly, absl::CivilDay(2010, 8, 16),
                      absl::CivilDay::max(), "treaty"}};
  return actor;
}

TEST(ActorConvertTest, RoundTrip) {
  const profile::v1::Actor proto = ActorToProto(SampleActor());
  EXPECT_EQ(proto.offices(0).start_date(), "2003-10-31");
  EXPECT_EQ(proto.offices(0).end_date(), "");
  EXPECT_EQ(proto.offices(0).organisation(), "actors/azerbaijan");
  const auto back = ActorFromProto(proto);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->id, "a-b");
  EXPECT_EQ(back->born, absl::CivilDay(1961, 12, 24));
  EXPECT_EQ(back->offices[0].end, absl::CivilDay::max());
  EXPECT_EQ(back->offices[1].start, absl::CivilDay::min());
  EXPECT_EQ(ActorToProto(*back).SerializeAsString(), proto.SerializeAsString());
}

TEST(ActorConvertTest, WhatIsWrongIsNamed) {
  profile::v1::Actor proto = ActorToProto(SampleActor());
  proto.set_name("a-b");
  proto.set_birth_date("1961-02-30");
  proto.mutable_offices(1)->set_end_date("yesterday");
  proto.mutable_relations(0)->set_type(profile::v1::RELATION_TYPE_UNSPECIFIED);
  const auto actor = ActorFromProto(proto);
  EXPECT_EQ(actor.status().code(), absl::StatusCode::kInvalidArgument);
  const std::string message = actor.status().ToString();
  for (const char* field :
       {"actor.name", "actor.birth_date", "actor.offices[1].end_date", "actor.relations[0].type"}) {
    EXPECT_THAT(message, HasSubstr(field));
  }
}

}  // namespace
}  // namespace isotherm
