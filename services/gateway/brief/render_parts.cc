#include "services/gateway/brief/render_parts.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "services/common/strings/view.h"
#include "services/gateway/brief/wording.h"

namespace isotherm::brief {

namespace {

constexpr std::size_t kWordsOfAName = 3;

// Lower-case words without the marks around them.
std::vector<std::string> PlainWords(std::string_view text) {
  std::vector<std::string> words;
  for (const absl::string_view part : absl::StrSplit(AbslView(text), absl::ByAnyChar(" \n\t"))) {
    std::string word = absl::AsciiStrToLower(part);
    while (!word.empty() && absl::ascii_ispunct(static_cast<unsigned char>(word.back()))) {
      word.pop_back();
    }
    if (!word.empty()) words.push_back(std::move(word));
  }
  return words;
}

}  // namespace

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
  // Marks inside the quote stay distinct from those around it.
  const bool marks = absl::StrContains(reason.quote, '"');
  return absl::StrCat(marks ? "“" : "\"", reason.quote, marks ? "”" : "\"", " (",
                      SourceLine(reason), ")");
}

bool StatementAdds(const Reason& reason) {
  std::string_view statement = reason.statement;
  if (!statement.empty() && statement.back() == '.') statement.remove_suffix(1);
  if (statement.size() < 2) return false;
  // The first letter may have been made a capital.
  if (reason.quote.find(statement.substr(1)) != std::string::npos) return false;
  const std::vector<std::string> said = PlainWords(statement);
  const std::vector<std::string> quoted = PlainWords(reason.quote);
  const std::size_t most = std::min(said.size(), quoted.size());
  std::size_t front = 0;
  while (front < most && said[front] == quoted[front]) ++front;
  std::size_t back = 0;
  while (back < most - front && said[said.size() - 1 - back] == quoted[quoted.size() - 1 - back]) {
    ++back;
  }
  return std::max(said.size(), quoted.size()) - front - back > kWordsOfAName;
}

std::string FurtherReasons(int count) { return Count(count, "further reason"); }

}  // namespace isotherm::brief
