// What the scoring server can be told, by flags or environment variables.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/common/config/server_flags.h"

namespace isotherm::scoring {

inline constexpr int kDefaultPort = 7103;

struct ScoringConfig {
  config::ServerFlags base;
  std::string profile_target = "127.0.0.1:7101";
  std::string factor_target = "127.0.0.1:7102";
  std::string redis;             // host:port or redis://...; empty = the cache in this process
  std::string data_dir = ".";    // holds models/
  std::string model = "heat-1";  // models/{model}.json
  std::string as_of = "now";     // or "latest-evidence"
  double refresh_seconds = 60;   // between passes that let decay show (as-of now)
};

// Reads the command line; FinishServerFlags is done. On --help or a mistake prints what CLI11 has
// to say and returns the exit code in `exit_code`, with an error status.
absl::StatusOr<ScoringConfig> ParseCommandLine(int argc, char** argv, int& exit_code);

}  // namespace isotherm::scoring
