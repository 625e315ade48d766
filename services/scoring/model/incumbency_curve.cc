#include "services/scoring/model/incumbency_curve.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "services/scoring/model/evidence.h"

namespace isotherm::scoring {
namespace {

constexpr double kSettledHalfLives = 40.0;  // 2^-40 of the way is left: nothing moves any more

double HeatOf(const IncumbencyEffects& effects, IncumbencyState state) {
  switch (state) {
    case IncumbencyState::kExecutive:
      return effects.executive;
    case IncumbencyState::kDesignate:
      return effects.designate;
    case IncumbencyState::kOtherOffice:
      return effects.other_office;
    case IncumbencyState::kFormer:
    case IncumbencyState::kUnknown:
      break;
  }
  return effects.unknown;
}

}  // namespace

IncumbencyCurve::IncumbencyCurve(const IncumbencyEffects& effects, const Incumbency& incumbency)
    : effects_(effects) {
  std::vector<absl::Time> times;
  for (const Tenure& tenure : incumbency.tenures) {
    if (tenure.start != absl::InfinitePast()) {
      times.push_back(tenure.start - kDesignateWindow);
      times.push_back(tenure.start);
    }
    if (tenure.end != absl::InfiniteFuture()) times.push_back(tenure.end);
  }
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  const auto add = [&](double begin, absl::Time inside) {
    const IncumbencyAt at = StateAt(incumbency, inside);
    segments_.push_back(
        {begin, at.state == IncumbencyState::kFormer, HeatOf(effects_, at.state), ToDays(at.left)});
  };
  add(-std::numeric_limits<double>::infinity(),
      times.empty() ? absl::UnixEpoch() : times.front() - absl::Seconds(1));
  for (const absl::Time time : times) {
    boundaries_.push_back(ToDays(time));
    add(boundaries_.back(), time);
  }
}

const IncumbencyCurve::Segment& IncumbencyCurve::SegmentAt(double time) const {
  std::size_t i = segments_.size() - 1;
  while (i > 0 && segments_[i].begin > time) --i;
  return segments_[i];
}

double IncumbencyCurve::HeatAt(double time) const {
  const Segment& segment = SegmentAt(time);
  if (!segment.former) return segment.heat;
  const double left = std::exp2(-(time - segment.left) / effects_.just_left_half_life_days);
  return effects_.former + (effects_.just_left - effects_.former) * left;
}

bool IncumbencyCurve::MovesAt(double time) const {
  const Segment& segment = SegmentAt(time);
  return segment.former &&
         time - segment.left < kSettledHalfLives * effects_.just_left_half_life_days;
}

}  // namespace isotherm::scoring
