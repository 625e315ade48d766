#include "services/scoring/model/attribution.h"

#include <cmath>

#include "services/scoring/model/accumulation.h"

namespace isotherm::scoring {

Attribution Attribute(double baseline_heat, double raising, double lowering, double saturation,
                      double score_scale) {
  const double heat = Accumulate(raising, saturation) - Accumulate(lowering, saturation);
  const auto score = [score_scale](double h) { return 100.0 * Logistic(h / score_scale); };
  double slope = 0.0;
  // Below this the quotient of differences is less exact than the derivative at the middle.
  if (std::abs(heat) > 1e-5 * score_scale) {
    slope = (score(baseline_heat + heat) - score(baseline_heat)) / heat;
  } else {
    const double p = Logistic((baseline_heat + heat / 2.0) / score_scale);
    slope = 100.0 * p * (1.0 - p) / score_scale;
  }
  return {AccumulatedShare(raising, saturation) * slope,
          -AccumulatedShare(lowering, saturation) * slope};
}

}  // namespace isotherm::scoring
