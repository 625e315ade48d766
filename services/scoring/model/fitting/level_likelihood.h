// The penalised likelihood of labelled levels, as a function of the logarithms of the weights.
//
// Scale of h here: level_scale = 1; the fit rescales afterwards.
#pragma once

#include <Eigen/Core>
#include <array>
#include <vector>

#include "services/scoring/model/parameters.h"

namespace isotherm::scoring {

inline constexpr int kWeightCount = kDomainCount * kScoredRoleCount;

// What one labelled reading brings into the likelihood.
struct LevelCase {
  // Strength x confidence x freshness in force, by domain * 2 + role.
  std::array<double, kWeightCount> raising = {};
  std::array<double, kWeightCount> lowering = {};
  // How far each effect of office applies: executive, designate, other office, just left, former.
  std::array<double, 5> office = {};
  int level = 0;
};

// Layout of the variables.
//   0 .. 29   log weights             30      their common mean
//   31 .. 35  effects of office: logarithms of the magnitudes with the signs + + (free) - -
//   36        lowest cutpoint         37 .. 40  logarithms of the gaps between cutpoints
struct LevelVariables {
  static constexpr int kMean = kWeightCount;
  static constexpr int kOffice = kMean + 1;
  static constexpr int kCutpoint = kOffice + 5;
  static constexpr int kGap = kCutpoint + 1;
  static constexpr int kCount = kGap + kCutpointCount - 1;

  static Eigen::VectorXd Start();
  static std::array<double, kWeightCount> Weights(const Eigen::VectorXd& x);
  static std::array<double, 5> Office(const Eigen::VectorXd& x);
  static std::array<double, kCutpointCount> Cutpoints(const Eigen::VectorXd& x);
};

struct LevelObjective {
  const std::vector<const LevelCase*>* cases = nullptr;
  double saturation = 1.0;
  double shrinkage = 1.0;

  // Negative log likelihood plus penalty.
  double operator()(const Eigen::VectorXd& x, Eigen::VectorXd& gradient) const;
};

// Negative log likelihood of one case, without penalty.
double LevelLogLoss(const Eigen::VectorXd& x, double saturation, const LevelCase& c);

}  // namespace isotherm::scoring
