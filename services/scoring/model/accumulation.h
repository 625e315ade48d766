// How evidence of one direction adds up.
//
// F(S) = k ln(1 + S / k), S the sum of the clusters' heat, k the model's `saturation`. F(S) is S
// for a single document's worth of evidence and flattens with volume, because reports about one
// leader are correlated: for much evidence on both sides F(P) - F(N) tends to k ln(P / N), the
// balance of the evidence, which does not depend on how much is written about a leader. F is
// increasing, so more raising evidence never lowers.
#pragma once

#include <cmath>

namespace isotherm::scoring {

inline double Accumulate(double sum, double saturation) {
  return saturation * std::log1p(sum / saturation);
}

// F(S) / S, continuous at 0: the share of a unit of evidence that is left after saturation.
inline double AccumulatedShare(double sum, double saturation) {
  return sum > 1e-12 * saturation ? Accumulate(sum, saturation) / sum : 1.0;
}

// Sum with a running compensation (Neumaier 1974): exact to the last bits for thousands of terms.
class ExactSum {
 public:
  void Add(double x) {
    const double t = sum_ + x;
    correction_ += std::abs(sum_) >= std::abs(x) ? (sum_ - t) + x : (x - t) + sum_;
    sum_ = t;
  }
  double value() const { return sum_ + correction_; }

 private:
  double sum_ = 0.0;
  double correction_ = 0.0;
};

inline double Logistic(double x) {
  return x >= 0 ? 1.0 / (1.0 + std::exp(-x)) : std::exp(x) / (1.0 + std::exp(x));
}

inline double Logit(double p) { return std::log(p / (1.0 - p)); }

}  // namespace isotherm::scoring
