#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scoring/model/fitting/dossiers.h"
#include "services/scoring/model/fitting/fit_scores.h"
#include "services/scoring/model/fitting/level_likelihood.h"
#include "services/scoring/model/fitting/minimize.h"
#include "services/scoring/model/fitting/ordinal_fit.h"
#include "services/scoring/model/heat_model.h"
#include "services/scoring/model/testing_evidence.h"

namespace isotherm::scoring {
namespace {

using ::testing::HasSubstr;

// Samples whose labels are what `truth` reads.
std::vector<FitSample> Simulate(const HeatParameters& truth, int count) {
  const HeatModel model = HeatModel::Create(truth).value();
  testing::EvidenceGenerator generator(99);
  std::vector<FitSample> samples;
  for (int i = 0; i < count; ++i) {
    FitSample sample;
    sample.group = "leader-" + std::to_string(i % (count / 2));
    sample.as_of = testing::Epoch();
    for (int f = 3 + generator.Below(6); f > 0; --f) {
      FactorInput factor = generator.Scored(
          generator.Uniform() < (i % 10) / 9.0 ? Direction::kRaises : Direction::kLowers);
      factor.observed = sample.as_of;
      factor.end.reset();
      factor.claim_key.clear();
      sample.factors.push_back(factor);
    }
    sample.level = model.Read(sample.factors, {}, sample.as_of)->instant_level;
    sample.trend = model.Read(sample.factors, {}, sample.as_of)->trend.trend;
    samples.push_back(std::move(sample));
  }
  return samples;
}

FitOptions Options() {
  FitOptions options;
  options.prior = UnfittedHeatParameters();
  options.prior.id = "fitted";
  options.prior.version = 1;
  return options;
}

TEST(Fit, RecoversWhatItIsTaught) {
  const std::vector<FitSample> samples = Simulate(testing::TestParameters(), 400);
  const auto fit = FitHeatParameters(absl::MakeSpan(samples).subspan(0, 300), Options());
  ASSERT_TRUE(fit.ok()) << fit.status();
  const auto scores = ScoreSamples(fit->parameters, absl::MakeSpan(samples).subspan(300));
  ASSERT_TRUE(scores.ok());
  EXPECT_GT(scores->qwk, 0.93);
  EXPECT_GT(scores->within_one, 0.97);
  EXPECT_GT(scores->trend_accuracy, 0.75);
  EXPECT_NEAR(fit->parameters.cutpoints.front(), -fit->parameters.cutpoints.back(), 1e-9);
  for (const DomainParameters& domain : fit->parameters.domains) {
    for (const double weight : domain.weight) EXPECT_GT(weight, 0.0);
  }
  EXPECT_GE(fit->parameters.incumbency.executive, fit->parameters.incumbency.unknown);
  EXPECT_LE(fit->parameters.incumbency.just_left, fit->parameters.incumbency.unknown);
}

TEST(Fit, SameSamplesSameBytes) {
  std::vector<FitSample> samples = Simulate(testing::TestParameters(), 120);
  const auto first = FitHeatParameters(samples, Options());
  const auto second = FitHeatParameters(samples, Options());
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(SerializeHeatParameters(first->parameters),
            SerializeHeatParameters(second->parameters));
}

TEST(Fit, RefusesWhatCannotBeFitted) {
  const std::vector<FitSample> samples = Simulate(testing::TestParameters(), 120);
  const auto few = FitHeatParameters(absl::MakeSpan(samples).subspan(0, 10), Options());
  EXPECT_THAT(std::string(few.status().message()), HasSubstr("10 samples"));
  std::vector<FitSample> one_level = samples;
  for (FitSample& sample : one_level) sample.level = HeatLevel::kHot;
  EXPECT_THAT(std::string(FitHeatParameters(one_level, Options()).status().message()),
              HasSubstr("FREEZING"));
  std::vector<FitSample> broken = samples;
  broken[7].factors[0].strength = 17;
  EXPECT_THAT(std::string(FitHeatParameters(broken, Options()).status().message()),
              HasSubstr("strength"));
}

TEST(Fit, GradientMatchesDifferences) {
  std::vector<LevelCase> cases(6);
  testing::EvidenceGenerator generator(3);
  std::vector<const LevelCase*> pointers;
  for (int i = 0; i < 6; ++i) {
    cases[i].level = i;
    for (int j = 0; j < kWeightCount; ++j) {
      cases[i].raising[j] = generator.Uniform();
      cases[i].lowering[j] = generator.Uniform();
    }
    cases[i].office[i % 5] = 1.0;
    pointers.push_back(&cases[i]);
  }
  const LevelObjective objective{&pointers, 3.0, 2.0};
  Eigen::VectorXd x = LevelVariables::Start();
  for (Eigen::Index i = 0; i < x.size(); ++i) x[i] += 0.3 * generator.Uniform();
  Eigen::VectorXd gradient;
  objective(x, gradient);
  Eigen::VectorXd unused;
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    constexpr double kStep = 1e-5;
    Eigen::VectorXd up = x;
    Eigen::VectorXd down = x;
    up[i] += kStep;
    down[i] -= kStep;
    EXPECT_NEAR(gradient[i], (objective(up, unused) - objective(down, unused)) / (2 * kStep), 1e-5)
        << "variable " << i;
  }
}

TEST(Minimize, FindsTheBottomOfACurvedValley) {
  const auto rosenbrock = [](const Eigen::VectorXd& x, Eigen::VectorXd& g) {
    g.resize(2);
    g << -2 * (1 - x[0]) - 400 * x[0] * (x[1] - x[0] * x[0]), 200 * (x[1] - x[0] * x[0]);
    return std::pow(1 - x[0], 2) + 100 * std::pow(x[1] - x[0] * x[0], 2);
  };
  Eigen::VectorXd start(2);
  start << -1.2, 1.0;
  const Eigen::VectorXd x = Minimize(rosenbrock, start);
  EXPECT_NEAR(x[0], 1.0, 1e-5);
  EXPECT_NEAR(x[1], 1.0, 1e-5);
}

TEST(Scores, KappaOfKnownTables) {
  std::array<std::array<int, kHeatLevelCount>, kHeatLevelCount> table = {};
  for (int k = 0; k < kHeatLevelCount; ++k) table[k][k] = 5;
  EXPECT_DOUBLE_EQ(QuadraticWeightedKappa(table), 1.0);
  for (auto& row : table) row.fill(3);
  EXPECT_NEAR(QuadraticWeightedKappa(table), 0.0, 1e-12);
}

TEST(Dossiers, DamagedRecordsNameTheirLine) {
  const auto broken = ReadGoldDossiers("\n{\"level\": \"hot\"\n");
  EXPECT_THAT(std::string(broken.status().message()), HasSubstr("line 2"));
  EXPECT_THAT(std::string(ReadGoldDossiers("{\"level\": \"warm\"}").status().message()),
              HasSubstr("level"));
}

TEST(Dossiers, GoldFactorsGiveTheLevelOfLeadersNeverSeen) {
  const char* shared = std::getenv("ISOTHERM_SHARED_DIR");
  std::ifstream in("data/train/dossiers.jsonl");
  if (!in && shared != nullptr) in.open(std::string(shared) + "/data/train/dossiers.jsonl");
  if (!in) GTEST_SKIP() << "no dossiers.jsonl in data/train or ISOTHERM_SHARED_DIR";
  std::ostringstream text;
  text << in.rdbuf();
  const auto samples = ReadGoldDossiers(text.str());
  ASSERT_TRUE(samples.ok()) << samples.status();
  for (const FitSample& sample : samples->training) EXPECT_FALSE(IsHeldOut(sample.group));
  const auto fit = FitHeatParameters(samples->training, Options());
  ASSERT_TRUE(fit.ok()) << fit.status();
  const auto scores = ScoreSamples(fit->parameters, samples->held_out);
  ASSERT_TRUE(scores.ok());
  EXPECT_GE(scores->qwk, 0.90);
  EXPECT_GE(scores->within_one, 0.95);
  EXPECT_GE(scores->trend_accuracy, 0.75);
}

}  // namespace
}  // namespace isotherm::scoring
