// What must hold for any evidence. Each property is tried on thousands of seeded random cases.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <set>
#include <string>

#include "gtest/gtest.h"
#include "services/scoring/model/heat_model.h"
#include "services/scoring/model/testing_evidence.h"

namespace isotherm::scoring {
namespace {

using testing::EvidenceGenerator;

constexpr int kCases = 2000;
constexpr int kMaxFactors = 60;

// Equal in every bit, not merely close.
void ExpectIdentical(const HeatReading& a, const HeatReading& b) {
  const auto same = [](double x, double y) {
    return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
  };
  EXPECT_TRUE(same(a.score, b.score)) << a.score << " " << b.score;
  EXPECT_TRUE(same(a.heat, b.heat));
  EXPECT_TRUE(same(a.low, b.low));
  EXPECT_TRUE(same(a.high, b.high));
  EXPECT_TRUE(same(a.baseline, b.baseline));
  EXPECT_TRUE(same(a.trend.index, b.trend.index));
  EXPECT_TRUE(same(a.trend.change_7d, b.trend.change_7d));
  EXPECT_TRUE(same(a.trend.change_30d, b.trend.change_30d));
  EXPECT_TRUE(same(a.coverage.value, b.coverage.value));
  for (int k = 0; k < kHeatLevelCount; ++k) {
    EXPECT_TRUE(same(a.probabilities[k], b.probabilities[k]));
  }
  EXPECT_EQ(a.level, b.level);
  EXPECT_EQ(a.level_since, b.level_since);
  EXPECT_EQ(a.instant_level, b.instant_level);
  EXPECT_EQ(a.trend.trend, b.trend.trend);
  EXPECT_EQ(a.coverage.factors, b.coverage.factors);
  EXPECT_EQ(a.coverage.newest, b.coverage.newest);
}

class HeatModelProperty : public ::testing::Test {
 protected:
  HeatReading Read(const std::vector<FactorInput>& factors) const { return Read(factors, as_of_); }
  HeatReading Read(const std::vector<FactorInput>& factors, absl::Time as_of) const {
    return model_->Read(factors, office_, as_of).value();
  }
  Explanation Explain(const std::vector<FactorInput>& factors) const {
    return model_->Explain(Evidence::Build(factors).value(), office_, as_of_);
  }
  // Runs `property` on random evidence; the case's seed names a failure.
  void ForAll(const std::function<void(EvidenceGenerator&, std::vector<FactorInput>)>& property,
              int cases = kCases) {
    for (int seed = 0; seed < cases && !HasFailure(); ++seed) {
      SCOPED_TRACE(seed);
      EvidenceGenerator generator(seed);
      office_ = generator.Office();
      as_of_ = generator.AsOf();
      std::vector<FactorInput> factors = generator.Factors(kMaxFactors);
      property(generator, std::move(factors));
    }
  }

