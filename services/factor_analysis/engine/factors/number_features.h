// Features of the numbers in a unit: how large a share is, and whether it went up or down.
//
// Purpose: "61 of 400 seats, down from 289" says what happened without a verb of defeat. Shares and
// changes become coarse features beside the noun they count. Pure and thread-safe.
#pragma once

#include "services/factor_analysis/engine/factors/clause_view.h"
#include "services/factor_analysis/engine/factors/units.h"
#include "services/factor_analysis/engine/learning/feature_vector.h"

namespace isotherm::engine {

void AddNumberFeatures(const ClauseMap& clauses, const SideTrack& sides, const Unit& unit,
                       FeatureVector& direction, FeatureVector& topic);

// "1,960" -> 1960, "3.5" -> 3.5, "20th" -> 20, "sixty" -> 60; negative = not a number.
double NumberOf(const Token& token);

}  // namespace isotherm::engine
