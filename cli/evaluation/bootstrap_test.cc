#include "cli/evaluation/bootstrap.h"

#include <gtest/gtest.h>

namespace isotherm::cli {
namespace {

// Share of records that are 1.
WeightedMeasures MeanOf(const std::vector<int>& records) {
  return [records](absl::Span<const int> weights) {
    double sum = 0.0, total = 0.0;
    for (std::size_t i = 0; i < records.size(); ++i) {
      sum += weights[i] * records[i];
      total += weights[i];
    }
    return Measures{{"mean", sum / total}};
  };
}

std::vector<std::string> GroupsOf(int records, int per_group) {
  std::vector<std::string> groups;
  for (int i = 0; i < records; ++i) groups.push_back("g" + std::to_string(i / per_group));
  return groups;
}

TEST(BootstrapTest, IntervalOfAShareIsThatOfTheBinomial) {
  // 400 independent records, half of them 1: standard error 0.025, 95 % within 1.96 of them.
  std::vector<int> records(400);
  for (int i = 0; i < 400; ++i) records[i] = i % 2;
  const auto intervals = BootstrapIntervals(GroupsOf(400, 1), MeanOf(records));
  ASSERT_EQ(intervals.size(), 1u);
  EXPECT_NEAR(intervals[0].low, 0.5 - 1.96 * 0.025, 0.008);
  EXPECT_NEAR(intervals[0].high, 0.5 + 1.96 * 0.025, 0.008);
}

TEST(BootstrapTest, RecordsOfOneGroupCountAsOneDraw) {
  // 40 groups of ten equal records each: as uncertain as 40 records, standard error 0.079.
  std::vector<int> records(400);
  for (int i = 0; i < 400; ++i) records[i] = (i / 10) % 2;
  const auto intervals = BootstrapIntervals(GroupsOf(400, 10), MeanOf(records));
  ASSERT_EQ(intervals.size(), 1u);
  EXPECT_NEAR(intervals[0].high - intervals[0].low, 2 * 1.96 * 0.079, 0.03);
}

TEST(BootstrapTest, SameInputGivesTheSameInterval) {
  const std::vector<int> records = {1, 0, 0, 1, 1, 0, 1};
  const auto first = BootstrapIntervals(GroupsOf(7, 1), MeanOf(records));
  const auto second = BootstrapIntervals(GroupsOf(7, 1), MeanOf(records));
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].low, second[0].low);
  EXPECT_EQ(first[0].high, second[0].high);
}

TEST(BootstrapTest, FewerThanTwoGroupsHaveNoInterval) {
  EXPECT_TRUE(BootstrapIntervals({}, MeanOf({})).empty());
  EXPECT_TRUE(BootstrapIntervals(GroupsOf(5, 5), MeanOf({1, 0, 1, 0, 1})).empty());
}

}  // namespace
}  // namespace isotherm::cli
