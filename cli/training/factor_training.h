// Trains the engine's factor models.
//
// Purpose: the same examples in the same order give the same models, bit for bit.
// Thread-safety: pure.
#pragma once

#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/training/examples.h"
#include "services/factor_analysis/engine/factors/factor_models.h"

namespace isotherm::cli {

struct TrainingExamples {
  std::vector<LabelledUnit> units;
  std::vector<ToneExample> documents;
};

// Trains on the examples of the groups for which `use` holds.
absl::StatusOr<engine::FactorModels> TrainFactorModels(
    const TrainingExamples& examples, const std::function<bool(std::size_t group)>& use);

}  // namespace isotherm::cli
