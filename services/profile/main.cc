// The profile server: keeps the actors and resolves mentions to them.
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <string>

#include "services/common/clock/clock.h"
#include "services/common/config/server_flags.h"
#include "services/common/lifecycle/signals.h"
#include "services/common/log/log.h"
#include "services/profile/server.h"

int main(int argc, char** argv) {
  isotherm::config::ServerFlags flags;
  std::string data_dir = ".";
  bool import_atlas = false;
  CLI::App app("Keeps actors (leaders, states, organisations) and resolves mentions to them.",
               "isotherm-profile");
  isotherm::config::AddServerFlags(app, flags, 7101);
  app.add_option("--data-dir", data_dir, "Folder that holds data/")
      ->envname("ISOTHERM_DATA_DIR")
      ->capture_default_str();
  app.add_flag("--import-atlas", import_atlas, "Load the atlas before serving is reported")
      ->envname("ISOTHERM_IMPORT_ATLAS");
  CLI11_PARSE(app, argc, argv);
  isotherm::config::FinishServerFlags(flags);
  isotherm::InitialiseLog("profile", flags.log_level);
  isotherm::lifecycle::BlockStopSignals();

  const isotherm::SystemClock clock;
  auto server = isotherm::profile::ProfileServer::Start(
      {flags.server, flags.store, data_dir + "/data/lexicons/en", flags.worker_threads, &clock,
       import_atlas ? data_dir + "/data/atlas" : ""});
  if (!server.ok()) {
    spdlog::error("cannot start status=\"{}\"", server.status().ToString());
    return 1;
  }
  spdlog::info("stopping signal={}", isotherm::lifecycle::WaitForStopSignal());
  (*server)->Stop();
  return 0;
}
