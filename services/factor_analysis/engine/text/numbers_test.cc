#include "services/factor_analysis/engine/text/numbers.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
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

}  // namespace
}  // namespace isotherm::engine
