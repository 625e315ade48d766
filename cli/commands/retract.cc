#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/client/suite_client.h"
#include "cli/commands/commands.h"
#include "cli/output/json.h"
#include "services/gateway/brief/wording.h"

namespace isotherm::cli {
namespace {

struct Retraction {
  int factor_count = 0;
  std::string consistency_token;
};

absl::StatusOr<Retraction> Retract(const std::string& name, const std::string& reason,
                                   SuiteClient& client) {
  if (absl::StartsWith(name, "documents/")) {
    factor::v1::RetractDocumentRequest request;
    request.set_name(name);
    request.set_reason(reason);
    const absl::StatusOr<factor::v1::RetractDocumentResponse> response =
        client.RetractDocument(request);
    if (!response.ok()) return response.status();
    return Retraction{response->retracted_factor_count(), response->consistency_token()};
  }
  if (absl::StartsWith(name, "leaders/") && absl::StrContains(name, "/factors/")) {
    factor::v1::RetractFactorRequest request;
    request.set_name(name);
    request.set_reason(reason);
    const absl::StatusOr<factor::v1::RetractFactorResponse> response =
        client.RetractFactor(request);
    if (!response.ok()) return response.status();
    return Retraction{1, response->consistency_token()};
  }
  return absl::InvalidArgumentError(
      absl::StrCat("\"", name,
                   "\" names nothing that can be retracted; give documents/ID or "
                   "leaders/ID/factors/ID as `ingest` and `explain --json` show them"));
}

}  // namespace

Result RunRetract(const RetractOptions& options, Context& context) {
  absl::Status first_error;
  int retracted = 0;
  for (const std::string& name : options.names) {
    const absl::StatusOr<Retraction> result = Retract(name, options.reason, context.client());
    if (result.ok()) {
      ++retracted;
      context.out.Write(context.json
                            ? Line({{"name", name},
                                    {"factor_count", result->factor_count},
                                    {"consistency_token", result->consistency_token},
                                    {"error", nullptr}})
                            : absl::StrCat(name, " retracted, with ",
                                           brief::Count(result->factor_count, "factor"), "\n"));
      continue;
    }
    if (first_error.ok()) first_error = result.status();
    if (ExitCodeOf(result.status()) == ExitCode::kUnreachable) return result.status();
    if (options.names.size() == 1) return result.status();
    if (context.json) {
      context.out.Write(Line({{"name", name}, {"error", ErrorJson(result.status())}}));
    } else {
      context.err.Write(absl::StrCat(name, ": ", result.status().message(), "\n"));
    }
  }
  if (first_error.ok()) return ExitCode::kOk;
  return retracted > 0 ? Result(ExitCode::kSomeFailed) : Result(first_error);
}

}  // namespace isotherm::cli
