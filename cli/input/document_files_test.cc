#include "cli/input/document_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace isotherm::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST(DocumentFilesTest, ReadsFrontMatter) {
  const auto items =
      ReadDocuments("a.md",
                    "---\ntitle: One: two\ndate: 2023-10-06\npublisher: \"Gazette\"\n"
                    "leader: Mira Talan\ncountry: XXA\nrole: President\n"
                    "colour: green\n---\n\nThe text.\n",
                    {});
  ASSERT_THAT(items, SizeIs(1));
  ASSERT_TRUE(items[0].status.ok());
  const factor::v1::Document& document = items[0].document;
  EXPECT_EQ(document.title(), "One: two");
  EXPECT_EQ(document.date(), "2023-10-06");
  EXPECT_EQ(document.publisher(), "Gazette");
  EXPECT_EQ(document.content(), "\nThe text.\n");
  ASSERT_EQ(document.focus_leaders_size(), 1);
  EXPECT_EQ(document.focus_leaders(0).display_name(), "Mira Talan");
  EXPECT_EQ(document.focus_leaders(0).country_code(), "XXA");
}

TEST(DocumentFilesTest, FilesWithoutFrontMatterTakeTheDefaults) {
  DocumentDefaults defaults;
  defaults.date = "2024-01-02";
  defaults.leader = "leaders/mira-talan";
  const auto items = ReadDocuments("a.txt", "Just text.", defaults);
  ASSERT_THAT(items, SizeIs(1));
  EXPECT_EQ(items[0].document.date(), "2024-01-02");
  EXPECT_EQ(items[0].document.focus_leaders(0).leader(), "leaders/mira-talan");
  EXPECT_EQ(items[0].document.content(), "Just text.");
}

TEST(DocumentFilesTest, FrontMatterThatDoesNotEndIsAnError) {
  const auto items = ReadDocuments("a.md", "---\ntitle: x\n", {});
  EXPECT_THAT(std::string(items[0].status.message()), HasSubstr("does not end"));
}

TEST(DocumentFilesTest, ABrokenLineCostsThatLineAlone) {
  const auto items = ReadDocuments(
      "feed.jsonl",
      "{\"text\":\"a\",\"date\":\"2024-01-02\"}\nnot json\n\n{\"text\":3}\n{\"content\":\"b\"}",
      {});
  ASSERT_THAT(items, SizeIs(4));
  EXPECT_TRUE(items[0].status.ok());
  EXPECT_EQ(items[1].origin, "feed.jsonl:2");
  EXPECT_FALSE(items[1].status.ok());
  EXPECT_THAT(std::string(items[2].status.message()), HasSubstr("text is no string"));
  EXPECT_EQ(items[3].document.content(), "b");
}

TEST(DocumentFilesTest, WalksFoldersAndReportsMissingPaths) {
  char name[] = "/tmp/isotherm-input-XXXXXX";
  ASSERT_NE(mkdtemp(name), nullptr);
  const std::filesystem::path folder(name);
  for (const char* file : {"b.md", "a.txt", "README.md", "c.png"}) {
    std::ofstream(folder / file) << file;
  }
  const auto items = ReadDocumentPaths({folder.string(), (folder / "missing.md").string()}, {});
  ASSERT_THAT(items, SizeIs(3));
  EXPECT_EQ(items[0].document.content(), "a.txt");
  EXPECT_EQ(items[1].document.content(), "b.md");
  EXPECT_THAT(std::string(items[2].status.message()), HasSubstr("cannot be read"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace isotherm::cli
