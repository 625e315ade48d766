// Flags that every server has, read by CLI11 with an environment variable for each.
#pragma once

#include <string>

#include "services/common/rpc/server.h"

namespace CLI {
class App;
}

namespace isotherm::config {

struct ServerFlags {
  rpc::ServerOptions server;
  double lame_duck_seconds = 0;
  // "sqlite:/path/file.sqlite" or "postgresql://user@host/database".
  std::string store = "sqlite:isotherm.sqlite";
  std::string log_level = "info";
  // Threads for blocking work (store, cache, analysis); 0 = one per processor, at least 2.
  int worker_threads = 0;
};

// Adds --listen, --store, --log-level, --lame-duck-seconds, --worker-threads (ISOTHERM_LISTEN,
// ISOTHERM_STORE, ...) to `app`. `default_port` is the service's.
void AddServerFlags(CLI::App& app, ServerFlags& flags, int default_port);

// Turns parsed values into what the parts take; call after parsing.
void FinishServerFlags(ServerFlags& flags);

}  // namespace isotherm::config
