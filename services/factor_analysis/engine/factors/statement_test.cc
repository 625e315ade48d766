#include "services/factor_analysis/engine/factors/statement.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/factor_analysis/engine/mentions/test_resources.h"

namespace isotherm::engine {
namespace {

using ::testing::ElementsAre;

class StatementTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { finder_ = AtlasFinder().release(); }
  static void TearDownTestSuite() {
    delete finder_;
    finder_ = nullptr;
  }

  struct Result {
    std::vector<std::string> quotes;
    std::vector<std::string> statements;
  };

  // The wording of every unit of a text about Claudia Sheinbaum.
  static Result Word(const std::string& content) {
    const DocumentText text = DocumentText::Parse(content);
    DocumentInput input;
    input.date = absl::CivilDay(2024, 6, 5);
    input.focuses.push_back({"claudia-sheinbaum", "Claudia Sheinbaum", "MEX", "President-elect"});
    const DocumentMentions mentions = finder_->Find(text, input);
    Result result;
    for (const Unit& unit : CutUnits(text)) {
      if (IsLabel(text, unit)) continue;
      const Wording wording = WordUnit(text, mentions, mentions.ParticipantOfFocus(0), unit,
                                       [](std::uint32_t) { return false; });
      result.quotes.emplace_back(text.Slice(wording.begin, wording.end));
      result.statements.push_back(wording.statement);
    }
    return result;
  }
  static std::vector<std::string> Statements(const std::string& content) {
    return Word(content).statements;
  }

