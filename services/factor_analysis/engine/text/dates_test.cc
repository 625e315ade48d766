#include "services/factor_analysis/engine/text/dates.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isotherm::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// "2023-09-25 2023-09-25 text" for each date found; the document speaks on Monday, 2 October 2023.
std::vector<std::string> Dates(const std::string& text) {
  const auto document = DocumentText::Parse(text);
  std::vector<std::string> out;
  for (const DateMention& date : FindDates(document, absl::CivilDay(2023, 10, 2))) {
    out.push_back(absl::FormatCivilTime(date.first) + " " + absl::FormatCivilTime(date.last) + " " +
                  std::string(document.Slice(document.tokens()[date.first_token].begin,
                                             document.tokens()[date.last_token - 1].end)));
  }
  return out;
}

TEST(DatesTest, FullDates) {
  EXPECT_THAT(
      Dates("He spoke on 25 September 2023 and on Sept. 19, 2020 and on 2019-03-31."),
      ElementsAre("2023-09-25 2023-09-25 25 September 2023", "2020-09-19 2020-09-19 Sept. 19, 2020",
                  "2019-03-31 2019-03-31 2019-03-31"));
}

TEST(DatesTest, YearsDecadesAndMonths) {
  EXPECT_THAT(Dates("In 1994 it fell, in the early 1990s too, and in March 2018."),
              ElementsAre("1994-01-01 1994-12-31 1994", "1990-01-01 1993-05-02 1990s",
                          "2018-03-01 2018-03-31 March 2018"));
  EXPECT_THAT(Dates("The 2023 operation followed."), ElementsAre("2023-01-01 2023-12-31 2023"));
}

TEST(DatesTest, CountsAreNoYears) {
  EXPECT_THAT(Dates("Under the agreement, 1960 Russian peacekeepers and 2,015 trucks came."),
              IsEmpty());
  EXPECT_THAT(Dates("She may resign and march on."), IsEmpty());
}

TEST(DatesTest, MonthsAndDaysWithoutAYear) {
  EXPECT_THAT(Dates("It began last July, ended in November, and a vote comes on 12 October."),
              ElementsAre("2023-07-01 2023-07-31 July", "2022-11-01 2022-11-30 November",
                          "2023-10-12 2023-10-12 12 October"));
}

TEST(DatesTest, Weekdays) {
  EXPECT_THAT(Dates("He left on Tuesday, spoke on Monday and returns next Friday."),
              ElementsAre("2023-09-26 2023-09-26 Tuesday", "2023-10-02 2023-10-02 Monday",
                          "2023-10-06 2023-10-06 Friday"));
}

TEST(DatesTest, Relative) {
  EXPECT_THAT(Dates("Yesterday, last week, next year, two weeks ago, a decade ago, last summer."),
              ElementsAre("2023-10-01 2023-10-01 Yesterday", "2023-09-25 2023-10-01 last week",
                          "2024-01-01 2024-12-31 next year", "2023-09-15 2023-09-21 two weeks ago",
                          "2008-10-02 2018-10-02 a decade ago", "2023-06-01 2023-08-31 summer"));
  EXPECT_THAT(
      Dates("Over the past three months he fell; years ago he rose."),
      ElementsAre("2023-07-02 2023-10-02 past three months", "2017-10-02 2021-10-02 years ago"));
}

TEST(DatesTest, ImpossibleDaysAreNoDates) {
  EXPECT_THAT(Dates("See 31 February 2023."), ElementsAre("2023-02-01 2023-02-28 February 2023"));
}

}  // namespace
}  // namespace isotherm::engine
