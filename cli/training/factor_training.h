// Trains the engine's factor models.
//
// Purpose: the same examples in the same order give the same models, bit for bit.
// Thread-safety: pure.
#pragma once

#include <functional>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "cli/training/examples.h"
#include "services/factor_analysis/engine/factors/factor_models.h"

namespace isotherm::cli {

// Trains on the examples for which `use` holds.
absl::StatusOr<engine::FactorModels> TrainFactorModels(
    absl::Span<const LabelledUnit> examples, const std::function<bool(const LabelledUnit&)>& use);

}  // namespace isotherm::cli
