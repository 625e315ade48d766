#include "cli/evaluation/measure_table.h"

#include <utility>

#include "absl/strings/str_format.h"
#include "nlohmann/json.hpp"
#include "services/common/strings/view.h"

namespace isotherm::cli {

MeasureTable::MeasureTable(Measures measures, std::vector<Interval> intervals)
    : measures_(std::move(measures)), intervals_(std::move(intervals)) {}

std::string MeasureTable::Row(std::string_view label, std::string_view measure) const {
  for (std::size_t i = 0; i < measures_.size(); ++i) {
    if (measures_[i].first != measure) continue;
    std::string row = absl::StrFormat("  %-22s %6.3f", AbslView(label), measures_[i].second);
    if (i < intervals_.size()) {
      absl::StrAppendFormat(&row, "  [%.3f, %.3f]", intervals_[i].low, intervals_[i].high);
    }
    return row + "\n";
  }
  return "";
}

nlohmann::ordered_json MeasureTable::Intervals() const {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (std::size_t i = 0; i < intervals_.size(); ++i) {
    json[measures_[i].first] = {intervals_[i].low, intervals_[i].high};
  }
  return json;
}

}  // namespace isotherm::cli
