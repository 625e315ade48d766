#include "services/factor_analysis/engine/mentions/sides.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/factor_analysis/engine/mentions/test_resources.h"

namespace isotherm::engine {
namespace {

using ::testing::ElementsAre;

class SidesTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    finder_ = AtlasFinder().release();
    lexicon_ = new SideLexicon(EnglishSideLexicon());
  }
  static void TearDownTestSuite() {
    delete finder_;
    delete lexicon_;
  }

  // "text SIDE" of each span, "text SELF" for the leader, seen from the first focus.
  static std::vector<std::string> Sides(const std::string& text, const FocusLeader& focus,
                                        absl::CivilDay day) {
    const DocumentText document = DocumentText::Parse(text);
    DocumentInput input;
    input.date = day;
    input.focuses = {focus};
    const DocumentMentions mentions = finder_->Find(document, input);
    const SideMap map = ResolveSides(document, mentions, mentions.ParticipantOfFocus(0),
                                     finder_->directory(), *lexicon_, day);
    std::vector<std::string> out;
    static constexpr const char* kNames[] = {"OWN", "ALLY", "RIVAL", "NEUTRAL"};
    for (const SideSpan& span : map.spans) {
      const auto& first = document.tokens()[span.first_token];
      const auto& last = document.tokens()[span.last_token - 1];
      out.push_back(std::string(document.Slice(first.begin, last.end)) + " " +
                    (span.self ? "SELF" : kNames[static_cast<int>(span.side)]));
    }
    return out;
  }

  static const MentionFinder* finder_;
  static const SideLexicon* lexicon_;
};

const MentionFinder* SidesTest::finder_ = nullptr;
const SideLexicon* SidesTest::lexicon_ = nullptr;

TEST_F(SidesTest, StatesByRelationAndLeadersByTheirState) {
  EXPECT_THAT(Sides("Aliyev beat Armenia while Erdogan and Turkey helped and Pashinyan fled.",
                    {"", "Ilham Aliyev", "AZE", "President"}, absl::CivilDay(2023, 10, 2)),
              ElementsAre("Aliyev SELF", "Armenia RIVAL", "Erdogan ALLY", "Turkey ALLY",
                          "Pashinyan RIVAL"));
}

TEST_F(SidesTest, GeneralNounsDependOnOffice) {
  const std::string text = "The opposition cheered; the government fell; his party split.";
  EXPECT_THAT(Sides(text, {"", "Edi Maricx", "XXA", "Prime Minister"}, absl::CivilDay(2020, 1, 1)),
              ElementsAre("The opposition RIVAL", "the government OWN", "his party OWN"));
  EXPECT_THAT(Sides(text, {"", "Edi Maricx", "XXA", "Leader of the Opposition"},
                    absl::CivilDay(2020, 1, 1)),
              ElementsAre("The opposition OWN", "the government RIVAL", "his party OWN"));
}

TEST_F(SidesTest, ExecutiveAndOppositionOfOneCountryAreRivals) {
  const auto sides =
      Sides("Keir Starmer attacked Rishi Sunak.", {"", "Rishi Sunak", "GBR", "Prime Minister"},
            absl::CivilDay(2023, 5, 1));
  EXPECT_THAT(sides, ElementsAre("Keir Starmer RIVAL", "Rishi Sunak SELF"));
}

TEST_F(SidesTest, TroopsOfARivalAreRivals) {
  EXPECT_THAT(Sides("Armenian troops fled.", {"", "Ilham Aliyev", "AZE", "President"},
                    absl::CivilDay(2020, 10, 2)),
              ElementsAre("Armenian RIVAL", "troops RIVAL"));
}

TEST(SideLexiconTest, ErrorsNameTheLine) {
  EXPECT_EQ(SideLexicon::Parse("a\tOWN\tWRONG\n").status().message(),
            "sides.tsv: line 1: side must be OWN, ALLY, RIVAL or NEUTRAL, got 'OWN', 'WRONG'");
}

}  // namespace
}  // namespace isotherm::engine
