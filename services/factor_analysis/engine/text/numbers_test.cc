#include "services/factor_analysis/engine/text/numbers.h"

#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/factor_analysis/engine/text/dates.h"
#include "services/factor_analysis/engine/text/number_words.h"

namespace isotherm::engine {
namespace {

using ::testing::SizeIs;

std::vector<NumberMention> Numbers(const std::string& text) {
  return FindNumbers(DocumentText::Parse(text));
}

TEST(NumbersTest, PercentAndWhereItCameFrom) {
  const auto numbers = Numbers("Approval stood at 41 per cent, down from 47.5% in May.");
  ASSERT_THAT(numbers, SizeIs(2));
  EXPECT_EQ(numbers[0].value, 41);
  EXPECT_EQ(numbers[0].unit, NumberUnit::kPercent);
  EXPECT_DOUBLE_EQ(numbers[0].before.value_or(0), 47.5);
  const auto rise = Numbers("It rose from 12 to 15 points.");
  ASSERT_THAT(rise, SizeIs(2));
  EXPECT_EQ(rise[1].before, 12);
  EXPECT_EQ(rise[0].unit, NumberUnit::kPoints);
}

TEST(NumbersTest, PartOfATotal) {
  const auto numbers = Numbers("The party won 61 of 400 seats.");
  ASSERT_THAT(numbers, SizeIs(2));
  EXPECT_EQ(numbers[0].total, 400);
  EXPECT_EQ(numbers[0].unit, NumberUnit::kSeats);
}

TEST(NumbersTest, MoneyPeopleFractionsAndCompounds) {
  auto numbers = Numbers("A $3.2 billion loan met 20,000 angry protesters.");
  ASSERT_THAT(numbers, SizeIs(2));
  EXPECT_DOUBLE_EQ(numbers[0].value, 3.2e9);
  EXPECT_EQ(numbers[0].unit, NumberUnit::kMoney);
  EXPECT_EQ(numbers[1].value, 20000);
  EXPECT_EQ(numbers[1].unit, NumberUnit::kPeople);
  numbers = Numbers("Two-thirds of voters gave him a 10-point lead in a third term.");
  ASSERT_THAT(numbers, SizeIs(2));
  EXPECT_NEAR(numbers[0].value, 66.67, 0.01);
  EXPECT_EQ(numbers[1].unit, NumberUnit::kPoints);
}

TEST(NumbersTest, Words) {
  EXPECT_EQ(NumberWord("forty-two"), 42);
  EXPECT_EQ(NumberWord("two-forty"), std::nullopt);
  EXPECT_EQ(ParseNumber("1,960"), 1960);
  EXPECT_EQ(ParseNumber("20th"), 20);
  EXPECT_EQ(ParseNumber("3bn"), 3e9);
  EXPECT_EQ(ParseNumber("3zz"), std::nullopt);
  EXPECT_EQ(ParseNumber(""), std::nullopt);
  EXPECT_EQ(FractionWord("three-quarters"), 0.75);
}

// Whatever comes in, quantities and dates are ordered and inside one sentence.
TEST(NumbersTest, RandomTextsKeepInvariants) {
  std::mt19937 random(5);
  const std::vector<std::string> parts = {"5 ",       "10",
                                          "%",        " of ",
                                          "1994 ",    "March ",
                                          "1",        "last ",
                                          "week ",    "ago ",
                                          "two ",     "a ",
                                          "from ",    "to ",
                                          "$",        "3.2bn ",
                                          ". ",       "\n\n",
                                          "-",        "20th ",
                                          "Sept. ",   "31 ",
                                          "years ",   "half ",
                                          "million ", "next ",
                                          "Friday ",  "per cent ",
                                          "1990s ",   ",",
                                          "the ",     "spring ",
                                          "few ",     "99999999999999999999 "};
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (unsigned i = random() % 30; i > 0; --i) text += parts[random() % parts.size()];
    const DocumentText document = DocumentText::Parse(text);
    const auto check = [&](std::uint32_t first, std::uint32_t last, std::uint32_t& at) {
      ASSERT_LE(at, first) << text;
      ASSERT_LT(first, last) << text;
      ASSERT_LE(last, document.tokens().size()) << text;
      ASSERT_EQ(document.tokens()[first].sentence, document.tokens()[last - 1].sentence) << text;
      at = last;
    };
    std::uint32_t at = 0;
    for (const NumberMention& number : FindNumbers(document)) {
      check(number.first_token, number.last_token, at);
    }
    at = 0;
    for (const DateMention& date : FindDates(document, absl::CivilDay(2024, 2, 29))) {
      check(date.first_token, date.last_token, at);
      ASSERT_LE(date.first, date.last) << text;
    }
  }
}

}  // namespace
}  // namespace isotherm::engine
