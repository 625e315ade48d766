#include "absl/strings/str_cat.h"
#include "cli/client/suite_client.h"
#include "cli/commands/commands.h"
#include "cli/commands/leader_argument.h"
#include "cli/commands/reads.h"
#include "cli/output/json.h"

namespace isotherm::cli {
namespace {

absl::StatusOr<scoring::v1::HeatReading> Fetch(const std::string& leader,
                                               const HeatOptions& options, Context& context) {
  scoring::v1::GetHeatRequest request;
  request.set_name(leader + "/heat");
  if (!options.token.empty()) SetConsistency(options.token, request.mutable_consistency());
  if (!options.as_of.empty()) {
    absl::StatusOr<google::protobuf::Timestamp> time = EndOfDay(options.as_of);
    if (!time.ok()) return time.status();
    *request.mutable_as_of_time() = *time;
  }
  absl::StatusOr<scoring::v1::GetHeatResponse> response = context.client().GetHeat(request);
  if (!response.ok()) return ExplainMissing(response.status(), leader);
  return std::move(*response->mutable_reading());
}

}  // namespace

Result RunHeat(const HeatOptions& options, Context& context) {
  std::vector<scoring::v1::HeatReading> readings;
  absl::Status first_error;
  Json json = Json::array();
  for (const std::string& argument : options.leaders) {
    absl::StatusOr<std::string> leader = ResolveLeader(argument, options.as_of, context);
    absl::StatusOr<scoring::v1::HeatReading> reading =
        leader.ok() ? Fetch(*leader, options, context) : leader.status();
    if (reading.ok()) {
      json.push_back(ReadingJson(*reading));
      readings.push_back(*std::move(reading));
      continue;
    }
    if (first_error.ok()) first_error = reading.status();
    // A server that is away will be away for the others too.
    if (ExitCodeOf(reading.status()) == ExitCode::kUnreachable) return reading.status();
    if (options.leaders.size() > 1) {
      context.err.Write(absl::StrCat(argument, ": ", reading.status().message(), "\n"));
    }
  }
  if (readings.empty()) return first_error;
  context.out.Write(context.json ? Pretty(json) : ReadingTable(readings, false, context.out));
  return first_error.ok() ? ExitCode::kOk : ExitCode::kSomeFailed;
}

}  // namespace isotherm::cli
