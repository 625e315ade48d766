#include "services/scoring/model/fitting/level_likelihood.h"

#include <algorithm>
#include <cmath>

#include "services/scoring/model/accumulation.h"

namespace isotherm::scoring {
namespace {

constexpr std::array<double, 5> kOfficeSign = {1.0, 1.0, 0.0, -1.0, -1.0};  // 0 = free
const double kOfficeCentre = std::log(0.3);

struct Heat {
  double value = 0.0;
  double raising_slope = 0.0;   // dh / d(sum of raising)
  double lowering_slope = 0.0;  // -dh / d(sum of lowering)
};

Heat HeatOf(const std::array<double, kWeightCount>& weights, const std::array<double, 5>& office,
            double saturation, const LevelCase& c) {
  double raising = 0.0;
  double lowering = 0.0;
  for (int j = 0; j < kWeightCount; ++j) {
    raising += weights[j] * c.raising[j];
    lowering += weights[j] * c.lowering[j];
  }
  Heat heat;
  for (int o = 0; o < 5; ++o) heat.value += office[o] * c.office[o];
  heat.value += Accumulate(raising, saturation) - Accumulate(lowering, saturation);
  heat.raising_slope = 1.0 / (1.0 + raising / saturation);
  heat.lowering_slope = 1.0 / (1.0 + lowering / saturation);
  return heat;
}

// P(level = k) = logistic(c_k - h) - logistic(c_(k-1) - h), and its derivatives by the two bounds.
struct LevelProbability {
  double probability = 0.0;
  double by_upper = 0.0;
  double by_lower = 0.0;  // <= 0
};

LevelProbability ProbabilityOf(const std::array<double, kCutpointCount>& cutpoints, int level,
                               double heat) {
  const auto density = [](double x) { return Logistic(x) * Logistic(-x); };
  LevelProbability p;
  const bool has_upper = level < kCutpointCount;
  const bool has_lower = level > 0;
  const double upper = has_upper ? cutpoints[level] - heat : 0.0;
  const double lower = has_lower ? cutpoints[level - 1] - heat : 0.0;
  if (has_lower && lower > 0.0) {  // both in the upper tail: subtract complements
    p.probability = Logistic(-lower) - (has_upper ? Logistic(-upper) : 0.0);
  } else {
    p.probability = (has_upper ? Logistic(upper) : 1.0) - (has_lower ? Logistic(lower) : 0.0);
  }
  p.probability = std::max(p.probability, 1e-300);
  if (has_upper) p.by_upper = density(upper);
  if (has_lower) p.by_lower = -density(lower);
  return p;
}

}  // namespace

Eigen::VectorXd LevelVariables::Start() {
  Eigen::VectorXd x = Eigen::VectorXd::Zero(kCount);
  x.segment(kOffice, 5).setConstant(kOfficeCentre);
  x[kOffice + 2] = 0.0;
  x[kCutpoint] = -3.0;
  x.segment(kGap, kCutpointCount - 1).setConstant(std::log(1.5));
  return x;
}

std::array<double, kWeightCount> LevelVariables::Weights(const Eigen::VectorXd& x) {
  std::array<double, kWeightCount> weights = {};
  for (int j = 0; j < kWeightCount; ++j) weights[j] = std::exp(x[j]);
  return weights;
}

std::array<double, 5> LevelVariables::Office(const Eigen::VectorXd& x) {
  std::array<double, 5> office = {};
  for (int o = 0; o < 5; ++o) {
    const double v = x[kOffice + o];
    office[o] = kOfficeSign[o] == 0.0 ? v : kOfficeSign[o] * std::exp(v);
  }
  return office;
}

std::array<double, kCutpointCount> LevelVariables::Cutpoints(const Eigen::VectorXd& x) {
  std::array<double, kCutpointCount> cutpoints = {x[kCutpoint]};
  for (int k = 1; k < kCutpointCount; ++k) {
    cutpoints[k] = cutpoints[k - 1] + std::exp(x[kGap + k - 1]);
  }
  return cutpoints;
}

double LevelLogLoss(const Eigen::VectorXd& x, double saturation, const LevelCase& c) {
  const Heat heat = HeatOf(LevelVariables::Weights(x), LevelVariables::Office(x), saturation, c);
  return -std::log(ProbabilityOf(LevelVariables::Cutpoints(x), c.level, heat.value).probability);
}

double LevelObjective::operator()(const Eigen::VectorXd& x, Eigen::VectorXd& gradient) const {
  using V = LevelVariables;
  const auto weights = V::Weights(x);
  const auto office = V::Office(x);
  const auto cutpoints = V::Cutpoints(x);
  gradient = Eigen::VectorXd::Zero(V::kCount);
  double loss = 0.0;
  // d(loss) / d(cutpoint k), spread over the variables at the end.
  std::array<double, kCutpointCount> by_cutpoint = {};
  for (const LevelCase* c : *cases) {
    const Heat heat = HeatOf(weights, office, saturation, *c);
    const LevelProbability p = ProbabilityOf(cutpoints, c->level, heat.value);
    loss -= std::log(p.probability);
    if (c->level < kCutpointCount) by_cutpoint[c->level] -= p.by_upper / p.probability;
    if (c->level > 0) by_cutpoint[c->level - 1] -= p.by_lower / p.probability;
    const double by_heat = (p.by_upper + p.by_lower) / p.probability;
    for (int j = 0; j < kWeightCount; ++j) {
      gradient[j] += by_heat * weights[j] *
                     (heat.raising_slope * c->raising[j] - heat.lowering_slope * c->lowering[j]);
    }
    for (int o = 0; o < 5; ++o) {
      const double inner = kOfficeSign[o] == 0.0 ? 1.0 : office[o];
      gradient[V::kOffice + o] += by_heat * inner * c->office[o];
    }
  }
  // A cutpoint moves with the lowest one and with every gap below it.
  double above = 0.0;
  for (int k = kCutpointCount - 1; k >= 0; --k) {
    above += by_cutpoint[k];
    if (k > 0) gradient[V::kGap + k - 1] += above * std::exp(x[V::kGap + k - 1]);
  }
  gradient[V::kCutpoint] += above;

  const auto penalise = [&](int variable, double distance) {
    loss += 0.5 * shrinkage * distance * distance;
    gradient[variable] += shrinkage * distance;
  };
  for (int j = 0; j < kWeightCount; ++j) {
    const double distance = x[j] - x[V::kMean];
    penalise(j, distance);
    gradient[V::kMean] -= shrinkage * distance;
  }
  for (int o = 0; o < 5; ++o) {
    penalise(V::kOffice + o, x[V::kOffice + o] - (kOfficeSign[o] == 0.0 ? 0.0 : kOfficeCentre));
  }
  return loss;
}

}  // namespace isotherm::scoring
