#include "services/gateway/brief/layout.h"

#include <gtest/gtest.h>

namespace isotherm::brief {
namespace {

TEST(LayoutTest, CountsCodePoints) {
  EXPECT_EQ(DisplayWidth("Türkiye"), 7u);
  EXPECT_EQ(DisplayWidth(""), 0u);
}

TEST(LayoutTest, PadsOnEitherSide) {
  EXPECT_EQ(Pad("é", 3), "é  ");
  EXPECT_EQ(Pad("12", 4, true), "  12");
  EXPECT_EQ(Pad("long", 2), "long");
}

TEST(LayoutTest, WrapsWithIndents) {
  EXPECT_EQ(Wrap("one two three four", 11, "- ", "  "), "- one two\n  three\n  four\n");
  EXPECT_EQ(Wrap("unbreakable", 4, "", ""), "unbreakable\n");
  EXPECT_EQ(Wrap("a\nb  c", 40, "", ""), "a b c\n");
  EXPECT_EQ(Wrap("", 40, "> ", ""), "> \n");
}

TEST(LayoutTest, EllipsizesAtCodePoints) {
  EXPECT_EQ(Ellipsize("Erdoğan", 7), "Erdoğan");
  EXPECT_EQ(Ellipsize("Erdoğan spoke", 5), "Erdo…");
  EXPECT_EQ(Ellipsize("ab cd", 4), "ab…");
  EXPECT_EQ(Ellipsize("ab", 0), "");
}

}  // namespace
}  // namespace isotherm::brief
