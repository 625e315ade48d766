#include "services/scoring/config.h"

#include <CLI/CLI.hpp>

namespace isotherm::scoring {

absl::StatusOr<ScoringConfig> ParseCommandLine(int argc, char** argv, int& exit_code) {
  ScoringConfig config;
  config.base.store = "sqlite:scoring.sqlite";
  CLI::App app{"Isotherm scoring: follows factors and serves heat readings"};
  config::AddServerFlags(app, config.base, kDefaultPort);
  app.add_option("--profile", config.profile_target, "Address of the profile service")
      ->envname("ISOTHERM_PROFILE")
      ->capture_default_str();
  app.add_option("--factor", config.factor_target, "Address of the factor analysis service")
      ->envname("ISOTHERM_FACTOR")
      ->capture_default_str();
  app.add_option("--redis", config.redis,
                 "host:port or redis://[:password@]host[:port][/database]; empty = cache in memory")
      ->envname("ISOTHERM_REDIS");
  app.add_option("--data-dir", config.data_dir, "Folder that holds models/")
      ->envname("ISOTHERM_DATA_DIR")
      ->capture_default_str();
  app.add_option("--model", config.model, "Heat model: models/NAME.json")
      ->envname("ISOTHERM_HEAT_MODEL")
      ->capture_default_str();
  app.add_option("--as-of", config.as_of,
                 "Readings hold for `now`, or for each leader's `latest-evidence`")
      ->envname("ISOTHERM_AS_OF")
      ->check(CLI::IsMember({"now", "latest-evidence"}))
      ->capture_default_str();
  app.add_option("--refresh-seconds", config.refresh_seconds,
                 "Seconds between passes that let decay show (as-of now)")
      ->envname("ISOTHERM_REFRESH_SECONDS")
      ->check(CLI::Range(1.0, 86400.0))
      ->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {  // CLI11 knows no other way
    exit_code = app.exit(error);
    return absl::InvalidArgumentError("the command line asks for help or cannot be read");
  }
  config::FinishServerFlags(config.base);
  return config;
}

}  // namespace isotherm::scoring
