#include "services/common/filter/filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/common/status/errors.h"

namespace isotherm::filter {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<Field>& Fields() {
  static const auto& fields = *new std::vector<Field>{
      {"kind", {"LEADER", "STATE"}}, {"country_code"}, {"display_name", {}, true}};
  return fields;
}

TEST(FilterTest, EmptyMatchesEverything) {
  for (const char* text : {"", "  \t\n"}) {
    const auto filter = ParseFilter(text, Fields());
    ASSERT_TRUE(filter.ok()) << filter.status();
    EXPECT_TRUE(filter->empty());
    EXPECT_TRUE(filter->Matches({}));
  }
}

TEST(FilterTest, ReadsTermsInAnyStyle) {
  const auto filter = ParseFilter(
      R"(kind=leader and  country_code = "AZE" AND display_name = "Say \"hi\" \\*")", Fields());
  ASSERT_TRUE(filter.ok()) << filter.status();
  EXPECT_THAT(filter->terms(), ElementsAre(Term{"country_code", "AZE", false},
                                           Term{"display_name", "Say \"hi\" \\", true},
                                           Term{"kind", "LEADER", false}));
  EXPECT_TRUE(filter->Has("kind"));
  EXPECT_FALSE(filter->Has("colour"));
}

TEST(FilterTest, CanonicalIgnoresOrderSpaceAndRepetition) {
  const auto one = ParseFilter("kind = LEADER AND country_code = AZE", Fields());
  const auto two =
      ParseFilter("country_code=\"AZE\"   and kind=leader AND kind = \"LEADER\"", Fields());
  EXPECT_EQ(one->Canonical(), two->Canonical());
  EXPECT_NE(one->Canonical(), ParseFilter("kind = LEADER", Fields())->Canonical());
  EXPECT_NE(ParseFilter("display_name = \"a*\"", Fields())->Canonical(),
            ParseFilter("display_name = \"a\"", Fields())->Canonical());
}

TEST(FilterTest, MatchesAnyOfSeveralAttributes) {
  const auto filter = ParseFilter("country_code = AZE", Fields());
  EXPECT_TRUE(filter->Matches({{"country_code", "TUR"}, {"country_code", "AZE"}}));
  EXPECT_FALSE(filter->Matches({{"country_code", "TUR"}, {"kind", "AZE"}}));
}

TEST(FilterTest, MatchesPrefixes) {
  const auto filter = ParseFilter("display_name = Ilham*", Fields());
  ASSERT_TRUE(filter.ok()) << filter.status();
  EXPECT_TRUE(filter->Matches({{"display_name", "Ilham Aliyev"}}));
  EXPECT_FALSE(filter->Matches({{"display_name", "Heydar Aliyev"}}));
  EXPECT_TRUE(ParseFilter("display_name = *", Fields())->Matches({{"display_name", ""}}));
}

TEST(FilterTest, AStarIsAStarWhereNoPrefixIsAllowed) {
  EXPECT_EQ(ParseFilter("country_code = \"A*\"", Fields())->terms()[0],
            (Term{"country_code", "A*", false}));
}

TEST(FilterTest, ErrorsNamePositionAndKnownFields) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"colour = red", "unknown field \"colour\" at 1; known: kind, country_code, display_name"},
      {"kind", "expected = at 5"},
      {"kind > LEADER", "expected = at 6"},
      {"kind = ", "expected a value for kind at 8"},
      {"kind = PLANET", "kind has no value \"PLANET\" at 8; known: LEADER, STATE"},
      {"kind = LEADER OR kind = STATE", "expected AND and another term at 15"},
      {"kind = LEADER AND", "expected AND and another term at 15"},
      {"country_code = \"AZE", "the quote opened at 16 is not closed"},
      {"country_code = \"AZE\\", "the quote opened at 16 is not closed"},
      {"country_code = A%", "unexpected \"%\" at 17"},
      {"= x", "expected a field at 1"},
      {std::string(2001, 'x'), "has 2001 bytes"},
  };
  for (const auto& [text, message] : cases) {
    const auto filter = ParseFilter(text, Fields());
    ASSERT_FALSE(filter.ok()) << text;
    EXPECT_EQ(filter.status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_EQ(ReasonOf(filter.status()), common::v1::ERROR_REASON_INVALID_FILTER) << text;
    EXPECT_THAT(std::string(filter.status().message()), HasSubstr(message)) << text;
  }
}

TEST(FilterTest, TooManyTermsAreRefused) {
  std::string text = "kind = LEADER";
  for (int i = 0; i < 20; ++i) text += " AND kind = LEADER";
  EXPECT_THAT(std::string(ParseFilter(text, Fields()).status().message()),
              HasSubstr("more than 20 terms"));
}

}  // namespace
}  // namespace isotherm::filter
