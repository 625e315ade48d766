// Factors from the wire as inputs of the model.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "isotherm/factor/v1/factor.pb.h"
#include "services/scoring/model/factor_input.h"

namespace isotherm::scoring {

// INVALID_ARGUMENT names the factor and what is unknown or out of range in it.
absl::StatusOr<FactorInput> ToFactorInput(const factor::v1::Factor& factor);

// "leaders/{id}", "leaders/{id}/heat", "leaders/{id}/factors/{factor}" -> id; empty when the name
// has none of these forms or the id is not a slug of at most 64 bytes.
std::string_view LeaderIdOf(std::string_view resource_name);
std::string LeaderName(std::string_view leader_id);  // "leaders/{id}"
std::string HeatName(std::string_view leader_id);    // "leaders/{id}/heat"

}  // namespace isotherm::scoring
