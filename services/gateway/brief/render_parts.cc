#include "services/gateway/brief/render_parts.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/common/strings/view.h"
#include "services/gateway/brief/wording.h"

namespace isotherm::brief {

std::string StandingLine(const Brief& brief) {
  std::string line = absl::StrFormat("%s  %.0f  (80 %%: %.0f to %.0f)", AbslView(Name(brief.level)),
                                     brief.score, brief.low, brief.high);
  if (brief.trend) absl::StrAppend(&line, "  ", LowerCase(Name(*brief.trend)));
  if (!brief.as_of.empty()) absl::StrAppend(&line, " · as of ", ReadableDay(brief.as_of));
  if (!brief.coverage.empty()) {
    absl::StrAppend(&line, " · coverage ", brief.coverage, ": ",
                    Count(brief.source_count, "source"));
  }
  return line;
}

std::array<int, kHeatLevelCount> WholePercents(
    const std::array<double, kHeatLevelCount>& probabilities) {
  std::array<int, kHeatLevelCount> percents = {};
  std::array<std::size_t, kHeatLevelCount> order = {};
  std::array<double, kHeatLevelCount> remainders = {};
  double sum = 0;
  for (std::size_t i = 0; i < percents.size(); ++i) {
    const double percent = 100 * probabilities[i];
    percents[i] = static_cast<int>(std::floor(percent));
    remainders[i] = percent - percents[i];
    sum += percent;
  }
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  int missing =
      static_cast<int>(std::lround(sum)) - std::accumulate(percents.begin(), percents.end(), 0);
  for (std::size_t i = 0; i < order.size() && missing > 0; ++i, --missing) ++percents[order[i]];
  return percents;
}

std::string SourceLine(const Reason& reason) {
  std::string line = reason.source.empty() ? "publisher not given" : reason.source;
  if (!reason.observed.empty()) absl::StrAppend(&line, ", ", ReadableDay(reason.observed));
  if (reason.source_count > 1) absl::StrAppend(&line, "; ", Count(reason.source_count, "source"));
  return line;
}

std::string QuoteWithSource(const Reason& reason) {
  return absl::StrCat("\"", reason.quote, "\" (", SourceLine(reason), ")");
}

bool StatementAdds(const Reason& reason) {
  std::string_view statement = reason.statement;
  if (!statement.empty() && statement.back() == '.') statement.remove_suffix(1);
  if (statement.size() < 2) return false;
  // The first letter may have been made a capital.
  return reason.quote.find(statement.substr(1)) == std::string::npos;
}

std::string FurtherReasons(int count) { return Count(count, "further reason"); }

}  // namespace isotherm::brief
