#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/client/suite_client.h"
#include "cli/commands/commands.h"
#include "cli/commands/leader_argument.h"
#include "cli/commands/reads.h"
#include "cli/output/json.h"
#include "cli/output/table.h"
#include "services/gateway/brief/wording.h"

namespace isotherm::cli {

Result RunHistory(const HistoryOptions& options, Context& context) {
  const absl::StatusOr<std::string> leader = ResolveLeader(options.leader, "", context);
  if (!leader.ok()) return leader.status();
  Table table;
  table.AddColumn("revision", Table::Align::kRight);
  table.AddColumn("computed");
  table.AddColumn("as of");
  table.AddColumn("level");
  table.AddColumn("score", Table::Align::kRight);
  table.AddColumn("80 % interval");
  table.AddColumn("trend");
  table.AddColumn("model");

  scoring::v1::ListHeatHistoryRequest request;
  request.set_name(*leader + "/heat");
  Json json = Json::array();
  int left = options.limit;
  while (left > 0) {
    request.set_page_size(left);
    const absl::StatusOr<scoring::v1::ListHeatHistoryResponse> response =
        context.client().ListHeatHistory(request);
    if (!response.ok()) return ExplainMissing(response.status(), *leader);
    for (const scoring::v1::HeatReading& reading : response->readings()) {
      --left;
      json.push_back(ReadingJson(reading));
      const Json computed = TimeJson(reading.compute_time());
      table.AddRow({absl::StrCat(reading.revision()),
                    computed.is_null() ? "" : computed.get<std::string>().substr(0, 19) + "Z",
                    brief::ReadableDay(brief::IsoDay(reading.as_of_time())),
                    LevelCell(reading.level(), context.out.has_colours()),
                    absl::StrFormat("%.1f", reading.score()),
                    absl::StrFormat("%.0f to %.0f", reading.low(), reading.high()),
                    TrendCell(reading.trend()), reading.model()});
    }
    request.set_page_token(response->next_page_token());
    if (response->next_page_token().empty()) break;
  }
  context.out.Write(context.json ? Pretty(json) : table.Render(context.out.width()));
  return ExitCode::kOk;
}

}  // namespace isotherm::cli
