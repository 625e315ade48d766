#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "cli/commands/commands.h"
#include "cli/commands/import_actors.h"
#include "cli/output/json.h"
#include "cli/suite/embedded_suite.h"
#include "services/common/lifecycle/signals.h"
#include "services/common/log/log.h"

namespace isotherm::cli {
namespace {

constexpr absl::Duration kStartPatience = absl::Minutes(2);

absl::Status ImportShippedAtlas(const std::string& data_dir, const Targets& targets,
                                Context& context) {
  const absl::StatusOr<AtlasInput> atlas = ReadAtlasPaths({data_dir + "/data/atlas"});
  if (!atlas.ok()) return atlas.status();
  const std::unique_ptr<SuiteClient> client = SuiteClient::Connect(targets, absl::Seconds(60));
  // Progress goes to people; a program that asked for JSON gets the addresses alone.
  Context import{context.err, context.err, false, [&]() -> SuiteClient& { return *client; }};
  return ImportAtlas(*atlas, import).status();
}

void Announce(const UpOptions& options, const Targets& targets, absl::Duration took,
              Context& context) {
  if (context.json) {
    context.out.Write(Line({{"profile", targets.profile},
                            {"factor", targets.factor},
                            {"scoring", targets.scoring},
                            {"store_dir", options.store_dir},
                            {"pid", getpid()}}));
  } else {
    context.out.Write(absl::StrCat(
        "Serving after ", absl::StrFormat("%.1f s", absl::ToDoubleSeconds(took)), "; stores in ",
        options.store_dir, "\n  profile  ", targets.profile, "\n  factor   ", targets.factor,
        "\n  scoring  ", targets.scoring, "\nCtrl-C stops.\n"));
  }
  context.out.Flush();
}

}  // namespace

Result RunUp(const UpOptions& options, Context& context) {
  // Before any thread is made, so that none of them takes the signals.
  lifecycle::BlockStopSignals();
  InitialiseLog("isotherm", options.log_level);
  const absl::Time start = absl::Now();
  SuiteOptions suite_options;
  suite_options.store_dir = options.store_dir;
  suite_options.data_dir = options.data_dir;
  suite_options.host = options.host;
  if (!options.free_ports) {
    suite_options.profile_port = options.profile_port;
    suite_options.factor_port = options.factor_port;
    suite_options.scoring_port = options.scoring_port;
  }
  suite_options.redis = options.redis;
  suite_options.as_of = options.as_of;
  if (options.atlas) {
    suite_options.when_profile_serves = [&](const Targets& targets) {
      return ImportShippedAtlas(options.data_dir, targets, context);
    };
  }
  const absl::StatusOr<std::unique_ptr<EmbeddedSuite>> suite = EmbeddedSuite::Start(suite_options);
  if (!suite.ok()) return suite.status();
  const Targets& targets = (*suite)->targets();
  const std::unique_ptr<SuiteClient> client = SuiteClient::Connect(targets, absl::Seconds(5));
  if (absl::Status status = client->WaitUntilServing(kStartPatience); !status.ok()) return status;
  // Written last: who waits for the file finds servers that serve.
  if (!options.target_file.empty()) {
    if (absl::Status status = WriteTargetFile(options.target_file, targets); !status.ok()) {
      return status;
    }
  }
  Announce(options, targets, absl::Now() - start, context);
  const std::string signal = lifecycle::WaitForStopSignal();
  context.err.Write(signal + ": stopping\n");
  context.err.Flush();
  (*suite)->Stop();
  if (!options.target_file.empty()) unlink(options.target_file.c_str());
  return ExitCode::kOk;
}

}  // namespace isotherm::cli
