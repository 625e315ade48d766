#include "cli/output/output.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "cli/output/json.h"
#include "cli/output/table.h"

namespace isotherm::cli {
namespace {

TEST(TableTest, AlignsColumnsByWhatIsSeen) {
  Table table;
  table.AddColumn("leader");
  table.AddColumn("score", Table::Align::kRight);
  table.AddColumn("level");
  table.AddRow({"Erdoğan", "7.5", LevelCell(common::v1::HEAT_LEVEL_CHILLY, false)});
  table.AddRow({"Xi", "92.0", "BLAZING"});
  EXPECT_EQ(table.Render(80),
            "leader   score  level\n"
            "Erdoğan    7.5  CHILLY\n"
            "Xi        92.0  BLAZING\n");
}

TEST(TableTest, ColoursTakeNoRoom) {
  const std::string cell = LevelCell(common::v1::HEAT_LEVEL_HOT, true);
  EXPECT_GT(cell.size(), 3u);
  EXPECT_EQ(VisibleWidth(cell), 3u);
}

TEST(TableTest, CutsTheLastColumn) {
  Table table;
  table.AddColumn("a");
  table.AddColumn("quote");
  table.AddRow({"1", "a quote that does not fit"});
  EXPECT_EQ(table.Render(16), "a  quote\n1  a quote that…\n");
}

TEST(TableTest, MissingCellsAreEmpty) {
  Table table;
  table.AddColumn("a");
  table.AddColumn("b");
  table.AddRow({"1"});
  EXPECT_EQ(table.Render(80), "a  b\n1\n");
}

TEST(ProgressTest, WritesATenthAtATimeToFiles) {
  char* buffer = nullptr;
  std::size_t size = 0;
  std::FILE* file = open_memstream(&buffer, &size);
  {
    Output output(file);
    Progress progress(output, "Ingested", "documents", 20);
    for (std::size_t i = 1; i <= 20; ++i) progress.Update(i);
    progress.Finish(20);
  }
  std::fclose(file);
  const std::string text(buffer, size);
  std::free(buffer);
  EXPECT_EQ(text.substr(0, 24), "Ingested 2/20 documents\n");
  EXPECT_EQ(text.substr(text.size() - 25), "Ingested 20/20 documents\n");
}

TEST(JsonTest, WritesReadingsWithStableNames) {
  scoring::v1::HeatReading reading;
  reading.set_leader("leaders/x");
  reading.set_level(common::v1::HEAT_LEVEL_COLD);
  reading.mutable_as_of_time()->set_seconds(1696204800);
  const Json json = ReadingJson(reading);
  EXPECT_EQ(json.at("level"), "COLD");
  EXPECT_EQ(json.at("as_of"), "2023-10-02T00:00:00Z");
  EXPECT_TRUE(json.at("trend").is_null());
  EXPECT_TRUE(json.at("previous_level").is_null());
}

TEST(JsonTest, NamesErrorsByCodeAndReason) {
  EXPECT_EQ(Line(ErrorJson(absl::NotFoundError("no"))),
            "{\"code\":\"NOT_FOUND\",\"reason\":null,\"message\":\"no\"}\n");
}

}  // namespace
}  // namespace isotherm::cli
