// The built-in engine as judge of event types and as reader of events.
#pragma once

#include "cli/evaluation/events.h"
#include "services/factor_analysis/engine/events/event_finder.h"

namespace isotherm::cli {

// The finder must outlive them.
TypeJudge BuiltinTypeJudge(const engine::EventFinder& finder);
EventReader BuiltinEventReader(const engine::EventFinder& finder);

}  // namespace isotherm::cli
