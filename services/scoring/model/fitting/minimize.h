// Minimises a smooth function by BFGS (Nocedal and Wright, "Numerical Optimization", 2006, ch. 6).
//
// For some tens of variables; deterministic; no threads.
#pragma once

#include <Eigen/Core>
#include <functional>

namespace isotherm::scoring {

// Returns the value at x and writes the gradient.
using Objective = std::function<double(const Eigen::VectorXd& x, Eigen::VectorXd& gradient)>;

// Starts at `x` and returns where the gradient's largest component falls below `tolerance`, or the
// best point after `max_steps` or where no step improves any more.
Eigen::VectorXd Minimize(const Objective& objective, Eigen::VectorXd x, int max_steps = 500,
                         double tolerance = 1e-7);

}  // namespace isotherm::scoring
