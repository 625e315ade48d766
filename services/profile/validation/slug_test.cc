#include "services/profile/validation/slug.h"

#include <gtest/gtest.h>

#include "services/common/actors/proto_convert.h"

namespace isotherm::profile {
namespace {

TEST(SlugTest, LatinNamesLoseTheirMarks) {
  EXPECT_EQ(SlugFromName("Ilham Aliyev"), "ilham-aliyev");
  EXPECT_EQ(SlugFromName("Recep Tayyip Erdoğan"), "recep-tayyip-erdogan");
  EXPECT_EQ(SlugFromName("İlham Əliyev"), "ilham-aliyev");
  EXPECT_EQ(SlugFromName("Luiz Inácio Lula da Silva"), "luiz-inacio-lula-da-silva");
  EXPECT_EQ(SlugFromName("Lech Wałęsa"), "lech-walesa");
  EXPECT_EQ(SlugFromName("Jens Stoltenberg Ørsted"), "jens-stoltenberg-orsted");
  EXPECT_EQ(SlugFromName("Straße Æther Þór"), "strasse-aether-thor");
}

TEST(SlugTest, WhatIsNoLetterOrDigitSeparates) {
  EXPECT_EQ(SlugFromName("  George   H. W. Bush, Sr.  "), "george-h-w-bush-sr");
  EXPECT_EQ(SlugFromName("Côte d'Ivoire"), "cote-divoire");
  EXPECT_EQ(SlugFromName("Hay’at Tahrir al-Sham"), "hayat-tahrir-al-sham");
  EXPECT_EQ(SlugFromName("M23 / AFC"), "m23-afc");
}

TEST(SlugTest, NothingIsLeftOfOtherScripts) {
  EXPECT_EQ(SlugFromName(""), "");
  EXPECT_EQ(SlugFromName("习近平"), "");
  EXPECT_EQ(SlugFromName("Путин"), "");
  EXPECT_EQ(SlugFromName("--- !"), "");
  EXPECT_EQ(SlugFromName("\xFF\xFE"), "");
}

TEST(SlugTest, LongNamesAreCutToAnIdThatIsValid) {
  const std::string cut_at_hyphen = SlugFromName(std::string(63, 'a') + " bcd");
  EXPECT_EQ(cut_at_hyphen, std::string(63, 'a'));
  const std::string cut = SlugFromName(std::string(200, 'x'));
  EXPECT_EQ(cut, std::string(64, 'x'));
  EXPECT_TRUE(IsSlug(cut));
}

}  // namespace
}  // namespace isotherm::profile
