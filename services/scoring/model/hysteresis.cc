#include "services/scoring/model/hysteresis.h"

#include <cmath>

#include "services/scoring/model/accumulation.h"

namespace isotherm::scoring {

LevelTracker::LevelTracker(const HeatParameters& parameters)
    : cutpoints_(parameters.cutpoints),
      margin_(parameters.level_scale * Logit(parameters.hysteresis.threshold)),
      dwell_(parameters.hysteresis.dwell_days) {}

void LevelTracker::Start(double time, double heat) {
  level_ = 0;
  for (int k = 0; k < kCutpointCount; ++k) {
    switches_[k] = {heat > cutpoints_[k], false, 0.0};
    level_ += switches_[k].open ? 1 : 0;
  }
  previous_level_.reset();
  since_ = time;
}

void LevelTracker::Step(double time, double heat) {
  int level = 0;
  for (int k = 0; k < kCutpointCount; ++k) {
    Switch& s = switches_[k];
    const double beyond = heat - cutpoints_[k];
    if ((beyond > 0.0) == s.open) {
      s.contradicted = false;
    } else {
      if (!s.contradicted) {
        s.contradicted = true;
        s.contradicted_since = time;
      }
      if (std::abs(beyond) >= margin_ || time - s.contradicted_since >= dwell_) {
        s.open = !s.open;
        s.contradicted = false;
      }
    }
    level += s.open ? 1 : 0;
  }
  if (level != level_) {
    previous_level_ = static_cast<HeatLevel>(level_);
    level_ = level;
    since_ = time;
  }
}

HeatLevel LevelOf(const HeatParameters& parameters, double heat) {
  int level = 0;
  for (const double cutpoint : parameters.cutpoints) level += heat > cutpoint ? 1 : 0;
  return static_cast<HeatLevel>(level);
}

}  // namespace isotherm::scoring
