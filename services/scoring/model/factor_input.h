// What the heat model takes in: one factor about one leader, as a plain value.
//
// Ownership: owns its strings. Thread-safety: a value type.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/common/ontology/ontology.h"

namespace isotherm::scoring {

struct FactorInput {
  std::string id;         // unique among the factors of a leader
  std::string claim_key;  // equal for factors that make the same claim; empty = a claim of its own
  std::string source;     // the publisher: reports of one publisher are not independent of each
                          // other; all reports without a publisher count as one publisher's
  FactorRole role = FactorRole::kStanding;
  Domain domain = Domain::kPublicSupport;
  Direction direction = Direction::kNone;  // kNone only for drivers and implications
  double strength = 0.0;                   // 0..3
  double confidence = 0.0;                 // 0..1
  absl::Time observed;                     // when it was true in the world; 1900 or later
  std::optional<absl::Time> end;           // it counts before this time only; after `observed`
};

// INVALID_ARGUMENT naming the factor and the field for a value outside the ranges above (NaN and
// infinity included). Nothing is ever clamped.
absl::Status Validate(const FactorInput& factor);

}  // namespace isotherm::scoring
