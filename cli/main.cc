// `isotherm`: the command line for people.
#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "cli/client/suite_client.h"
#include "cli/commands/context.h"
#include "cli/flags.h"
#include "cli/output/json.h"

namespace isotherm::cli {
namespace {

int Fail(const absl::Status& status, Context& context) {
  context.out.Flush();
  context.err.Write(context.json ? Line({{"error", ErrorJson(status)}})
                                 : absl::StrCat("isotherm: ", status.message(), "\n"));
  return static_cast<int>(ExitCodeOf(status));
}

int RunCommand(CommandLine& line) {
  Output out(stdout);
  Output err(stderr);
  std::unique_ptr<SuiteClient> client;
  Context context{out, err, line.json, [&]() -> SuiteClient& {
                    if (client == nullptr) {
                      client =
                          SuiteClient::Connect(line.targets, absl::Seconds(line.timeout_seconds));
                    }
                    return *client;
                  }};
  if (!line.target_file.empty() && !line.starts_servers) {
    absl::StatusOr<Targets> targets = ReadTargetFile(line.target_file);
    if (!targets.ok()) return Fail(targets.status(), context);
    line.targets = *std::move(targets);
  }
  const Result result = line.run(context);
  return result.ok() ? static_cast<int>(*result) : Fail(result.status(), context);
}

}  // namespace
}  // namespace isotherm::cli

int main(int argc, char** argv) {
  CLI::App app("Isotherm: how strong a political leader stands right now, and why", "isotherm");
  isotherm::cli::CommandLine line;
  isotherm::cli::AddCommands(app, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // CLI11 reports through exceptions; help and version end with 0, all else is usage.
    return app.exit(error) == 0 ? 0 : static_cast<int>(isotherm::cli::ExitCode::kUsage);
  }
  return isotherm::cli::RunCommand(line);
}
