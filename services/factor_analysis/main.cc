// The factor server: reads documents into events and factors, keeps and streams them.
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>

#include "services/common/config/server_flags.h"
#include "services/common/lifecycle/signals.h"
#include "services/common/log/log.h"
#include "services/factor_analysis/server.h"

int main(int argc, char** argv) {
  isotherm::factor_analysis::FactorConfig config;
  config.base.store = "sqlite:factor-analysis.sqlite";
  CLI::App app("Reads documents into events and factors, keeps them and streams factors.",
               "isotherm-factor-analysis");
  isotherm::config::AddServerFlags(app, config.base, 7102);
  app.add_option("--profile", config.profile_target, "host:port of the profile service")
      ->envname("ISOTHERM_PROFILE")
      ->capture_default_str();
  app.add_option("--data-dir", config.data_dir, "Folder that holds data/ and models/")
      ->envname("ISOTHERM_DATA_DIR")
      ->capture_default_str();
  app.add_option("--near-duplicate-resemblance", config.near_duplicate_resemblance,
                 "Share of word pairs that copies of one report have in common at least")
      ->envname("ISOTHERM_NEAR_DUPLICATE_RESEMBLANCE")
      ->check(CLI::Range(0.01, 1.0))
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  isotherm::config::FinishServerFlags(config.base);
  isotherm::InitialiseLog("factor_analysis", config.base.log_level);
  isotherm::lifecycle::BlockStopSignals();

  auto server = isotherm::factor_analysis::FactorServer::Start(config);
  if (!server.ok()) {
    spdlog::error("cannot start status=\"{}\"", server.status().ToString());
    return 1;
  }
  spdlog::info("stopping signal={}", isotherm::lifecycle::WaitForStopSignal());
  (*server)->Stop();
  return 0;
}
