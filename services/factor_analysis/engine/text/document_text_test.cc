#include "services/factor_analysis/engine/text/document_text.h"

#include <cstdio>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/factor_analysis/engine/text/stem.h"

namespace isotherm::engine {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Lowers(const DocumentText& document) {
  std::vector<std::string> out;
  for (const Token& token : document.tokens()) out.emplace_back(token.lower);
  return out;
}

std::vector<std::string> SentenceTexts(const DocumentText& document) {
  std::vector<std::string> out;
  for (const Sentence& sentence : document.sentences()) out.emplace_back(document.TextOf(sentence));
  return out;
}

TEST(TokenizerTest, KeepsHyphensApostrophesInitialismsAndNumbers) {
  const auto document = DocumentText::Parse(
      "The U.S.-backed Nagorno-Karabakh plan isn't Erdo\xC4\x9F"
      "an\xE2\x80\x99s: O'Brien paid $3.2bn, 61-39, 1,960 and 5.5% by 20th May; they'll go.");
  EXPECT_THAT(
      Lowers(document),
      ElementsAre("the", "u.s.", "backed", "nagorno-karabakh", "plan", "isn't", "erdogan", "'s",
                  ":", "o'brien", "paid", "$", "3.2bn", ",", "61", "-", "39", ",", "1,960", "and",
                  "5.5", "%", "by", "20th", "may", ";", "they", "'ll", "go", "."));
}

TEST(TokenizerTest, OffsetsLieOnTheText) {
  const auto document = DocumentText::Parse("T\xC3\xBCrkiye\xE2\x80\x99s role \xE2\x80\x94 big.");
  for (const Token& token : document.tokens()) {
    EXPECT_EQ(token.form, document.Slice(token.begin, token.end));
  }
  EXPECT_EQ(document.tokens()[0].lower, "turkiye");
  EXPECT_TRUE(document.tokens()[0].capitalised);
}

TEST(StemTest, InflectionsMeet) {
  EXPECT_EQ(StemOf("attacks"), StemOf("attacked"));
  EXPECT_EQ(StemOf("attacking"), StemOf("attack"));
  EXPECT_EQ(StemOf("seized"), StemOf("seize"));
  EXPECT_EQ(StemOf("won"), StemOf("wins"));
  EXPECT_EQ(StemOf("countries"), StemOf("country"));
  EXPECT_EQ(StemOf("agreed"), StemOf("agrees"));
  EXPECT_EQ(StemOf("controlled"), StemOf("controls"));
  EXPECT_EQ(StemOf("clashes"), StemOf("clash"));
  EXPECT_EQ(StemOf("during"), "during");
  EXPECT_EQ(StemOf("russian-backed"), StemOf("russian-back"));
}

TEST(SegmenterTest, AbbreviationsInitialsDecimalsAndQuotesDoNotSplit) {
  const auto document = DocumentText::Parse(
      "Gen. Min Aung Hlaing met Dr. A. B. Smith on Sept. 5. Growth hit 3.5 percent in the U.S. "
      "The president said: \"We won. They lost.\" He left! \"Why?\" he asked. No. 10 declined.");
  EXPECT_THAT(SentenceTexts(document),
              ElementsAre("Gen. Min Aung Hlaing met Dr. A. B. Smith on Sept. 5.",
                          "Growth hit 3.5 percent in the U.S.", "The president said: \"We won.",
                          "They lost.\"", "He left!", "\"Why?\" he asked.", "No. 10 declined."));
}

TEST(SegmenterTest, HeadingsQuestionsBulletsLabelsAndDatelines) {
  const auto document = DocumentText::Parse(
      "Aliyev after the victory\n\n"
      "  \xE2\x80\xA2 He won the war.\n  \xE2\x80\xA2 Backing grew.\n\n"
      "Why is he strong?\n\nAnswer: He won. All agree.\n\n"
      "BAKU, Sept. 25 (Reuters) - Azerbaijan said it had won.");
  std::vector<std::pair<SentenceKind, std::string>> got;
  for (const Sentence& s : document.sentences()) got.emplace_back(s.kind, document.TextOf(s));
  using K = SentenceKind;
  EXPECT_THAT(
      got,
      ElementsAre(std::pair(K::kHeading, "Aliyev after the victory"),
                  std::pair(K::kBullet, "He won the war."), std::pair(K::kBullet, "Backing grew."),
                  std::pair(K::kQuestion, "Why is he strong?"), std::pair(K::kLabel, "Answer:"),
                  std::pair(K::kBody, "He won."), std::pair(K::kBody, "All agree."),
                  std::pair(K::kDateline, "BAKU, Sept. 25 (Reuters) -"),
                  std::pair(K::kBody, "Azerbaijan said it had won.")));
  const Paragraph& answer = document.paragraphs()[4];
  EXPECT_EQ(document.TextOf(document.sentences()[answer.heading]), "Why is he strong?");
  EXPECT_TRUE(document.sentences()[answer.last_sentence - 1].answer);
}

TEST(SegmenterTest, JoinsLinesWrappedAtAMargin) {
  const auto document = DocumentText::Parse(
      "The prime minister said on Monday that he would not resign\n"
      "Despite the vote in parliament and would call an election.\n");
  EXPECT_EQ(document.sentences().size(), 1u);
  EXPECT_EQ(document.paragraphs().size(), 1u);
}

TEST(SegmenterTest, EmptyTextHasNothing) {
  const auto document = DocumentText::Parse(" \n\n \t");
  EXPECT_TRUE(document.tokens().empty());
  EXPECT_TRUE(document.sentences().empty());
}

// Everything a later step can see of a text, without offsets.
std::string Visible(const DocumentText& document) {
  std::string out;
  for (const Token& token : document.tokens()) {
    out += std::to_string(token.sentence) + (token.capitalised ? "C" : "c");
    out += std::string(token.lower) + "|";
  }
  for (const Sentence& s : document.sentences()) {
    out += "\n" + std::to_string(s.first_token) + " " + std::to_string(s.last_token) + " " +
           std::to_string(s.paragraph) + " " + std::to_string(static_cast<int>(s.kind));
  }
  for (const Paragraph& p : document.paragraphs()) out += "\n" + std::to_string(p.heading);
  return out;
}

std::string Fill(std::string text, const std::string& word) {
  for (std::size_t i; (i = text.find("{}")) != std::string::npos;) text.replace(i, 2, word);
  return text;
}

TEST(ScaleWordTest, RemovedOrSwappedGivesTheSameStream) {
  const std::string text =
      "Ilham Aliyev {} after victory\n\n{}\n\nWhy is he {}?\n\nAnswer: He is {}. {} support, \"{}\""
      " words; red-{} and {}-headed men ({}). The {} War's end. {}'s rise\n- {}: he won.";
  const std::string want = Visible(DocumentText::Parse(Fill(text, "")));
  for (const char* word :
       {"blazing", "BLAZING", "Hot", "mild", "chilly", "Cold", "freezing", "FREEZING"}) {
    EXPECT_EQ(Visible(DocumentText::Parse(Fill(text, word))), want) << word;
  }
  EXPECT_NE(Visible(DocumentText::Parse(Fill(text, "warm"))), want);
}

TEST(ScaleWordTest, WordsThatOnlyContainOneStay) {
  EXPECT_THAT(Lowers(DocumentText::Parse("shot mildly colder hotel")),
              ElementsAre("shot", "mildly", "colder", "hotel"));
}

TEST(DocumentTextTest, RandomBytesKeepInvariants) {
  std::mt19937 random(7);
  for (int round = 0; round < 400; ++round) {
    std::string text(random() % 300, '\0');
    for (char& c : text) {
      c = round % 2 ? static_cast<char>(random())
                    : "aB .'-\n\xE2\x80\x99\xC3\xBC"
                      "1,%\"?"[random() % 20];
    }
    const auto document = DocumentText::Parse(text, random() % (text.size() + 1));
    std::size_t at = 0;
    for (const Token& token : document.tokens()) {
      ASSERT_LE(at, token.begin);
      ASSERT_LT(token.begin, token.end);
      ASSERT_EQ(token.form, text.substr(token.begin, token.end - token.begin));
      ASSERT_LT(token.sentence, document.sentences().size());
      at = token.end;
    }
    ASSERT_LE(at, text.size());
  }
}

TEST(DocumentTextTest, ViewsSurviveAMove) {
  auto first = DocumentText::Parse("Go");
  const DocumentText second = std::move(first);
  EXPECT_EQ(second.tokens()[0].form, "Go");
  EXPECT_EQ(second.tokens()[0].lower, "go");
}

}  // namespace
}  // namespace isotherm::engine
