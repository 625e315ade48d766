// How far a measure would move with other texts of the same kind.
//
// Purpose: 95 % percentile intervals (Efron 1979). Whole groups (a leader, a pair, an article) are
// drawn again with replacement, because records of one group rise and fall together (Field and
// Welsh 2007). The draws come from a fixed seed: the same input gives the same bytes.
// Thread-safety: pure but for the function handed in.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/span.h"

namespace isotherm::cli {

inline constexpr int kResamples = 1000;

struct Interval {
  double low = 0.0;
  double high = 0.0;
};

// A measure under the name it has in the JSON of `isotherm eval`; values are shares, F1 or kappa.
using Measures = std::vector<std::pair<std::string, double>>;

// All measures when record i counts weights[i] times.
using WeightedMeasures = std::function<Measures(absl::Span<const int> weights)>;

// groups[i]: the group of record i. One interval for each measure, in the order of `measure`; none
// when there are fewer than two groups.
std::vector<Interval> BootstrapIntervals(absl::Span<const std::string> groups,
                                         const WeightedMeasures& measure);

}  // namespace isotherm::cli
