#include "services/scoring/model/heat_model.h"

#include <cmath>
#include <limits>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scoring/model/testing_evidence.h"

namespace isotherm::scoring {
namespace {

using testing::Epoch;
using ::testing::HasSubstr;
using testing::TestParameters;

constexpr absl::Duration kDay = absl::Hours(24);

FactorInput Factor(std::string id, Direction direction, double strength, absl::Time observed) {
  FactorInput f;
  f.id = std::move(id);
  f.source = "source of " + f.id;
  f.domain = Domain::kSecurityWar;
  f.direction = direction;
  f.strength = strength;
  f.confidence = 0.8;
  f.observed = observed;
  return f;
}

class HeatModelTest : public ::testing::Test {
 protected:
  HeatReading Read(const std::vector<FactorInput>& factors, absl::Time as_of) const {
    return model_->Read(factors, office_, as_of).value();
  }
  absl::StatusOr<HeatModel> model_ = HeatModel::Create(TestParameters());
  Incumbency office_;
};

TEST_F(HeatModelTest, OneFactorCountsByTheFormula) {
  const HeatParameters& p = model_->parameters();
  const HeatReading now = Read({Factor("a", Direction::kRaises, 2, Epoch())}, Epoch());
  const double x = p.weight(Domain::kSecurityWar, FactorRole::kStanding) * 2 * 0.8;
  const double h = p.incumbency.unknown + p.saturation * std::log1p(x / p.saturation);
  EXPECT_DOUBLE_EQ(now.heat, h);
  EXPECT_DOUBLE_EQ(now.score, 100 / (1 + std::exp(-h / p.score_scale)));
  EXPECT_EQ(now.coverage.sources, 1);
  EXPECT_EQ(now.coverage.word, CoverageWord::kLow);
  EXPECT_EQ(now.model_id, "heat-test");
  EXPECT_EQ(now.model_version, 3);

  const double half_life = p.domain(Domain::kSecurityWar).half_life_days;
  const HeatReading later =
      Read({Factor("a", Direction::kRaises, 2, Epoch())}, Epoch() + half_life * kDay);
  EXPECT_NEAR(later.heat, p.incumbency.unknown + p.saturation * std::log1p(x / 2 / p.saturation),
              1e-12);
  EXPECT_LT(later.coverage.value, now.coverage.value);
}

TEST_F(HeatModelTest, NoEvidenceIsTheBaselineWithAWideInterval) {
  const HeatReading reading = Read({}, Epoch());
  EXPECT_DOUBLE_EQ(reading.score, reading.baseline);
  EXPECT_EQ(reading.coverage.value, 0.0);
  EXPECT_EQ(reading.coverage.newest, absl::InfinitePast());
  EXPECT_EQ(reading.trend.trend, Trend::kSteady);
  EXPECT_LT(reading.low, 15.0);
  EXPECT_GT(reading.high, 85.0);
}

TEST_F(HeatModelTest, IndependentSourcesAddUpByNoisyOr) {
  FactorInput a = Factor("a", Direction::kRaises, 2, Epoch());
  FactorInput b = Factor("b", Direction::kRaises, 2, Epoch());
  a.claim_key = b.claim_key = "the war is won";
  const Explanation explanation =
      model_->Explain(Evidence::Build({a, b}).value(), office_, Epoch());
  ASSERT_EQ(explanation.clusters.size(), 1U);
  const ClusterContribution& cluster = explanation.clusters.front();
  EXPECT_NEAR(cluster.confidence, 1 - 0.2 * 0.2, 1e-12);
  EXPECT_NEAR(cluster.strength, 2.0, 1e-12);
  EXPECT_EQ(cluster.sources, 2);
  EXPECT_EQ(cluster.factors.size(), 2U);
}

TEST_F(HeatModelTest, EnoughEvidenceReachesBothEndsOfTheScale) {
  for (const Direction direction : {Direction::kRaises, Direction::kLowers}) {
    std::vector<FactorInput> factors;
    for (int i = 0; i < 7; ++i) {
      factors.push_back(Factor("f" + std::to_string(i), direction, 3, Epoch()));
    }
    const HeatReading reading = Read(factors, Epoch());
    EXPECT_EQ(reading.level,
              direction == Direction::kRaises ? HeatLevel::kBlazing : HeatLevel::kFreezing);
  }
}

// The balance decides, not how much is written.
TEST_F(HeatModelTest, VolumeOfBalancedEvidenceDoesNotHeat) {
  std::vector<FactorInput> factors;
  for (int i = 0; i < 200; ++i) {
    factors.push_back(Factor("r" + std::to_string(i), Direction::kRaises, 2, Epoch()));
    factors.push_back(Factor("l" + std::to_string(i), Direction::kLowers, 2, Epoch()));
  }
  const HeatReading reading = Read(factors, Epoch());
  EXPECT_NEAR(reading.score, reading.baseline, 1e-9);
  EXPECT_EQ(reading.coverage.word, CoverageWord::kHigh);
}

TEST_F(HeatModelTest, JumpShowsAtOnce) {
  std::vector<FactorInput> factors;
  for (int i = 0; i < 6; ++i) {
    factors.push_back(Factor("up" + std::to_string(i), Direction::kRaises, 2, Epoch()));
  }
  const absl::Time ouster = Epoch() + 20 * kDay;
  EXPECT_GE(Read(factors, ouster).level, HeatLevel::kHot);
  for (int i = 0; i < 30; ++i) {
    factors.push_back(Factor("down" + std::to_string(i), Direction::kLowers, 3, ouster));
  }
  const HeatReading after = Read(factors, ouster);
  EXPECT_LE(after.level, HeatLevel::kCold);
  EXPECT_EQ(after.level_since, ouster);
  EXPECT_EQ(after.trend.trend, Trend::kFalling);
  EXPECT_LT(after.trend.change_7d, -30.0);
}

TEST_F(HeatModelTest, NoiseAroundABoundaryDoesNotFlap) {
  const HeatParameters& p = model_->parameters();
  // Lasting evidence that holds h near the boundary between MILD and HOT, and every day a report
  // that pushes h back towards the boundary, and mostly over it.
  FactorInput base = Factor("base", Direction::kRaises, 1.45, Epoch());
  base.domain = Domain::kAlliances;
  std::vector<FactorInput> factors = {base};
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> strength(0.1, 0.5);
  int instant_changes = 0;
  std::vector<absl::Time> changes;
  HeatReading last = Read(factors, Epoch());
  for (int day = 1; day < 365; ++day) {
    const absl::Time now = Epoch() + day * kDay;
    const Direction back = last.heat > p.cutpoints[3] ? Direction::kLowers : Direction::kRaises;
    factors.push_back(Factor("d" + std::to_string(day), back, strength(random), now));
    const HeatReading reading = Read(factors, now);
    instant_changes += reading.instant_level != last.instant_level;
    if (reading.level != last.level) changes.push_back(now);
    last = reading;
  }
  EXPECT_GT(instant_changes, 50) << "else the noise crosses too seldom to mean anything";
  for (std::size_t i = 1; i < changes.size(); ++i) {
    EXPECT_GE(changes[i] - changes[i - 1], p.hysteresis.dwell_days * kDay);
  }
}

TEST_F(HeatModelTest, LosingOfficeCoolsWithoutAnyReport) {
  office_.tenures = {{OfficeRank::kExecutive, Epoch(), Epoch() + 100 * kDay}};
  const HeatReading in_office = Read({}, Epoch() + 99 * kDay);
  const HeatReading after = Read({}, Epoch() + 100 * kDay);
  const HeatReading long_after = Read({}, Epoch() + 2000 * kDay);
  EXPECT_EQ(in_office.incumbency, IncumbencyState::kExecutive);
  EXPECT_EQ(after.incumbency, IncumbencyState::kFormer);
  EXPECT_LT(after.score, in_office.score);
  EXPECT_GT(long_after.score, after.score);
  EXPECT_EQ(Read({}, Epoch() - 30 * kDay).incumbency, IncumbencyState::kDesignate);
}

TEST_F(HeatModelTest, DriversAndImplicationsAreNotScored) {
  FactorInput driver = Factor("d", Direction::kNone, 0, Epoch());
  driver.role = FactorRole::kDriver;
  const HeatReading reading = Read({driver}, Epoch());
  EXPECT_EQ(reading.coverage.factors, 0);
  EXPECT_EQ(reading.score, reading.baseline);
}

TEST_F(HeatModelTest, InvalidFactorsAreNamed) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto error = [&](auto change) {
    FactorInput f = Factor("the-bad-one", Direction::kRaises, 2, Epoch());
    change(f);
    const auto reading =
        model_->Read({Factor("good", Direction::kRaises, 2, Epoch()), f}, office_, Epoch());
    EXPECT_EQ(reading.status().code(), absl::StatusCode::kInvalidArgument);
    return std::string(reading.status().message());
  };
  EXPECT_THAT(error([&](FactorInput& f) { f.strength = nan; }),
              AllOf(HasSubstr("the-bad-one"), HasSubstr("strength")));
  EXPECT_THAT(error([](FactorInput& f) { f.strength = -0.1; }), HasSubstr("strength -0.1"));
  EXPECT_THAT(error([](FactorInput& f) { f.strength = 3.01; }), HasSubstr("0..3"));
  EXPECT_THAT(error([&](FactorInput& f) { f.confidence = nan; }), HasSubstr("confidence"));
  EXPECT_THAT(error([](FactorInput& f) { f.confidence = 1.5; }), HasSubstr("0..1"));
  EXPECT_THAT(error([](FactorInput& f) { f.id.clear(); }), HasSubstr("id is empty"));
  EXPECT_THAT(error([](FactorInput& f) { f.domain = static_cast<Domain>(99); }),
              HasSubstr("domain 99"));
  EXPECT_THAT(error([](FactorInput& f) { f.role = static_cast<FactorRole>(9); }),
              HasSubstr("role 9"));
  EXPECT_THAT(error([](FactorInput& f) { f.direction = Direction::kNone; }),
              HasSubstr("direction"));
  EXPECT_THAT(error([](FactorInput& f) {
                f.observed = absl::FromCivil(absl::CivilDay(1899, 12, 31), absl::UTCTimeZone());
              }),
              HasSubstr("before 1900"));
  EXPECT_THAT(error([](FactorInput& f) { f.observed = absl::InfiniteFuture(); }),
              HasSubstr("infinite"));
  EXPECT_THAT(error([](FactorInput& f) { f.end = f.observed; }), HasSubstr("end"));
  EXPECT_THAT(error([](FactorInput& f) {
                f.id = "good";
                f.strength = 1;
              }),
              HasSubstr("twice with different content"));
}

}  // namespace
}  // namespace isotherm::scoring
