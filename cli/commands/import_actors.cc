#include "cli/commands/import_actors.h"

#include "absl/strings/str_cat.h"
#include "cli/client/suite_client.h"
#include "cli/commands/commands.h"
#include "cli/output/json.h"
#include "services/common/status/errors.h"

namespace isotherm::cli {
namespace {

using profile::v1::ImportActorsRequest;
using profile::v1::ImportActorsResponse;

void TellFailure(const std::string& what, const absl::Status& status, Context& context) {
  if (context.json) {
    context.out.Write(Line({{"name", what}, {"outcome", "FAILED"}, {"error", ErrorJson(status)}}));
  } else {
    context.err.Write(absl::StrCat(context.err.is_terminal() ? "\r\x1b[K" : "", what, ": ",
                                   status.message(), "\n"));
  }
}

}  // namespace

absl::StatusOr<ImportCounts> ImportAtlas(const AtlasInput& input, Context& context) {
  ImportCounts counts;
  for (const std::string& error : input.errors) {
    ++counts.failed;
    TellFailure("atlas", absl::InvalidArgumentError(error), context);
  }
  if (input.actors.empty()) return counts;
  Progress progress(context.err, "Importing", "actors", input.actors.size());
  std::size_t sent = 0;
  std::size_t answered = 0;
  const absl::Status status = context.client().ImportActors(
      [&](ImportActorsRequest* request) {
        if (sent == input.actors.size()) return false;
        *request->mutable_actor() = input.actors[sent++];
        return true;
      },
      [&](const ImportActorsResponse& result) {
        if (!result.consistency_token().empty()) {
          counts.consistency_token = result.consistency_token();
        }
        switch (result.outcome()) {
          case ImportActorsResponse::OUTCOME_CREATED:
            ++counts.created;
            break;
          case ImportActorsResponse::OUTCOME_REPLACED:
            ++counts.replaced;
            break;
          case ImportActorsResponse::OUTCOME_UNCHANGED:
            ++counts.unchanged;
            break;
          default:
            ++counts.failed;
            TellFailure(result.name(), FromRpcStatus(result.status()), context);
        }
        progress.Update(++answered);
      });
  if (!status.ok()) return status;
  progress.Finish(answered);
  return counts;
}

Result RunImport(const ImportOptions& options, Context& context) {
  const absl::StatusOr<AtlasInput> input = ReadAtlasPaths(options.paths);
  if (!input.ok()) return input.status();
  const absl::StatusOr<ImportCounts> counts = ImportAtlas(*input, context);
  if (!counts.ok()) return counts.status();
  if (context.json) {
    context.out.Write(Line({{"summary",
                             {{"created", counts->created},
                              {"replaced", counts->replaced},
                              {"unchanged", counts->unchanged},
                              {"failed", counts->failed},
                              {"consistency_token", counts->consistency_token}}}}));
  } else {
    context.out.Write(absl::StrCat(counts->created, " created, ", counts->replaced, " replaced, ",
                                   counts->unchanged, " unchanged, ", counts->failed, " failed\n"));
  }
  return counts->failed > 0 ? ExitCode::kSomeFailed : ExitCode::kOk;
}

}  // namespace isotherm::cli
