#include "cli/evaluation/metrics.h"

#include <gtest/gtest.h>

namespace isotherm::cli {
namespace {

TEST(MetricsTest, KappaOfTheTextbookCase) {
  // 3 classes, 10 records. Observed disagreement: 1*1 + 1*4 = 5 (off-diagonal below).
  // Row sums 4, 3, 3; column sums 3, 4, 3. Expected: sum d^2 r c / n =
  // (4*4*1 + 4*3*4 + 3*3*1 + 3*3*1 + 3*3*4 + 3*4*1) / 10 = (16+48+9+9+36+12) / 10 = 13.
  const Confusion confusion = {{3, 0, 1}, {0, 3, 0}, {0, 1, 2}};
  EXPECT_EQ(Total(confusion), 10);
  EXPECT_DOUBLE_EQ(Accuracy(confusion), 0.8);
  EXPECT_DOUBLE_EQ(WithinOne(confusion), 0.9);
  EXPECT_NEAR(QuadraticWeightedKappa(confusion), 1 - 5.0 / 13.0, 1e-12);
}

TEST(MetricsTest, KappaIsOneForAgreementAndZeroForChance) {
  EXPECT_DOUBLE_EQ(QuadraticWeightedKappa({{2, 0}, {0, 3}}), 1.0);
  EXPECT_DOUBLE_EQ(QuadraticWeightedKappa({{1, 1}, {1, 1}}), 0.0);
  EXPECT_DOUBLE_EQ(QuadraticWeightedKappa({{4, 0}, {0, 0}}), 0.0);
  EXPECT_DOUBLE_EQ(QuadraticWeightedKappa(MakeConfusion(6)), 0.0);
}

TEST(MetricsTest, MacroF1LeavesOutClassesThatNeverOccur) {
  // Class 0: truth 3, predicted 3, right 2: 4/6. Class 1: truth 2, predicted 2, right 1: 2/4.
  const Confusion confusion = {{2, 1, 0}, {1, 1, 0}, {0, 0, 0}};
  EXPECT_NEAR(ClassF1(confusion, 0), 2.0 / 3.0, 1e-12);
  EXPECT_NEAR(MacroF1(confusion), (2.0 / 3.0 + 0.5) / 2, 1e-12);
}

TEST(MetricsTest, RankedProbabilityScore) {
  const double certain[] = {0, 0, 1};
  EXPECT_DOUBLE_EQ(RankedProbabilityScore(certain, 2), 0.0);
  EXPECT_DOUBLE_EQ(RankedProbabilityScore(certain, 0), 1.0);
  const double spread[] = {0.2, 0.5, 0.3};
  // Truth 1: (0.2 - 0)^2 + (0.7 - 1)^2 = 0.04 + 0.09 = 0.13, over two borders.
  EXPECT_NEAR(RankedProbabilityScore(spread, 1), 0.065, 1e-12);
}

TEST(MetricsTest, PrecisionRecall) {
  PrecisionRecall counts;
  EXPECT_DOUBLE_EQ(counts.f1(), 0.0);
  counts.predicted = 4;
  counts.right = 1;
  counts.gold = 2;
  counts.found = 1;
  EXPECT_DOUBLE_EQ(counts.precision(), 0.25);
  EXPECT_DOUBLE_EQ(counts.recall(), 0.5);
  EXPECT_NEAR(counts.f1(), 1.0 / 3.0, 1e-12);
}

TEST(MetricsTest, HalfOfTheGoldSpanMustBeCovered) {
  EXPECT_TRUE(CoversHalf(0, 5, 0, 10));
  EXPECT_FALSE(CoversHalf(0, 4, 0, 10));
  EXPECT_TRUE(CoversHalf(0, 100, 40, 60));
  EXPECT_FALSE(CoversHalf(0, 10, 10, 20));
}

}  // namespace
}  // namespace isotherm::cli
