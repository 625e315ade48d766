#include "services/factor_analysis/engine/mentions/mention_finder.h"

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/factor_analysis/engine/mentions/test_resources.h"
#include "services/factor_analysis/engine/text/clean.h"

namespace isotherm::engine {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

class MentionFinderTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { finder_ = AtlasFinder().release(); }
  static void TearDownTestSuite() {
    delete finder_;
    finder_ = nullptr;
  }

  // "text = actor" of each mention.
  static std::vector<std::string> Find(const std::string& text, absl::CivilDay day,
                                       std::vector<FocusLeader> focuses = {}) {
    const DocumentText document = DocumentText::Parse(text);
    DocumentInput input;
    input.date = day;
    input.focuses = std::move(focuses);
    const DocumentMentions mentions = finder_->Find(document, input);
    std::vector<std::string> out;
    for (const ActorMention& mention : mentions.mentions()) {
      out.push_back(std::string(document.Slice(mention.begin, mention.end)) + " = " +
                    mentions.participants()[mention.participant].id);
    }
    return out;
  }

  static const MentionFinder* finder_;
};

const MentionFinder* MentionFinderTest::finder_ = nullptr;

const absl::CivilDay kDay(2023, 10, 2);

TEST_F(MentionFinderTest, FatherAndSonInOneText) {
  EXPECT_THAT(Find("Ilham Aliyev won. Aliyev fulfilled what his father, Heydar Aliyev, could not. "
                   "Heydar's rule was long. President Aliyev spoke.",
                   kDay),
              ElementsAre("Ilham Aliyev = ilham-aliyev", "Aliyev = ilham-aliyev",
                          "his = ilham-aliyev", "Heydar Aliyev = heydar-aliyev",
                          "Heydar = heydar-aliyev", "President Aliyev = ilham-aliyev"));
}

TEST_F(MentionFinderTest, TheDateDecidesWhoHoldsTheOffice) {
  EXPECT_THAT(Find("President Bush sent troops.", absl::CivilDay(1990, 8, 8)),
              ElementsAre("President Bush = george-h-w-bush"));
  EXPECT_THAT(Find("President Bush sent troops.", absl::CivilDay(2003, 3, 20)),
              ElementsAre("President Bush = george-w-bush"));
}

TEST_F(MentionFinderTest, NationalitiesMetonymsAndHyphens) {
  EXPECT_THAT(
      Find("Baku said Azeri troops beat the Russian-backed force of Armenia's allies, and the "
           "Kremlin and T\xC3\xBCrkiye met.",
           kDay),
      ElementsAre("Baku = azerbaijan", "Azeri = azerbaijan", "Russian = russia",
                  "Armenia = armenia", "Kremlin = russia", "T\xC3\xBCrkiye = turkiye"));
}

TEST_F(MentionFinderTest, TitlesStandForTheirHolder) {
  EXPECT_THAT(
      Find("The Azerbaijani president met Nikol Pashinyan. The prime minister was silent. "
           "The president of Ukraine watched.",
           kDay),
      ElementsAre("Azerbaijani president = ilham-aliyev", "Nikol Pashinyan = nikol-pashinyan",
                  "prime minister = nikol-pashinyan", "president of Ukraine = volodymyr-zelensky"));
}

TEST_F(MentionFinderTest, PronounsFollowGenderAndRecency) {
  EXPECT_THAT(Find("Angela Merkel met Emmanuel Macron. She said that he had kept his word.",
                   absl::CivilDay(2019, 1, 1)),
              ElementsAre("Angela Merkel = angela-merkel", "Emmanuel Macron = emmanuel-macron",
                          "She = angela-merkel", "he = emmanuel-macron", "his = emmanuel-macron"));
}

