#include "services/factor_analysis/engine/text/fingerprint.h"

#include <string>

#include "gtest/gtest.h"
#include "services/factor_analysis/engine/text/language.h"

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

std::uint64_t Of(const std::string& text) { return Fingerprint(DocumentText::Parse(text)); }

TEST(FingerprintTest, CopiesAreNearAndOthersFar) {
  const std::uint64_t story = Of(kStory);
  EXPECT_EQ(story, Of(kStory));
  EXPECT_LE(HammingDistance(story, Of(std::string("Coalition holds\n\nBy A. Writer\n\n") + kStory)),
            kNearDuplicateBits);
  EXPECT_GT(HammingDistance(story, Of(kOther)), 2 * kNearDuplicateBits);
}

TEST(FingerprintTest, ShortTextsAndScaleWords) {
  EXPECT_EQ(Of(""), 0u);
  EXPECT_EQ(Of("... !"), 0u);
  EXPECT_NE(Of("He won"), 0u);
  EXPECT_EQ(Of("He is BLAZING after the win"), Of("He is cold after the win"));
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
