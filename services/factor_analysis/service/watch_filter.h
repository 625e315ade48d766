// The parent of ListFactors and WatchFactors: one leader or all.
//
// Errors: INVALID_ARGUMENT with a violation of `parent`. Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/common/stream/change.h"

namespace isotherm::factor_analysis {

// "leaders/x" -> "x"; "leaders/-" -> "".
absl::StatusOr<std::string> LeaderOfParent(std::string_view parent);

// Factors of the parent's leader; an empty parent means all.
absl::StatusOr<stream::Filter> FactorWatchFilter(std::string_view parent);

}  // namespace isotherm::factor_analysis
