#include "services/common/sql/value.h"

#include <gtest/gtest.h>

#include "services/common/sql/attributes.h"
#include "services/common/sql/utf8_text.h"

namespace isotherm::sql {
namespace {

TEST(InListTest, NamesEveryValue) {
  Params params;
  EXPECT_EQ(InList("name", {"a", "b", "c"}, params), ":name_0, :name_1, :name_2");
  ASSERT_EQ(params.values().size(), 3u);
  EXPECT_EQ(params.values()[2].first, "name_2");
  EXPECT_EQ(std::get<std::string>(params.values()[2].second), "c");
}

TEST(PrefixUpperBoundTest, RaisesTheLastCodePoint) {
  EXPECT_EQ(PrefixUpperBound("ab"), "ac");
  EXPECT_EQ(PrefixUpperBound("a\x7f"), "a\xC2\x80");                // one byte becomes two
  EXPECT_EQ(PrefixUpperBound("\xDF\xBF"), "\xE0\xA0\x80");          // two become three
  EXPECT_EQ(PrefixUpperBound("\xED\x9F\xBF"), "\xEE\x80\x80");      // jumps over the surrogates
  EXPECT_EQ(PrefixUpperBound("\xEF\xBF\xBF"), "\xF0\x90\x80\x80");  // three become four
  EXPECT_EQ(PrefixUpperBound("a\xF4\x8F\xBF\xBF"), "b");            // the last one of all
  EXPECT_EQ(PrefixUpperBound("\xF4\x8F\xBF\xBF"), "");
  EXPECT_EQ(PrefixUpperBound(""), "");
}

TEST(PrefixUpperBoundTest, IsAboveEveryTextWithThePrefix) {
  for (const std::string prefix : {"A", "Recep", "T\xC3\xBC", "\xE2\x82\xAC"}) {
    const std::string bound = PrefixUpperBound(prefix);
    EXPECT_TRUE(IsStorableText(bound));
    EXPECT_LT(prefix + "\xF4\x8F\xBF\xBF", bound);
    EXPECT_LT(prefix, bound);
  }
}

TEST(StorableTextTest, AcceptsUtf8) {
  for (const std::string& text :
       std::vector<std::string>{"", "plain", "\xC3\xBC", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"}) {
    EXPECT_TRUE(IsStorableText(text)) << text;
  }
}

TEST(StorableTextTest, RefusesTheRest) {
  for (const std::string& text :
       {std::string("a\0b", 3), std::string("\xFF"), std::string("\xC3"), std::string("\xC0\x80"),
        std::string("\xE0\x80\x80"), std::string("\xED\xA0\x80"), std::string("\xF4\x90\x80\x80"),
        std::string("\x80"), std::string("\xE2\x82")}) {
    EXPECT_FALSE(IsStorableText(text));
  }
}

TEST(AttributesTest, RoundTrip) {
  const Attributes attributes = {{"kind", "LEADER"}, {"office", "a"}, {"office", ""}};
  EXPECT_EQ(DecodeAttributes(EncodeAttributes(attributes)), attributes);
  EXPECT_TRUE(DecodeAttributes("").empty());
}

TEST(AttributesTest, DamageNeverCrashes) {
  EXPECT_EQ(DecodeAttributes("key"), (Attributes{{"key", ""}}));
  EXPECT_EQ(DecodeAttributes(std::string("\0\0\0", 3)), (Attributes{{"", ""}, {"", ""}}));
}

}  // namespace
}  // namespace isotherm::sql
