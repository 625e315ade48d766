#include "cli/suite/embedded_suite.h"

#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/common/clock/clock.h"
#include "services/factor_analysis/server.h"
#include "services/profile/server.h"
#include "services/scoring/server.h"

namespace isotherm::cli {
namespace {

// Errors of a part are told with the part's name; its ErrorInfo stays.
absl::Status Named(const char* part, const absl::Status& status) {
  absl::Status named(status.code(), absl::StrCat(part, ": ", status.message()));
  status.ForEachPayload(
      [&](absl::string_view type, const absl::Cord& payload) { named.SetPayload(type, payload); });
  return named;
}

config::ServerFlags Flags(const SuiteOptions& options, int port, const char* store_file) {
  config::ServerFlags flags;
  flags.server.listen_address = absl::StrCat(options.host, ":", port);
  flags.store = absl::StrCat("sqlite:", options.store_dir, "/", store_file);
  flags.worker_threads = options.worker_threads;
  return flags;
}

// Where clients in this machine find a server that listens on `host`.
std::string TargetOf(const std::string& host, int port) {
  const bool any = host == "0.0.0.0" || host == "[::]";
  return absl::StrCat(any ? "127.0.0.1" : host, ":", port);
}

}  // namespace

struct EmbeddedSuite::Servers {
  SystemClock clock;
  std::unique_ptr<profile::ProfileServer> profile;
  std::unique_ptr<factor_analysis::FactorServer> factor;
  std::unique_ptr<scoring::ScoringServer> scoring;
};

EmbeddedSuite::EmbeddedSuite() : servers_(std::make_unique<Servers>()) {}

EmbeddedSuite::~EmbeddedSuite() { Stop(); }

absl::StatusOr<std::unique_ptr<EmbeddedSuite>> EmbeddedSuite::Start(const SuiteOptions& options) {
  std::error_code error;
  std::filesystem::create_directories(options.store_dir, error);
  if (error) {
    return absl::InternalError(
        absl::StrCat("the store folder ", options.store_dir, " cannot be made: ", error.message()));
  }
  std::unique_ptr<EmbeddedSuite> suite(new EmbeddedSuite());
  Servers& servers = *suite->servers_;

  const config::ServerFlags profile_flags = Flags(options, options.profile_port, "profile.sqlite");
  profile::ProfileServerOptions profile_options;
  profile_options.server = profile_flags.server;
  profile_options.store = profile_flags.store;
  profile_options.lexicons = absl::StrCat(options.data_dir, "/data/lexicons/en");
  profile_options.worker_threads = options.worker_threads;
  profile_options.clock = &servers.clock;
  auto profile = profile::ProfileServer::Start(profile_options);
  if (!profile.ok()) return Named("profile", profile.status());
  servers.profile = *std::move(profile);
  suite->targets_.profile = TargetOf(options.host, servers.profile->server().port());
  if (options.when_profile_serves) {
    if (absl::Status status = options.when_profile_serves(suite->targets_); !status.ok()) {
      return status;
    }
  }

  factor_analysis::FactorConfig factor_config;
  factor_config.base = Flags(options, options.factor_port, "factor-analysis.sqlite");
  factor_config.profile_target = suite->targets_.profile;
  factor_config.data_dir = options.data_dir;
  auto factor = factor_analysis::FactorServer::Start(factor_config,
                                                     servers.profile->server().InProcessChannel());
  if (!factor.ok()) return Named("factor analysis", factor.status());
  servers.factor = *std::move(factor);
  suite->targets_.factor = TargetOf(options.host, servers.factor->port());

  scoring::ScoringConfig scoring_config;
  scoring_config.base = Flags(options, options.scoring_port, "scoring.sqlite");
  scoring_config.profile_target = suite->targets_.profile;
  scoring_config.factor_target = suite->targets_.factor;
  scoring_config.redis = options.redis;
  scoring_config.data_dir = options.data_dir;
  scoring_config.as_of = options.as_of;
  auto scoring = scoring::ScoringServer::Start(
      scoring_config,
      {servers.profile->server().InProcessChannel(), servers.factor->InProcessChannel()});
  if (!scoring.ok()) return Named("scoring", scoring.status());
  servers.scoring = *std::move(scoring);
  suite->targets_.scoring = TargetOf(options.host, servers.scoring->port());
  return suite;
}

void EmbeddedSuite::Stop() {
  // Who follows stops before whom it follows.
  if (servers_->scoring != nullptr) servers_->scoring->Stop();
  if (servers_->factor != nullptr) servers_->factor->Stop();
  if (servers_->profile != nullptr) servers_->profile->Stop();
}

}  // namespace isotherm::cli
