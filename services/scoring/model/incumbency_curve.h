// The heat of a leader's offices over time, ready for replay.
//
// Purpose: the state changes only where an office begins or ends; between those times the heat is
// constant, or for a former office-holder moves from `just_left` to `former`. Times in days.
// Thread-safety: immutable.
#pragma once

#include <vector>

#include "services/scoring/model/incumbency.h"
#include "services/scoring/model/parameters.h"

namespace isotherm::scoring {

class IncumbencyCurve {
 public:
  IncumbencyCurve(const IncumbencyEffects& effects, const Incumbency& incumbency);

  double HeatAt(double time) const;
  // False when the heat stays what it is at `time` until the next boundary.
  bool MovesAt(double time) const;
  // Where the state may change; ascending.
  const std::vector<double>& boundaries() const { return boundaries_; }

 private:
  struct Segment {
    double begin = 0.0;  // the first segment begins at minus infinity
    bool former = false;
    double heat = 0.0;  // not former
    double left = 0.0;  // former: when the office ended
  };
  const Segment& SegmentAt(double time) const;

  IncumbencyEffects effects_;
  std::vector<double> boundaries_;
  std::vector<Segment> segments_;
};

}  // namespace isotherm::scoring
