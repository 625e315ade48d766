// The trained models of the event step (models/events.bin).
//
// Purpose: one file of weights holds them all; see training for how each is made.
// Ownership: owns the weights. Thread-safety: immutable, safe from any thread.
// Errors: Parse passes on the errors of WeightsFile; NOT_FOUND names a model that is missing.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/factor_analysis/engine/learning/linear_model.h"

namespace isotherm::engine {

struct EventModels {
  static constexpr int kBits = 17;

  LinearModel predicate;  // type of a predicate, or "none": 17 classes
  LinearModel source;     // is the candidate the source of the predicate?
  LinearModel target;     // is the candidate (or nobody) the target?
  LinearModel alignment;  // does the predicate state the event between two given actors?
  LinearModel given;      // type between two given actors: 16 classes
  LinearModel aux;        // 5 classes

  static absl::StatusOr<EventModels> Parse(std::string_view bytes);
  // `provenance`: one JSON object without line breaks.
  std::string Serialize(std::string provenance) const;
};

}  // namespace isotherm::engine
