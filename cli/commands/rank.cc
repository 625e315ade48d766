#include "cli/client/suite_client.h"
#include "cli/commands/commands.h"
#include "cli/commands/reads.h"
#include "cli/output/json.h"

namespace isotherm::cli {

Result RunRank(const RankOptions& options, Context& context) {
  scoring::v1::RankLeadersRequest request;
  request.set_limit(options.limit);
  request.set_order(options.coldest ? scoring::v1::RankLeadersRequest::ORDER_COLDEST
                                    : scoring::v1::RankLeadersRequest::ORDER_HOTTEST);
  const absl::StatusOr<scoring::v1::RankLeadersResponse> response =
      context.client().RankLeaders(request);
  if (!response.ok()) return response.status();
  std::vector<scoring::v1::HeatReading> readings;
  Json json = Json::array();
  for (const auto& entry : response->entries()) {
    readings.push_back(entry.reading());
    Json row = {{"rank", entry.rank()}};
    row.update(ReadingJson(entry.reading()));
    json.push_back(std::move(row));
  }
  if (context.json) {
    context.out.Write(Pretty(json));
  } else if (readings.empty()) {
    context.err.Write("No leader has a reading yet; `isotherm ingest data/samples` gives some.\n");
  } else {
    context.out.Write(ReadingTable(readings, true, context.out));
  }
  return ExitCode::kOk;
}

}  // namespace isotherm::cli
