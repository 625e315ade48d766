// The published level: boundaries that are crossed for good, not by noise.
//
// Each of the five cutpoints is a two-state switch (Schmitt 1938): it flips at once when the
// probability of lying beyond it reaches the threshold, or when h has stayed on its other side for
// the dwell time. A switch is monotone in the path of h, and a higher cutpoint never opens before a
// lower one, so the level is the number of open switches and never falls because of raising
// evidence. The path is replayed over world time (replay.h); nothing is kept between readings.
// Times in days.
#pragma once

#include <array>
#include <optional>

#include "services/common/ontology/ontology.h"
#include "services/scoring/model/parameters.h"

namespace isotherm::scoring {

class LevelTracker {
 public:
  // Keeps a reference to nothing; copies what it needs.
  explicit LevelTracker(const HeatParameters& parameters);

  // First point of the path: the level is that of `heat`, without memory.
  void Start(double time, double heat);
  // Next point, not before the last one.
  void Step(double time, double heat);

  HeatLevel level() const { return static_cast<HeatLevel>(level_); }
  // The level before that, as far back as the path goes.
  std::optional<HeatLevel> previous_level() const { return previous_level_; }
  double since() const { return since_; }  // when `level` was entered

 private:
  struct Switch {
    bool open = false;
    bool contradicted = false;        // h lies on the other side
    double contradicted_since = 0.0;  // time of the first point there
  };

  std::array<double, kCutpointCount> cutpoints_;
  double margin_;  // on h: where the probability beyond a cutpoint reaches the threshold
  double dwell_;
  std::array<Switch, kCutpointCount> switches_;
  int level_ = 0;
  std::optional<HeatLevel> previous_level_;
  double since_ = 0.0;
};

// The level whose band holds h: the median of the level probabilities.
HeatLevel LevelOf(const HeatParameters& parameters, double heat);

}  // namespace isotherm::scoring