TEST_F(MentionFinderTest, PersonsTheTextAloneKnows) {
  EXPECT_THAT(
      Find(
          "Adebayo Olaniyan said the vote was his. The opposition leader, Jane Wanjirux, objected. "
          "Olaniyan and Mr Zzokov left. The Olaniyan Foundation paid.",
          kDay),
      ElementsAre("Adebayo Olaniyan = adebayo-olaniyan", "his = adebayo-olaniyan",
                  "opposition leader = jane-wanjirux", "Jane Wanjirux = jane-wanjirux",
                  "Olaniyan = adebayo-olaniyan", "Mr Zzokov = zzokov",
                  "Olaniyan = adebayo-olaniyan"));
}

TEST_F(MentionFinderTest, FocusLeadersNeedNoAtlas) {
  const FocusLeader focus{"", "Petter von Halvorsen", "XXA", "Prime Minister"};
  EXPECT_THAT(
      Find("Von Halvorsen survived. The prime minister said he would stay. Halvorsen's party "
           "held. His coalition did too.",
           kDay, {focus}),
      ElementsAre("Von Halvorsen = petter-von-halvorsen", "prime minister = petter-von-halvorsen",
                  "he = petter-von-halvorsen", "Halvorsen = petter-von-halvorsen",
                  "His = petter-von-halvorsen"));
}

TEST_F(MentionFinderTest, AFocusThatIsNeverNamedStillTakesPart) {
  const DocumentText document = DocumentText::Parse("Prices rose.");
  DocumentInput input;
  input.date = kDay;
  input.focuses = {{"", "Edi Maricx", "", ""}, {"", "Ilham Aliyev", "AZE", ""}};
  const DocumentMentions mentions = finder_->Find(document, input);
  EXPECT_TRUE(mentions.mentions().empty());
  EXPECT_EQ(mentions.participants()[mentions.ParticipantOfFocus(0)].id, "edi-maricx");
  EXPECT_EQ(mentions.participants()[mentions.ParticipantOfFocus(1)].id, "ilham-aliyev");
}

TEST_F(MentionFinderTest, TheOnlyLeaderIsWhoeverTheTitleSays) {
  EXPECT_THAT(Find("Scepticism towards the prime minister has given way to respect.", kDay,
                   {{"", "Edi Maricx", "", ""}}),
              ElementsAre("prime minister = edi-maricx"));
}

TEST_F(MentionFinderTest, EverydayWordsAreNoLeaders) {
  EXPECT_THAT(Find("In May the bush burned. May the best man win. On 10 May it ended. Brown bears "
                   "left us and who cares.",
                   absl::CivilDay(2018, 1, 1)),
              testing::IsEmpty());
}

TEST_F(MentionFinderTest, StrangersWithAKnownSurname) {
  const auto found =
      Find("Trevor Johnson, 45, a baker in Ohio, lost his shop.", absl::CivilDay(2020, 1, 1));
  EXPECT_THAT(found, Contains("Trevor Johnson = trevor-johnson"));
  EXPECT_THAT(found, Not(Contains("Johnson = boris-johnson")));
}

TEST_F(MentionFinderTest, AcronymsNeedCapitals) {
  EXPECT_THAT(Find("They told us who won. The US and U.N. agreed.", kDay),
              ElementsAre("US = united-states", "U.N. = united-nations"));
}

TEST_F(MentionFinderTest, ScaleWordsChangeNothing) {
  EXPECT_EQ(Find("Ilham Aliyev BLAZING after victory. The president is blazing.", kDay),
            Find("Ilham Aliyev  after victory. The president is cold.", kDay));
}

TEST_F(MentionFinderTest, SalienceSumsToOneOverLeaders) {
  const DocumentText document = DocumentText::Parse(
      "Aliyev wins\n\nIlham Aliyev won. He spoke. Nikol Pashinyan did not. Armenia fell.");
  DocumentInput input;
  input.date = kDay;
  const DocumentMentions mentions = finder_->Find(document, input);
  double sum = 0.0;
  double aliyev = 0.0;
  for (const Participant& participant : mentions.participants()) {
    sum += participant.salience;
    if (participant.id == "ilham-aliyev") aliyev = participant.salience;
  }
  EXPECT_NEAR(sum, 1.0, 1e-9);
  EXPECT_GT(aliyev, 0.6);
}

