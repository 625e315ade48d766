#include "services/scoring/model/fitting/minimize.h"

#include <algorithm>

namespace isotherm::scoring {

Eigen::VectorXd Minimize(const Objective& objective, Eigen::VectorXd x, int max_steps,
                         double tolerance) {
  const Eigen::Index n = x.size();
  Eigen::VectorXd gradient(n);
  double value = objective(x, gradient);
  Eigen::MatrixXd inverse = Eigen::MatrixXd::Identity(n, n);
  Eigen::VectorXd next_gradient(n);
  bool fresh = true;  // `inverse` holds no curvature yet
  for (int step = 0; step < max_steps; ++step) {
    if (gradient.lpNorm<Eigen::Infinity>() < tolerance) break;
    Eigen::VectorXd direction = -(inverse * gradient);
    double slope = direction.dot(gradient);
    if (slope >= 0.0) {  // rounding has spoilt the curvature
      inverse.setIdentity();
      direction = -gradient;
      slope = -gradient.squaredNorm();
      fresh = true;
    }
    double length = fresh ? std::min(1.0, 1.0 / gradient.norm()) : 1.0;
    constexpr double kSufficient = 1e-4;  // Armijo's condition
    constexpr double kShortest = 1e-14;
    Eigen::VectorXd next;
    double next_value = value;
    for (;; length /= 2.0) {
      if (length < kShortest) return x;
      next = x + length * direction;
      next_value = objective(next, next_gradient);
      if (next_value <= value + kSufficient * length * slope) break;
    }
    const Eigen::VectorXd moved = next - x;
    const Eigen::VectorXd turned = next_gradient - gradient;
    const double curvature = moved.dot(turned);
    if (curvature > 1e-12) {
      if (fresh) inverse *= curvature / turned.squaredNorm();
      fresh = false;
      const Eigen::VectorXd y = inverse * turned;
      inverse += (1.0 + turned.dot(y) / curvature) / curvature * moved * moved.transpose() -
                 (y * moved.transpose() + moved * y.transpose()) / curvature;
    }
    x = next;
    value = next_value;
    gradient = next_gradient;
  }
  return x;
}

}  // namespace isotherm::scoring
