// How much of a score each claim accounts for.
//
// The score is f(b + H), f(h) = 100 logistic(h / score_scale), b the heat of incumbency and
// H = F(P) - F(N) the accumulated evidence. Contributions are Aumann-Shapley values (Aumann and
// Shapley, "Values of Non-Atomic Games", 1974): the gain along the ray from no evidence to all of
// it,
//
//   value_j = y_j * integral from 0 to 1 of f'(b + u H) du = y_j * (f(b + H) - f(b)) / H,
//
// where y_j are the two addends of H, F(P) and -F(N). Within F(P), a function of the sum P of its
// clusters alone, the same ray gives each cluster its proportion: x_i F(P) / P. Hence
//
//   contribution_i = x_i * (F(P) / P or F(N) / N) * (f(b + H) - f(b)) / H
//
// and the contributions sum to f(b + H) - f(b) = score - baseline exactly: every term is a share of
// H times one slope. As H -> 0 the slope tends to f'(b).
#pragma once

namespace isotherm::scoring {

struct Attribution {
  double raising_points = 0.0;   // points per unit of a raising cluster's x
  double lowering_points = 0.0;  // points per unit of a lowering cluster's |x|; <= 0
};

Attribution Attribute(double baseline_heat, double raising, double lowering, double saturation,
                      double score_scale);

}  // namespace isotherm::scoring
