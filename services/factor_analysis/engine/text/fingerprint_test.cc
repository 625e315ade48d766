#include "services/factor_analysis/engine/text/fingerprint.h"

#include <string>

#include "gtest/gtest.h"
#include "services/factor_analysis/engine/text/language.h"
#include "services/factor_analysis/near_duplicate/signature.h"

namespace isotherm::engine {
namespace {

constexpr char kStory[] =
    "The prime minister survived a vote of no confidence on Monday after two small parties in his "
    "coalition decided to stay. Opposition leaders said that they would try again before the "
    "summer "
    "and called on voters to take to the streets of the capital. The finance minister offered a "
    "budget with lower taxes for families, and the central bank kept its rates where they were. "
    "Analysts in the region think that the government will last until the next election, which is "
    "due in the spring, if prices do not rise further and the army stays out of politics.";

constexpr char kOther[] =
    "Rebels took two towns near the border on Friday and drove the army out of its last base in "
    "the "
    "north. The president asked his allies for aircraft and money, but none of them answered. Aid "
    "groups reported that thousands of families had left their homes and were walking south.";

std::string Of(const std::string& text) { return Fingerprint(DocumentText::Parse(text)); }

TEST(FingerprintTest, CopiesResembleAndOthersDoNot) {
  using near_duplicate::Resemblance;
  const std::string story = Of(kStory);
  EXPECT_EQ(story, Of(kStory));
  EXPECT_EQ(Resemblance(story, Of(kStory)), 1.0);
  EXPECT_GE(Resemblance(story, Of(std::string("Coalition holds\n\nBy A. Writer\n\n") + kStory)),
            0.8);
  EXPECT_LE(Resemblance(story, Of(kOther)), 0.1);
}

TEST(FingerprintTest, ShortTextsAndScaleWords) {
  EXPECT_EQ(Of(""), "");
  EXPECT_EQ(Of("... !"), "");
  EXPECT_NE(Of("He won"), "");
  EXPECT_EQ(Of("He is BLAZING after the win"), Of("He is cold after the win"));
  // Few words are a copy only when they are the same words.
  EXPECT_LE(near_duplicate::Resemblance(Of("The president won the vote in the north on Sunday"),
                                        Of("The president won the vote in the south on Sunday")),
            0.1);
}

TEST(LanguageTest, TellsLanguages) {
  const auto language = [](const std::string& text) {
    return DetectLanguage(DocumentText::Parse(text));
  };
  EXPECT_EQ(language(kStory), "en");
  EXPECT_EQ(language("Der Bundeskanzler hat am Montag die Vertrauensfrage gestellt und verloren, "
                     "sagte ein Sprecher der Regierung in Berlin."),
            "de");
  EXPECT_EQ(language("Le président de la République a dissous l'Assemblée nationale dimanche soir "
                     "après la défaite de son parti."),
            "fr");
  EXPECT_EQ(language("He has won the vote."), "en");
  EXPECT_EQ(language("12 345 !!!"), "und");
  EXPECT_EQ(language("Xqzt brlp"), "und");
}

}  // namespace
}  // namespace isotherm::engine
