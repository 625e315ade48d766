#include "cli/input/atlas_files.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace isotherm::cli {
namespace {

std::string SourceFile(const std::string& name) {
  const char* root = std::getenv("ISOTHERM_SOURCE_DIR");
  return std::string(root == nullptr ? "." : root) + "/" + name;
}

TEST(AtlasFilesTest, ReadsTheShippedAtlas) {
  const absl::StatusOr<AtlasInput> input = ReadAtlasPaths({SourceFile("data/atlas")});
  ASSERT_TRUE(input.ok()) << input.status();
  EXPECT_TRUE(input->errors.empty()) << input->errors.front();
  for (const profile::v1::Actor& actor : input->actors) {
    if (actor.name() != "actors/ilham-aliyev") continue;
    EXPECT_EQ(actor.kind(), profile::v1::ACTOR_KIND_LEADER);
    EXPECT_EQ(actor.gender(), profile::v1::GENDER_MALE);
    EXPECT_EQ(actor.birth_date(), "1961-12-24");
    ASSERT_GT(actor.offices_size(), 0);
    const profile::v1::Office& last = actor.offices(actor.offices_size() - 1);
    EXPECT_EQ(last.organisation(), "actors/azerbaijan");
    EXPECT_EQ(last.rank(), profile::v1::OFFICE_RANK_EXECUTIVE);
    EXPECT_EQ(last.start_date(), "2003-10-31");
    EXPECT_EQ(last.end_date(), "");
    return;
  }
  FAIL() << "actors/ilham-aliyev is missing";
}

TEST(AtlasFilesTest, NamesAPathThatIsNotThere) {
  EXPECT_EQ(ReadAtlasPaths({"no/such/file.jsonl"}).status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace isotherm::cli
