// Measures with their intervals, as rows for people and as an object for programs.
//
// Thread-safety: immutable.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/evaluation/bootstrap.h"
#include "nlohmann/json_fwd.hpp"

namespace isotherm::cli {

class MeasureTable {
 public:
  // `intervals`: one for each measure, or none at all.
  MeasureTable(Measures measures, std::vector<Interval> intervals);

  // "  label    0.612  [0.570, 0.655]"; an empty row when there is no measure of that name.
  std::string Row(std::string_view label, std::string_view measure) const;
  // {"qwk": [0.52, 0.71], ...}
  nlohmann::ordered_json Intervals() const;

 private:
  Measures measures_;
  std::vector<Interval> intervals_;
};

}  // namespace isotherm::cli
