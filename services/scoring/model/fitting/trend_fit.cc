#include "services/scoring/model/fitting/trend_fit.h"

#include <algorithm>
#include <cmath>

#include "services/scoring/model/accumulation.h"
#include "services/scoring/model/fitting/minimize.h"

namespace isotherm::scoring {
namespace {

// Variables: log weights of momentum and change, lower cutpoint, log of the gap to the upper one.
struct TrendObjective {
  absl::Span<const TrendCase> cases;

  double operator()(const Eigen::VectorXd& x, Eigen::VectorXd& gradient) const {
    constexpr double kShrinkage = 0.5;
    const double momentum = std::exp(x[0]);
    const double change = std::exp(x[1]);
    const double gap = std::exp(x[3]);
    const auto density = [](double v) { return Logistic(v) * Logistic(-v); };
    gradient = Eigen::VectorXd::Zero(4);
    double loss = 0.0;
    for (const TrendCase& c : cases) {
      const double index = momentum * c.momentum + change * c.change;
      const double lower = x[2] - index;
      const double upper = lower + gap;
      double p = 0.0;
      double by_lower = 0.0;
      double by_upper = 0.0;
      switch (c.trend) {
        case Trend::kFalling:
          p = Logistic(lower);
          by_lower = density(lower);
          break;
        case Trend::kSteady:
          p = Logistic(upper) - Logistic(lower);
          by_lower = -density(lower);
          by_upper = density(upper);
          break;
        case Trend::kRising:
          p = Logistic(-upper);
          by_upper = -density(upper);
          break;
      }
      p = std::max(p, 1e-300);
      loss -= std::log(p);
      const double by_both = -(by_lower + by_upper) / p;
      gradient[0] -= by_both * momentum * c.momentum;
      gradient[1] -= by_both * change * c.change;
      gradient[2] += by_both;
      gradient[3] -= by_upper / p * gap;
    }
    for (int i = 0; i < 2; ++i) {
      loss += 0.5 * kShrinkage * x[i] * x[i];
      gradient[i] += kShrinkage * x[i];
    }
    return loss;
  }
};

}  // namespace

TrendParameters FitTrend(absl::Span<const TrendCase> cases) {
  Eigen::VectorXd start(4);
  start << 0.0, 0.0, -0.5, 0.0;
  const Eigen::VectorXd x = Minimize(TrendObjective{cases}, start);
  const double lower = x[2];
  const double upper = lower + std::exp(x[3]);
  // Where P(rising) = P(steady): with a = upper - index, 1 - L(a) = L(a) - L(a - gap). The
  // difference rises with the index, so bisection finds it; without a steady stretch it is the
  // middle.
  const double gap = upper - lower;
  const auto rising_over_steady = [gap](double a) {
    return Logistic(-a) - (Logistic(a) - Logistic(a - gap));
  };
  double near = -30.0;  // a: rising certain
  double far = gap / 2.0;
  TrendParameters out;
  out.momentum_weight = std::exp(x[0]);
  out.change_weight = std::exp(x[1]);
  const double middle = (lower + upper) / 2.0;
  double half_steady = 0.0;  // half the width of the stretch where steady is the most probable
  if (rising_over_steady(far) < 0.0) {
    for (int i = 0; i < 80; ++i) {
      const double a = (near + far) / 2.0;
      (rising_over_steady(a) > 0.0 ? near : far) = a;
    }
    half_steady = gap / 2.0 - near;
  }
  constexpr double kAroundZero = 0.1;
  out.rising = std::max(middle + half_steady, kAroundZero);
  out.falling = std::min(middle - half_steady, -kAroundZero);
  return out;
}

}  // namespace isotherm::scoring
