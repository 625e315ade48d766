#include "services/scoring/model/cluster.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <random>

#include "gtest/gtest.h"

namespace isotherm::scoring {
namespace {

// The definition, integrated layer by layer.
double Definition(const std::vector<Report>& reports) {
  std::vector<double> heights = {0.0};
  for (const Report& r : reports) heights.push_back(r.height);
  std::sort(heights.begin(), heights.end());
  double x = 0.0;
  for (std::size_t i = 1; i < heights.size(); ++i) {
    std::map<std::uint32_t, double> best;
    for (const Report& r : reports) {
      if (r.height >= heights[i]) best[r.source] = std::max(best[r.source], r.confidence);
    }
    double doubt = 1.0;
    for (const auto& [source, confidence] : best) doubt *= 1.0 - confidence;
    x += (heights[i] - heights[i - 1]) * (1.0 - doubt);
  }
  return x;
}

TEST(Cluster, MatchesItsDefinition) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  ClusterScratch scratch(5);
  for (int round = 0; round < 3000; ++round) {
    std::vector<Report> reports(1 + random() % 12);
    for (std::uint32_t i = 0; i < reports.size(); ++i) {
      const double confidence = random() % 15 == 0 ? 1.0 : uniform(random);
      reports[i] = {3 * uniform(random), confidence, static_cast<std::uint32_t>(random() % 5), i};
    }
    std::sort(reports.begin(), reports.end(), ReportBefore);
    std::vector<double> shares;
    const ClusterValue value = EvaluateCluster(reports, scratch, &shares);
    EXPECT_NEAR(value.heat, Definition(reports), 1e-12);
    EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), value.heat, 1e-12);
  }
}

TEST(Cluster, AReportNeverTakesAway) {
  ClusterScratch scratch(2);
  const std::vector<Report> strong = {{3.0, 0.9, 0, 0}};
  const std::vector<Report> both = {{3.0, 0.9, 0, 0}, {1.0, 0.9, 1, 1}};
  EXPECT_GT(EvaluateCluster(both, scratch).heat, EvaluateCluster(strong, scratch).heat);
}

}  // namespace
}  // namespace isotherm::scoring
