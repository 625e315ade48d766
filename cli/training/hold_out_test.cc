#include "cli/training/hold_out.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "absl/strings/str_cat.h"
#include "cli/evaluation/events.h"
#include "cli/evaluation/split.h"
#include "cli/training/pipeline.h"
#include "services/common/testing/temp_dir.h"

namespace isotherm::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// The first of "prefix0", "prefix1", ... that is held out, or that is not.
std::string NameThat(bool held_out, const std::string& prefix) {
  for (int i = 0;; ++i) {
    std::string name = absl::StrCat(prefix, i);
    if (HeldOutName(name) == held_out) return name;
  }
}

std::string ClauseLine(const std::string& id, const std::string& leader, const std::string& text) {
  return absl::StrCat(R"({"id": ")", id, R"(", "text": ")", text, R"(", "leader": ")", leader,
                      R"(", "domain": "economy", "direction": "raises"})", "\n");
}

class HoldOutTest : public ::testing::Test {
 protected:
  HoldOutTest() {
    Write("dossiers.jsonl", Dossier("d-out", out_) + "\n" + Dossier("d-in", in_));
    Write("clauses.jsonl", ClauseLine("c-out", out_, "Growth beat every forecast.") +
                               ClauseLine("c-in", in_, "Prices fell.") +
                               ClauseLine("c-twin", twin_, "Growth beat every forecast."));
    Write("clauses_more.jsonl", ClauseLine("c-more", out_, "Jobs came back."));
    Write("events.jsonl", Event(NameThat(true, "e")) + Event(NameThat(false, "e")));
    Write("stance", Stance(NameThat(true, "paper_")) + Stance(NameThat(false, "paper_")));
  }

  static std::string Dossier(const std::string& id, const std::string& leader) {
    return absl::StrCat(R"({"id": ")", id, R"(", "leader": ")", leader, R"(", "text": "Of )", id,
                        R"(.", "date": "2024-01-02", "level": "hot", "trend": "steady"})", "\n");
  }
  static std::string Event(const std::string& id) {
    return absl::StrCat(R"({"id": ")", id, R"(", "text": "A met B.", "events": []})", "\n");
  }
  static std::string Stance(const std::string& document) {
    return absl::StrCat(R"({"primary_gid": ")", document, R"(_Name_0_1", )",
                        R"("sentence_normalized": "A won.", "targets": [{"from": 0, "to": 1, )",
                        R"("mention": "A", "polarity": 6.0}]})", "\n");
  }
  void Write(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_.File(name)) << bytes;
  }
  std::map<std::string, std::string> Select(const std::string& stance) {
    const auto files = SelectHeldOut(folder_.path(), stance);
    EXPECT_TRUE(files.ok()) << files.status();
    std::map<std::string, std::string> by_name;
    if (!files.ok()) return by_name;
    for (const HeldOutFile& file : *files) by_name[file.name] = file.bytes;
    return by_name;
  }

  const std::string out_ = NameThat(true, "Leader ");
  const std::string in_ = NameThat(false, "Leader ");
  const std::string twin_ = NameThat(false, "Twin ");
  testing::TempDir folder_;
};

TEST_F(HoldOutTest, PassesHeldOutLinesOnByteForByte) {
  auto files = Select("");
  EXPECT_EQ(files["dossiers.jsonl"], Dossier("d-out", out_));
  EXPECT_EQ(files["events.jsonl"], Event(NameThat(true, "e")));
  EXPECT_EQ(files.count("stance.jsonl"), 0u);
}

TEST_F(HoldOutTest, AClauseWithAHeldOutTextIsHeldOutAndOneForTrainingAloneIsNot) {
  EXPECT_THAT(Select("")["clauses.jsonl"], AllOf(HasSubstr("c-out"), HasSubstr("c-twin"),
                                                 Not(HasSubstr("c-in")), Not(HasSubstr("c-more"))));
}

TEST_F(HoldOutTest, StanceIsSplitByArticle) {
  EXPECT_EQ(Select(folder_.File("stance"))["stance.jsonl"], Stance(NameThat(true, "paper_")));
}

TEST_F(HoldOutTest, NothingHeldOutIsLeftInTheTraining) {
  const auto corpora = LoadCorpora(folder_.path(), folder_.File("stance"));
  ASSERT_TRUE(corpora.ok()) << corpora.status();
  const Corpora training = SplitByLeader(*corpora).training;
  ASSERT_EQ(training.dossiers.size(), 1u);
  EXPECT_EQ(training.dossiers[0].id, "d-in");
  ASSERT_EQ(training.clauses.size(), 1u);
  EXPECT_EQ(training.clauses[0].id, "c-in");
  ASSERT_EQ(training.stance.size(), 1u);
  EXPECT_EQ(training.stance[0].document, NameThat(false, "paper_"));
}

TEST_F(HoldOutTest, ABrokenFileIsNamed) {
  Write("events.jsonl", "{\"id\": \"e1\"}\n");
  EXPECT_THAT(SelectHeldOut(folder_.path(), "").status().ToString(),
              AllOf(HasSubstr("events.jsonl"), HasSubstr("line 1")));
}

}  // namespace
}  // namespace isotherm::cli