  absl::StatusOr<HeatModel> model_ = HeatModel::Create(testing::TestParameters());
  Incumbency office_;
  absl::Time as_of_;
};

TEST_F(HeatModelProperty, OrderOfArrivalLeavesNoTrace) {
  ForAll([&](EvidenceGenerator& generator, std::vector<FactorInput> factors) {
    const HeatReading before = Read(factors);
    generator.Shuffle(factors);
    generator.Shuffle(office_.tenures);
    ExpectIdentical(before, Read(factors));
  });
}

TEST_F(HeatModelProperty, TwiceIsOnce) {
  ForAll([&](EvidenceGenerator& generator, std::vector<FactorInput> factors) {
    std::vector<FactorInput> twice = factors;
    twice.insert(twice.end(), factors.begin(), factors.end());
    generator.Shuffle(twice);
    ExpectIdentical(Read(factors), Read(twice));
  });
}

TEST_F(HeatModelProperty, RetractedIsNeverIngestedAndLateIsOnTime) {
  ForAll([&](EvidenceGenerator& generator, const std::vector<FactorInput>& factors) {
    const HeatReading before = Read(factors);
    std::vector<FactorInput> more = factors;
    const int at = generator.Below(static_cast<int>(factors.size()));
    more.insert(more.begin() + at, generator.Scored(Direction::kRaises));
    const HeatReading with = Read(more);
    more.erase(more.begin() + at);
    ExpectIdentical(before, Read(more));
    // The last to arrive is one of the first to have happened.
    std::vector<FactorInput> late = factors;
    std::rotate(late.begin(), late.begin() + at, late.end());
    ExpectIdentical(before, Read(late));
    EXPECT_TRUE(std::isfinite(with.score));
  });
}

TEST_F(HeatModelProperty, EvidenceAheadOfTimeCountsNothing) {
  ForAll([&](EvidenceGenerator& generator, std::vector<FactorInput> factors) {
    std::vector<FactorInput> past;
    for (const FactorInput& factor : factors) {
      if (factor.observed <= as_of_) past.push_back(factor);
    }
    ExpectIdentical(Read(past), Read(factors));
    FactorInput ahead = generator.Scored(Direction::kRaises);
    ahead.observed = as_of_ + absl::Microseconds(1);
    ahead.end.reset();
    factors.push_back(ahead);
    ExpectIdentical(Read(past), Read(factors));
  });
}

TEST_F(HeatModelProperty, EndedEvidenceStopsCounting) {
  ForAll([&](EvidenceGenerator& generator, const std::vector<FactorInput>& factors) {
    FactorInput ended = generator.Scored(Direction::kLowers);
    ended.observed = as_of_ - absl::Hours(24 * 40);
    ended.end = as_of_;
    std::vector<FactorInput> more = factors;
    more.push_back(ended);
    const HeatReading without = Read(factors);
    const HeatReading with = Read(more);
    EXPECT_EQ(without.score, with.score);
    EXPECT_EQ(without.coverage.factors, with.coverage.factors);
  });
}

TEST_F(HeatModelProperty, ContributionsSumToScoreMinusBaseline) {
  double most = 0.0;
  ForAll([&](EvidenceGenerator&, const std::vector<FactorInput>& factors) {
    const Explanation explanation = Explain(factors);
    ExpectIdentical(explanation.reading, Read(factors));
    double sum = explanation.reading.baseline;
    for (const ClusterContribution& cluster : explanation.clusters) {
      sum += cluster.contribution;
      double shares = 0.0;
      for (const FactorShare& share : cluster.factors) shares += share.contribution;
      EXPECT_NEAR(shares, cluster.contribution, 1e-11);
      EXPECT_EQ(cluster.direction == Direction::kRaises,
                cluster.contribution >= 0.0 && !std::signbit(cluster.contribution));
      EXPECT_GE(cluster.confidence, 0.0);
      EXPECT_LE(cluster.confidence, 1.0);
      EXPECT_LE(cluster.strength, 3.0 + 1e-12);
    }
    most = std::max(most, std::abs(sum - explanation.reading.score));
    EXPECT_NEAR(sum, explanation.reading.score, 1e-9);
  });
  RecordProperty("largest_gap", std::to_string(most));
}

TEST_F(HeatModelProperty, EveryFactorInForceStandsInExactlyOneCluster) {
  ForAll([&](EvidenceGenerator&, const std::vector<FactorInput>& factors) {
    std::multiset<std::string> expected;
    for (const FactorInput& f : factors) {
      const bool in_force = f.observed <= as_of_ && (!f.end || *f.end > as_of_);
      if (IsScored(f.role) && in_force) expected.insert(f.id);
    }
    std::multiset<std::string> found;
    const Explanation explanation = Explain(factors);
    for (const ClusterContribution& cluster : explanation.clusters) {
      for (const FactorShare& share : cluster.factors) found.insert(share.factor_id);
    }
    EXPECT_EQ(expected, found);
    EXPECT_EQ(explanation.reading.coverage.factors, static_cast<int>(expected.size()));
  });
}

TEST_F(HeatModelProperty, RaisingEvidenceNeverLowersAndLoweringNeverRaises) {
  ForAll([&](EvidenceGenerator& generator, const std::vector<FactorInput>& factors) {
    for (const Direction direction : {Direction::kRaises, Direction::kLowers}) {
      std::vector<FactorInput> more = factors;
      for (int i = 0; i < 3; ++i) more.push_back(generator.Scored(direction));
      const HeatReading without = Read(factors);
      const HeatReading with = Read(more);
      const double sign = static_cast<double>(direction);
      EXPECT_GE(sign * (with.score - without.score), -1e-12);
      EXPECT_GE(sign * (with.heat - without.heat), -1e-12);
    }
  });
}

// With the same first instant: the path starts where evidence starts.
TEST_F(HeatModelProperty, RaisingEvidenceNeverLowersThePublishedLevel) {
  ForAll([&](EvidenceGenerator& generator, const std::vector<FactorInput>& factors) {
    absl::Time first = absl::InfiniteFuture();
    for (const FactorInput& f : factors) {
      if (IsScored(f.role)) first = std::min(first, f.observed);
    }
    std::vector<FactorInput> more = factors;
    for (int i = 0; i < 3; ++i) {
      FactorInput f = generator.Scored(Direction::kRaises);
      if (f.observed < first) continue;
      more.push_back(f);
    }
    EXPECT_GE(Read(more).level, Read(factors).level);
  });
}

TEST_F(HeatModelProperty, CopiesOfOneSourceNeitherMoveNorNarrow) {
  ForAll(
      [&](EvidenceGenerator& generator, std::vector<FactorInput> factors) {
        FactorInput report = generator.Scored(Direction::kRaises);
        report.claim_key = "the wire story";
        report.source = "one agency";
        report.observed = as_of_ - absl::Hours(5);
        report.end.reset();
        factors.push_back(report);
        const HeatReading once = Read(factors);
        for (int i = 0; i < 99; ++i) {
          report.id = "copy-" + std::to_string(i);
          factors.push_back(report);
        }
        const HeatReading copied = Read(factors);
        EXPECT_EQ(once.score, copied.score);
        EXPECT_EQ(once.low, copied.low);
        EXPECT_EQ(once.high, copied.high);
        EXPECT_EQ(once.coverage.value, copied.coverage.value);
      },
      200);
}

TEST_F(HeatModelProperty, ReportsOfOneSourceNeverNarrowBelowWhatOneSourceGives) {
  const HeatParameters& p = model_->parameters();
  const double one_source = 2.0 * p.level_scale * p.interval.one_source_width;
  const auto heat_width = [](const HeatReading& r) {
    const auto logit = [](double score) { return std::log(score / (100.0 - score)); };
    return logit(r.high) - logit(r.low);
  };
  ForAll([&](EvidenceGenerator&, std::vector<FactorInput> factors) {
    for (FactorInput& f : factors) f.source = "one agency";
    EXPECT_GE(heat_width(Read(factors)), one_source - 1e-6);
  });
}

TEST_F(HeatModelProperty, MoreIndependentSourcesNeverWiden) {
  ForAll([&](EvidenceGenerator& generator, std::vector<FactorInput> factors) {
    const HeatReading without = Read(factors);
    FactorInput f = generator.Scored(Direction::kRaises);
    f.source = "a source of its own";
    factors.push_back(f);
    EXPECT_GE(Read(factors).coverage.effective_sources, without.coverage.effective_sources - 1e-12);
  });
}

TEST_F(HeatModelProperty, ProbabilitiesAreADistributionThatMovesWithTheHeat) {
  ForAll([&](EvidenceGenerator& generator, std::vector<FactorInput> factors) {
    const HeatReading reading = Read(factors);
    factors.push_back(generator.Scored(Direction::kRaises));
    const HeatReading hotter = Read(factors);
    double sum = 0.0;
    double below = 0.0;
    double below_hotter = 0.0;
    for (int k = 0; k < kHeatLevelCount; ++k) {
      EXPECT_GE(reading.probabilities[k], 0.0);
      sum += reading.probabilities[k];
      below += reading.probabilities[k];
      below_hotter += hotter.probabilities[k];
      EXPECT_LE(below_hotter, below + 1e-12);  // P(level <= k) never rises with the heat
    }
    EXPECT_NEAR(sum, 1.0, 1e-12);
    EXPECT_LE(reading.low, reading.score);
    EXPECT_GE(reading.high, reading.score);
    EXPECT_GE(reading.low, 0.0);
    EXPECT_LE(reading.high, 100.0);
  });
}

TEST_F(HeatModelProperty, StalenessWidensButOnlyDecayMovesTheHeat) {
  office_ = {};
  for (int seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE(seed);
    EvidenceGenerator generator(seed);
    std::vector<FactorInput> factors = generator.Factors(kMaxFactors);
    for (FactorInput& f : factors) f.end.reset();
    const absl::Time end = testing::Epoch() + absl::Hours(24 * 731);
    const HeatReading fresh = Read(factors, end);
    const HeatReading stale = Read(factors, end + absl::Hours(24 * 400));
    EXPECT_LE(stale.coverage.value, fresh.coverage.value);
    const HeatReading gone = Read(factors, end + absl::Hours(24 * 365 * 60));
    EXPECT_NEAR(gone.score, gone.baseline, 1e-3);
  }
}

// A reading published at some time is found again on the path of any later one.
TEST_F(HeatModelProperty, TrendComparesWithTheReadingOfThatTime) {
  ForAll([&](EvidenceGenerator&, const std::vector<FactorInput>& factors) {
    const HeatReading now = Read(factors);
    const HeatReading week_ago = Read(factors, as_of_ - absl::Hours(24 * 7));
    const HeatReading month_ago = Read(factors, as_of_ - absl::Hours(24 * 30));
    const double week = now.trend.has_7d ? now.score - week_ago.score : 0.0;
    const double month = now.trend.has_30d ? now.score - month_ago.score : 0.0;
    EXPECT_NEAR(now.trend.change_7d, week, 1e-9);
    EXPECT_NEAR(now.trend.change_30d, month, 1e-9);
  });
}

}  // namespace
}  // namespace isotherm::scoring