  static const MentionFinder* finder_;
};

const MentionFinder* StatementTest::finder_ = nullptr;

TEST_F(StatementTest, AWholeSentenceIsItsOwnStatement) {
  EXPECT_THAT(Statements("The peso slid by about four per cent on Monday."),
              ElementsAre("The peso slid by about four per cent on Monday."));
}

TEST_F(StatementTest, ConnectivesGoButTimeAndConditionStay) {
  EXPECT_THAT(
      Statements("However, the ministers stayed. But the army has left the capital. "
                 "So far nobody has challenged the result. Yet another minister was gone."),
      ElementsAre("The ministers stayed.", "The army has left the capital.",
                  "So far nobody has challenged the result.", "Yet another minister was gone."));
}

TEST_F(StatementTest, AFragmentIsQuotedAsItsWholeSentence) {
  const Result result = Word(
      "Claudia Sheinbaum won. Her majority is the largest in the republic's history – larger than "
      "that of her mentor.");
  EXPECT_THAT(
      result.quotes,
      ElementsAre("Claudia Sheinbaum won.", "Her majority is the largest in the republic's history",
                  "Her majority is the largest in the republic's history – larger than "
                  "that of her mentor."));
  EXPECT_THAT(result.statements,
              ElementsAre("Claudia Sheinbaum won.",
                          "Sheinbaum's majority is the largest in the republic's history.",
                          "Sheinbaum's majority is the largest in the republic's history – larger "
                          "than that of her mentor."));
}

TEST_F(StatementTest, ASentenceWithoutAVerbIsQuotedWithTheOneBefore) {
  const Result result =
      Word("Claudia Sheinbaum has won a clear mandate. Larger than that of her mentor.");
  EXPECT_EQ(result.quotes.back(),
            "Claudia Sheinbaum has won a clear mandate. Larger than that of her mentor.");
  EXPECT_EQ(result.statements.back(),
            "Claudia Sheinbaum has won a clear mandate. Larger than that of Sheinbaum's mentor.");
  // An answer is quoted with its question; the two are no statement.
  const Result answer = Word("How large is the victory?\n\nLarger than any before.");
  EXPECT_THAT(answer.quotes, ElementsAre("How large is the victory?\n\nLarger than any before."));
  EXPECT_THAT(answer.statements, ElementsAre(""));
}

TEST_F(StatementTest, AVerbKeepsItsSubject) {
  EXPECT_THAT(Statements("The air force was bombing the abandoned arsenals of the north across the "
                         "whole country, and the neighbour, which backed part of the rebellion, "
                         "expects to have a large say."),
              ElementsAre("The air force was bombing the abandoned arsenals of the north across "
                          "the whole country.",
                          "The neighbour, which backed part of the rebellion, expects to have a "
                          "large say."));
  EXPECT_THAT(Statements("Ministers wanted more time for the talks; but have not yet promised to "
                         "vote him down."),
              ElementsAre("Ministers wanted more time for the talks.",
                          "Ministers wanted more time for the talks; but have not yet promised to "
                          "vote him down."));
}

TEST_F(StatementTest, AClauseThatLostItsNounIsQuotedWithIt) {
  EXPECT_EQ(Word("The small party refuses to enter the cabinet; its price for support is a lower "
                 "tax.")
                .statements.back(),
            "The small party refuses to enter the cabinet; its price for support is a lower tax.");
}

TEST_F(StatementTest, AClauseOfItsOwnStandsWithoutItsConjunction) {
  const Result result = Word(
      "The economy has been growing slowly for many years, and the president has not agreed to "
      "any timetable.");
  EXPECT_THAT(result.quotes, ElementsAre("The economy has been growing slowly for many years",
                                         "the president has not agreed to any timetable."));
  EXPECT_THAT(result.statements, ElementsAre("The economy has been growing slowly for many years.",
                                             "The president has not agreed to any timetable."));
}

TEST_F(StatementTest, APronounBecomesTheNameOnce) {
  EXPECT_THAT(Statements("Claudia Sheinbaum won on Sunday. She will be the first woman to hold the "
                         "office. Nobody inside her party disputes her authority. Sheinbaum "
                         "thanked her voters."),
              ElementsAre("Claudia Sheinbaum won on Sunday.",
                          "Sheinbaum will be the first woman to hold the office.",
                          "Nobody inside Sheinbaum's party disputes her authority.",
                          "Sheinbaum thanked her voters."));
}

TEST_F(StatementTest, APronounOfUnknownPersonStaysAPronoun) {
  EXPECT_THAT(Statements("He left the room and took his hat."),
              ElementsAre("He left the room and took his hat."));
}

TEST_F(StatementTest, APronounThatPointsForwardStays) {
  EXPECT_THAT(
      Statements("Claudia Sheinbaum won. With her allies Sheinbaum controls the house."),
      ElementsAre("Claudia Sheinbaum won.", "With her allies Sheinbaum controls the house."));
}

TEST_F(StatementTest, LongSentencesLoseTheirTailOnly) {
  EXPECT_THAT(
      Statements("The rebels took the second city of the country within three days, which no "
                 "observer of the long war in the region had thought possible when it began a "
                 "decade ago."),
      ElementsAre("The rebels took the second city of the country within three days."));
}

TEST_F(StatementTest, WhatStandsBetweenSubjectAndVerbMayGo) {
  EXPECT_THAT(
      Statements("The outgoing president, who had tried to put off the election until December "
                 "and was overruled by the highest court of the land, invited the victor to the "
                 "palace."),
      ElementsAre("The outgoing president invited the victor to the palace."));
}

TEST_F(StatementTest, AConditionIsNeverCutOff) {
  const std::vector<std::string> statements = Statements(
      "The government will fall within the next two weeks of parliamentary business, if "
      "the three small parties that carry it in the lower house decide to leave.");
  EXPECT_THAT(statements, ElementsAre(""));
}

TEST_F(StatementTest, AListIsNotCutInTheMiddle) {
  EXPECT_THAT(Statements("Fighters from the north seized the second city of the country within "
                         "three days, the old port on Thursday, the oil fields of the east on "
                         "Friday and the capital on Saturday night."),
              ElementsAre(""));
}

TEST_F(StatementTest, ALabelBeforeAColonGoes) {
  EXPECT_THAT(Statements("Limits: the president has never held elected office."),
              ElementsAre("The president has never held elected office."));
}

TEST_F(StatementTest, DatelinesAndLicencesSayNothing) {
  EXPECT_THAT(Statements("The crowd cheered in the square. Creative Commons Attribution 4.0 "
                         "International. Police detained hundreds."),
              ElementsAre("The crowd cheered in the square.", "Police detained hundreds."));
}

TEST_F(StatementTest, AnEndlessListIsQuotedInPieces) {
  std::string list = "The ministry counted grain and oil";
  for (int i = 0; i < 3000; ++i) list += ", and the port of the city took in more than ever";
  for (const std::string& quote : Word(list + ".").quotes) EXPECT_LT(quote.size(), 200u);
}

TEST_F(StatementTest, QuotationMarksStayPaired) {
  for (const std::string& quote :
       Word("\"We will govern for all; nobody will be left behind in this country,\" she told the "
            "crowd in the square.")
           .quotes) {
    EXPECT_EQ(std::count(quote.begin(), quote.end(), '"') % 2, 0) << quote;
  }
}

}  // namespace
}  // namespace isotherm::engine
