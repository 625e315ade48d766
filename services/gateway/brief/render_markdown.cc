#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/common/strings/view.h"
#include "services/gateway/brief/render.h"
#include "services/gateway/brief/render_parts.h"
#include "services/gateway/brief/wording.h"

namespace isotherm::brief {
namespace {

// Texts from documents must not become markup. Line breaks become blanks: a quote is one paragraph.
std::string Escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == '\n' || c == '\r' || c == '\t') {
      out.push_back(' ');
      continue;
    }
    if (std::string_view("\\`*_[]<>|#~!&").find(c) != std::string_view::npos) out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

void AppendReason(const Reason& reason, std::string& out) {
  out += "- ";
  if (reason.points) absl::StrAppend(&out, absl::StrFormat("**%+.1f**", *reason.points), " ");
  if (reason.domain) absl::StrAppend(&out, "*", AbslView(DisplayName(*reason.domain)), "*: ");
  if (StatementAdds(reason)) absl::StrAppend(&out, Escape(reason.statement), " ");
  absl::StrAppend(&out, "\"", Escape(reason.quote), "\" (", Escape(SourceLine(reason)), ")\n");
}

void AppendQuestion(const Question& question, std::string& out) {
  absl::StrAppend(&out, "\n## ", Escape(question.question), "\n\n", Escape(question.answer), "\n");
  if (!question.reasons.empty()) out.push_back('\n');
  for (const Reason& reason : question.reasons) AppendReason(reason, out);
  if (question.further_reasons > 0) {
    absl::StrAppend(&out, "- and ", FurtherReasons(question.further_reasons), "\n");
  }
}

}  // namespace

std::string RenderMarkdown(const Brief& brief) {
  std::string out = absl::StrCat("# ", Escape(brief.title), "\n\n");
  if (!brief.office.empty()) {
    absl::StrAppend(&out, Escape(brief.display_name), ", ", Escape(brief.office), "  \n");
  }
  absl::StrAppend(&out, StandingLine(brief), "\n\n");

  std::string header = "|";
  std::string rule = "|";
  std::string row = "|";
  const std::array<int, kHeatLevelCount> percents = WholePercents(brief.probabilities);
  for (int i = 0; i < kHeatLevelCount; ++i) {
    absl::StrAppend(&header, " ", LowerCase(Name(static_cast<HeatLevel>(i))), " |");
    rule += " ---: |";
    absl::StrAppend(&row, " ", percents[static_cast<std::size_t>(i)], " % |");
  }
  absl::StrAppend(&out, header, "\n", rule, "\n", row, "\n\n");

  for (const std::string& takeaway : brief.takeaways) {
    absl::StrAppend(&out, "- ", Escape(takeaway), "\n");
  }
  for (const Question& question : brief.questions) AppendQuestion(question, out);
  return out;
}

}  // namespace isotherm::brief
