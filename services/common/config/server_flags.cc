#include "services/common/config/server_flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <thread>

namespace isotherm::config {

void AddServerFlags(CLI::App& app, ServerFlags& flags, int default_port) {
  flags.server.listen_address = "127.0.0.1:" + std::to_string(default_port);
  app.add_option("--listen", flags.server.listen_address, "Address and port to serve on")
      ->envname("ISOTHERM_LISTEN")
      ->capture_default_str();
  app.add_option("--store", flags.store, "sqlite:PATH or postgresql://...")
      ->envname("ISOTHERM_STORE")
      ->capture_default_str();
  app.add_option("--log-level", flags.log_level, "trace, debug, info, warn, error or off")
      ->envname("ISOTHERM_LOG_LEVEL")
      ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}))
      ->capture_default_str();
  app.add_option("--lame-duck-seconds", flags.lame_duck_seconds,
                 "Keep serving this long after SIGTERM, with readiness off")
      ->envname("ISOTHERM_LAME_DUCK_SECONDS")
      ->check(CLI::Range(0.0, 300.0))
      ->capture_default_str();
  app.add_option("--worker-threads", flags.worker_threads,
                 "Threads for blocking work; 0 = one per processor, at least 2")
      ->envname("ISOTHERM_WORKER_THREADS")
      ->check(CLI::Range(0, 256))
      ->capture_default_str();
}

void FinishServerFlags(ServerFlags& flags) {
  flags.server.lame_duck = absl::Seconds(flags.lame_duck_seconds);
  if (flags.worker_threads == 0) {
    flags.worker_threads = std::max(2, static_cast<int>(std::thread::hardware_concurrency()));
  }
}

}  // namespace isotherm::config
