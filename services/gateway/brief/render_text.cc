#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/common/strings/view.h"
#include "services/gateway/brief/layout.h"
#include "services/gateway/brief/render.h"
#include "services/gateway/brief/render_parts.h"
#include "services/gateway/brief/wording.h"

namespace isotherm::brief {
namespace {

constexpr std::size_t kDomainWidth = 24;

std::string Probabilities(const Brief& brief) {
  const std::array<int, kHeatLevelCount> percents = WholePercents(brief.probabilities);
  std::string line;
  for (int i = 0; i < kHeatLevelCount; ++i) {
    const HeatLevel level = static_cast<HeatLevel>(i);
    const std::string name =
        level == brief.level ? std::string(Name(level)) : LowerCase(Name(level));
    absl::StrAppend(&line, i == 0 ? "" : " · ", name, " ", percents[static_cast<std::size_t>(i)]);
  }
  return line + " %";
}

void AppendReason(const Reason& reason, std::size_t width, std::string& out) {
  const std::string points =
      reason.points ? absl::StrFormat("%+5.1f", *reason.points) : std::string("     ");
  const std::string domain(reason.domain ? DisplayName(*reason.domain) : std::string_view());
  const std::string first = absl::StrCat("  ", points, "  ", Pad(domain, kDomainWidth), "  ");
  const std::string said = StatementAdds(reason) ? reason.statement + " " : std::string();
  out += Wrap(said + QuoteWithSource(reason), width, first, std::string(DisplayWidth(first), ' '));
}

}  // namespace

std::string RenderText(const Brief& brief, int width) {
  const std::size_t columns = static_cast<std::size_t>(std::max(width, 40));
  std::string out = Wrap(brief.title, columns, "", "");
  if (!brief.office.empty()) {
    out += Wrap(absl::StrCat(brief.display_name, ", ", brief.office), columns, "", "");
  }
  absl::StrAppend(&out, StandingLine(brief), "\n", Probabilities(brief), "\n\n");
  for (const std::string& takeaway : brief.takeaways)
    out += Wrap(takeaway, columns, "  • ", "    ");
  for (const Question& question : brief.questions) {
    absl::StrAppend(&out, "\n", question.question, "\n");
    out += Wrap(question.answer, columns, "  ", "  ");
    for (const Reason& reason : question.reasons) AppendReason(reason, columns, out);
    if (question.further_reasons > 0) {
      absl::StrAppend(&out, "         and ", FurtherReasons(question.further_reasons), "\n");
    }
  }
  return out;
}

}  // namespace isotherm::brief
