// isotherm-scoring: follows factors, computes heat readings and serves them.
#include <spdlog/spdlog.h>

#include <string>

#include "services/common/lifecycle/signals.h"
#include "services/common/log/log.h"
#include "services/scoring/config.h"
#include "services/scoring/server.h"

int main(int argc, char** argv) {
  isotherm::lifecycle::BlockStopSignals();
  int exit_code = 0;
  const auto config = isotherm::scoring::ParseCommandLine(argc, argv, exit_code);
  if (!config.ok()) return exit_code;
  isotherm::InitialiseLog("scoring", config->base.log_level);
  const auto server = isotherm::scoring::ScoringServer::Start(*config);
  if (!server.ok()) {
    spdlog::error("scoring cannot start error=\"{}\"", std::string(server.status().message()));
    return 1;
  }
  const std::string signal = isotherm::lifecycle::WaitForStopSignal();
  spdlog::info("scoring stops signal={}", signal);
  (*server)->Stop();
  return 0;
}
