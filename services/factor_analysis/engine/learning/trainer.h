// Trains linear models: penalised maximum likelihood by L-BFGS (Liu and Nocedal 1989).
//
// Purpose: deterministic, single-threaded, no randomness: the same examples in the same order give
// the same weights. Small data only (tens of thousands of examples, hundreds of features each).
// Thread-safety: pure function.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/factor_analysis/engine/learning/feature_vector.h"
#include "services/factor_analysis/engine/learning/linear_model.h"

namespace isotherm::engine {

struct Example {
  const FeatureVector* features = nullptr;  // borrowed, finished
  int label = 0;                            // index into the classes
  double weight = 1.0;
};

struct TrainOptions {
  int bits = 18;
  double l2 = 1.0;  // objective: sum of weighted log losses + l2 / 2 * |w|^2
  int iterations = 60;
};

// INVALID_ARGUMENT when there are fewer than two classes, no examples, or a label is out of range.
absl::StatusOr<LinearModel> TrainLogistic(absl::Span<const Example> examples,
                                          std::vector<std::string> classes,
                                          const TrainOptions& options);

struct RegressionExample {
  const FeatureVector* features = nullptr;  // borrowed, finished
  double target = 0.0;
  double weight = 1.0;
};

// Ridge regression (Hoerl and Kennard 1970): half the sum of weighted squared errors plus
// l2 / 2 * |w|^2. The model's Score() is the estimate. INVALID_ARGUMENT without examples.
absl::StatusOr<LinearModel> TrainRidge(absl::Span<const RegressionExample> examples,
                                       const TrainOptions& options);

}  // namespace isotherm::engine
