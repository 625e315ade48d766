#include "services/common/actors/atlas_reader.h"

#include <cstdlib>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isotherm {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kState[] =
    R"({"id":"azerbaijan","kind":"STATE","display_name":"Azerbaijan","country_code":"AZE","aliases":[],"demonyms":["Azeri"],"capital":"Baku","metonyms":["Baku"]})";
constexpr char kLeader[] =
    R"({"id":"ilham-aliyev","kind":"LEADER","display_name":"Ilham Aliyev","country_code":"AZE","gender":"MALE","born":"1961-12-24","aliases":[],"short_names":["Aliyev"],"offices":[{"title":"President","of":"azerbaijan","rank":"EXECUTIVE","start":"2003-10-31","end":""}]})";

Atlas ParseLines(const std::vector<std::string>& lines) {
  AtlasFile file{"a.jsonl", ""};
  for (const std::string& line : lines) file.content += line + "\n";
  return ParseAtlas({file});
}

TEST(AtlasReaderTest, ReadsActorsWithDatedOffices) {
  const Atlas atlas = ParseLines({kLeader, kState});
  ASSERT_THAT(atlas.errors, IsEmpty());
  ASSERT_THAT(atlas.actors, SizeIs(2));
  const Actor& leader = atlas.actors[0];
  EXPECT_EQ(leader.gender, Gender::kMale);
  EXPECT_EQ(leader.born, absl::CivilDay(1961, 12, 24));
  EXPECT_THAT(leader.short_names, ElementsAre("Aliyev"));
  EXPECT_EQ(leader.offices[0].start, absl::CivilDay(2003, 10, 31));
  EXPECT_EQ(leader.offices[0].end, absl::CivilDay::max());
  EXPECT_EQ(atlas.actors[1].metonyms[0], "Baku");
}

TEST(AtlasReaderTest, ABadLineCostsThatLineAlone) {
  std::string unknown_key = kState;
  unknown_key.insert(1, R"("colour":"blue",)");
  std::string no_date = kLeader;
  no_date.replace(no_date.find("1961-12-24"), 10, "1961-02-30");
  const Atlas atlas = ParseLines({"{", unknown_key, no_date, kState, kState, "", kLeader});
  EXPECT_THAT(atlas.actors, SizeIs(2));
  ASSERT_THAT(atlas.errors, SizeIs(4));
  EXPECT_EQ(ToString(atlas.errors[0]), "a.jsonl:1: no JSON object; one object a line is expected");
  EXPECT_THAT(atlas.errors[1].message, HasSubstr("unknown key 'colour'"));
  EXPECT_THAT(atlas.errors[2].message, HasSubstr("'1961-02-30' is no date"));
  EXPECT_THAT(ToString(atlas.errors[3]), HasSubstr("a.jsonl:5: id 'azerbaijan' is taken"));
}

TEST(AtlasReaderTest, MissingAndMistypedKeysAreErrors) {
  std::string missing = kState;
  missing.replace(missing.find(R"("capital":"Baku",)"), 17, "");
  std::string mistyped = kState;
  mistyped.replace(mistyped.find(R"("aliases":[])"), 12, R"("aliases":"x")");
  std::string rank = kLeader;
  rank.replace(rank.find("EXECUTIVE"), 9, "BOSS");
  const Atlas atlas = ParseLines({missing, mistyped, rank});
  EXPECT_THAT(atlas.actors, IsEmpty());
  ASSERT_THAT(atlas.errors, SizeIs(3));
  EXPECT_THAT(atlas.errors[0].message, HasSubstr("'capital' is missing"));
  EXPECT_THAT(atlas.errors[1].message, HasSubstr("'aliases' must be an array"));
  EXPECT_THAT(atlas.errors[2].message, HasSubstr("offices[0]: 'rank' has unknown value 'BOSS'"));
}

TEST(AtlasReaderTest, RelationsAndOfficesOfUnknownActorsAreDropped) {
  const std::string relation =
      R"({"subject":"azerbaijan","object":"OBJECT","type":"ALLY","start":"2010-08-16","end":"","note":""})";
  std::string good = relation;
  good.replace(good.find("OBJECT"), 6, "ilham-aliyev");
  std::string lost = kLeader;
  lost.replace(lost.find(R"("of":"azerbaijan")"), 17, R"("of":"atlantis")");
  const Atlas atlas = ParseLines({relation, good, lost, kState});
  ASSERT_THAT(atlas.actors, SizeIs(2));
  EXPECT_THAT(atlas.actors[0].offices, IsEmpty());
  ASSERT_THAT(atlas.actors[1].relations, SizeIs(1));
  EXPECT_EQ(atlas.actors[1].relations[0].type, RelationType::kAlly);
  ASSERT_THAT(atlas.errors, SizeIs(2));
  EXPECT_THAT(atlas.errors[0].message, HasSubstr("unknown actor 'atlantis'"));
  EXPECT_THAT(atlas.errors[1].message, HasSubstr("unknown object 'OBJECT'"));
}

TEST(AtlasReaderTest, AMissingFolderIsNotFound) {
  EXPECT_EQ(ReadAtlasFolder("/nonexistent/atlas").status().code(), absl::StatusCode::kNotFound);
}

TEST(AtlasReaderTest, TheShippedAtlasHasNoErrors) {
  const char* source = std::getenv("ISOTHERM_SOURCE_DIR");
  ASSERT_NE(source, nullptr);
  const auto atlas = ReadAtlasFolder(std::string(source) + "/data/atlas");
  ASSERT_TRUE(atlas.ok()) << atlas.status().message();
  for (const AtlasError& error : atlas->errors) ADD_FAILURE() << ToString(error);
  EXPECT_GT(atlas->actors.size(), 1000u);
}

}  // namespace
}  // namespace isotherm
