#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/client/suite_client.h"
#include "cli/commands/commands.h"
#include "cli/commands/leader_argument.h"
#include "cli/commands/reads.h"
#include "cli/output/json.h"
#include "cli/output/table.h"
#include "services/common/ontology/proto_convert.h"
#include "services/common/strings/view.h"
#include "services/gateway/brief/wording.h"

namespace isotherm::cli {
namespace {

std::string Text(const scoring::v1::HeatExplanation& explanation, const Output& out) {
  std::map<std::string, const factor::v1::Factor*> factors;
  for (const factor::v1::Factor& factor : explanation.factors()) {
    factors.emplace(factor.name(), &factor);
  }
  Table table;
  table.AddColumn("points", Table::Align::kRight);
  table.AddColumn("role");
  table.AddColumn("domain");
  table.AddColumn("left", Table::Align::kRight);
  table.AddColumn("sources", Table::Align::kRight);
  table.AddColumn("claim");
  for (const scoring::v1::Contribution& contribution : explanation.contributions()) {
    const auto domain = FromProto(contribution.domain());
    const auto role = FromProto(contribution.role());
    std::string claim = contribution.claim_key();
    if (!contribution.factors().empty()) {
      const auto factor = factors.find(contribution.factors(0));
      if (factor != factors.end()) claim = brief::AsSentence(factor->second->statement());
    }
    table.AddRow({absl::StrFormat("%+.1f", contribution.points()),
                  role ? brief::LowerCase(Name(*role)) : "",
                  domain ? std::string(DisplayName(*domain)) : "",
                  absl::StrFormat("%.0f %%", 100 * contribution.decay()),
                  absl::StrCat(contribution.source_count()), claim});
  }
  std::string text = ReadingTable({explanation.reading()}, false, out);
  absl::StrAppend(&text, "\n", absl::StrFormat("%+.1f", explanation.baseline_score()), "  baseline",
                  explanation.baseline_reason().empty() ? "" : ": ", explanation.baseline_reason(),
                  "\n");
  if (table.empty()) {
    absl::StrAppend(&text, "No evidence counts in this reading.\n");
  } else {
    absl::StrAppend(&text, "\n", table.Render(out.table_width()));
  }
  return text;
}

}  // namespace

Result RunExplain(const ExplainOptions& options, Context& context) {
  const absl::StatusOr<std::string> leader = ResolveLeader(options.leader, options.as_of, context);
  if (!leader.ok()) return leader.status();
  const absl::StatusOr<scoring::v1::HeatExplanation> explanation =
      FetchExplanation(*leader, options.as_of, options.token, context);
  if (!explanation.ok()) return explanation.status();
  context.out.Write(context.json ? Pretty(ExplanationJson(*explanation))
                                 : Text(*explanation, context.out));
  return ExitCode::kOk;
}

}  // namespace isotherm::cli
