// Features and the composed effect of the frames of a unit, for one leader.
//
// Purpose: the compositional part of direction. Every frame gives features over its parts (verb,
// class, sides and worth of its arguments, polarity) and one number, what the dictionaries alone
// say it does to the leader. Thread-safety: pure.
#pragma once

#include "services/factor_analysis/engine/factors/clause_view.h"
#include "services/factor_analysis/engine/factors/units.h"
#include "services/factor_analysis/engine/learning/feature_vector.h"

namespace isotherm::engine {

// Adds the features of the unit's frames to `direction`; returns the composed effect: > 0 raises.
double AddFrameFeatures(const ClauseMap& clauses, const SideTrack& sides, const Unit& unit,
                        FeatureVector& direction);

}  // namespace isotherm::engine