TEST_F(MentionFinderTest, ResultMentionsLieOnTheText) {
  const DocumentText document = DocumentText::Parse(
      "Mr Zzokov met President Erdo\xC4\x9F"
      "an\xE2\x80\x99s aide; he left.");
  DocumentInput input;
  input.date = kDay;
  const auto results = ToResultMentions(document, finder_->Find(document, input));
  ASSERT_EQ(results.size(), 2u);
  EXPECT_EQ(results[0].actor_id, "");
  EXPECT_EQ(results[0].surface, "Zzokov");
  EXPECT_EQ(results[1].actor_id, "recep-tayyip-erdogan");
  EXPECT_EQ(results[1].surface, document.Slice(results[1].begin, results[1].end));
}

// Whatever comes in, mentions are ordered, apart, and on the text.
TEST_F(MentionFinderTest, RandomTextsKeepInvariants) {
  std::mt19937 random(3);
  const std::vector<std::string> parts = {"President ",
                                          "Aliyev",
                                          " ",
                                          "'s ",
                                          "the ",
                                          "Azerbaijani ",
                                          "prime minister ",
                                          "of ",
                                          "Russia",
                                          "-backed ",
                                          "he ",
                                          "Her ",
                                          ". ",
                                          "\n\n",
                                          "Kim ",
                                          "Jong ",
                                          "Un",
                                          "U.S. ",
                                          "Mr ",
                                          "Zed ",
                                          ", ",
                                          "\xFF",
                                          "\xE2\x80\x99",
                                          "former ",
                                          "United ",
                                          "Nations ",
                                          "May ",
                                          "BLAZING ",
                                          "- ",
                                          "John "};
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (unsigned i = random() % 60; i > 0; --i) {
      text += round % 4 == 0 ? std::string(1, static_cast<char>(random()))
                             : parts[random() % parts.size()];
    }
    const DocumentText document = DocumentText::Parse(text);
    DocumentInput input;
    input.date = absl::CivilDay(1950 + static_cast<int>(random() % 80), 1, 1);
    if (round % 2 == 0) input.focuses = {{"", "Zed Aliyev", "", "President"}, {"", "", "", ""}};
    const DocumentMentions mentions = finder_->Find(document, input);
    std::uint32_t at = 0;
    for (const ActorMention& mention : mentions.mentions()) {
      ASSERT_LE(at, mention.begin);
      ASSERT_LT(mention.begin, mention.end);
      ASSERT_LE(mention.end, text.size());
      ASSERT_LT(mention.participant, mentions.participants().size());
      ASSERT_EQ(document.tokens()[mention.first_token].sentence, mention.sentence);
      ASSERT_GE(mention.confidence, 0.0f);
      ASSERT_LE(mention.confidence, 1.0f);
      at = mention.end;
    }
    std::size_t by_sentence = 0;
    for (std::uint32_t s = 0; s < document.sentences().size(); ++s) {
      by_sentence += mentions.InSentence(s).size();
    }
    ASSERT_EQ(by_sentence, mentions.mentions().size());
  }
}

TEST(MentionLexiconTest, ErrorsNameFileAndLine) {
  const auto bad =
      MentionLexicon::Parse({"# c\npresident\tpresident\tBOSS\t-\tboth\n", "", "", ""});
  EXPECT_EQ(bad.status().message(), "titles.tsv: line 2: column 'ranks' has unknown value 'BOSS'");
  const auto columns = MentionLexicon::Parse({"", "adam\n", "", ""});
  EXPECT_EQ(columns.status().message(),
            "given_names.tsv: line 1: 2 tab-separated columns are expected, got 1");
}

}  // namespace
}  // namespace isotherm::engine
