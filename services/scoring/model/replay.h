// The path of a leader's heat over world time, replayed from the evidence.
//
// Purpose: hysteresis and trend depend on where the heat was before. Both follow from the evidence
// set alone: the path is walked at every observed time, every end, every change of office and every
// midnight UTC up to `as_of`, so that order of arrival, repetition or retraction followed by a new
// ingest leave no trace.
// Cost: decayed sums are kept per distinct half-life, so a step costs a few multiplications however
// many factors there are; a factor costs one evaluation of its cluster.
// Times in days.
#pragma once

#include <optional>

#include "services/common/ontology/ontology.h"
#include "services/scoring/model/evidence.h"
#include "services/scoring/model/incumbency_curve.h"
#include "services/scoring/model/parameters.h"

namespace isotherm::scoring {

// The path some days before `as_of`.
struct PastHeat {
  bool known = false;  // some evidence had been observed by then
  double heat = 0.0;   // h; from incumbency alone when not known
};

struct PathEnd {
  HeatLevel level = HeatLevel::kMild;
  double level_since = 0.0;
  std::optional<HeatLevel> previous_level;
  PastHeat week_ago;   // as_of - 7
  PastHeat month_ago;  // as_of - 30
};

// `final_heat` is h at `as_of`, computed from scratch: the last point of the path.
PathEnd ReplayPath(const HeatParameters& parameters, const Evidence& evidence,
                   const IncumbencyCurve& incumbency, double as_of, double final_heat);

}  // namespace isotherm::scoring
