#include "services/factor_analysis/server.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "client/channel.h"
#include "services/factor_analysis/service/parts.h"
#include "services/factor_analysis/service/service.h"
#include "services/factor_analysis/store/rows.h"

namespace isotherm::factor_analysis {
namespace {

constexpr std::size_t kMaxQueuedCalls = 10'000;
// Other replicas commit to the same PostgreSQL without telling us.
constexpr absl::Duration kPollInterval = absl::Milliseconds(200);

stream::WatchHubOptions HubOptions(const sql::Database& database) {
  stream::WatchHubOptions options;
  if (database.backend() == sql::Backend::kPostgresql) options.poll_interval = kPollInterval;
  return options;
}

}  // namespace

absl::StatusOr<std::unique_ptr<FactorServer>> FactorServer::Start(
    const FactorConfig& config, std::shared_ptr<grpc::Channel> profile) {
  FactorDependencies dependencies;
  dependencies.profile = std::move(profile);
  return Start(config, std::move(dependencies));
}

absl::StatusOr<std::unique_ptr<FactorServer>> FactorServer::Start(const FactorConfig& config,
                                                                  FactorDependencies dependencies) {
  std::unique_ptr<FactorServer> server(new FactorServer());
  if (dependencies.clock == nullptr) dependencies.clock = &server->system_clock_;
  if (dependencies.analyzers == nullptr) {
    auto analyzers = BuiltinAnalyzers(config.data_dir);
    if (!analyzers.ok()) return analyzers.status();
    dependencies.analyzers = *std::move(analyzers);
  }
  if (dependencies.profile == nullptr) {
    client::ChannelOptions channel;
    channel.target = config.profile_target;
    dependencies.profile = client::MakeChannel(channel);
  }
  absl::Status status = server->OpenStore(config, *dependencies.clock);
  if (status.ok()) status = server->Serve(config, *dependencies.clock);
  if (!status.ok()) return status;
  server->Follow(std::move(dependencies));
  spdlog::info("factor server is up port={} store={} profile={}", server->port(),
               server->store_->database().description(), config.profile_target);
  return server;
}

absl::Status FactorServer::OpenStore(const FactorConfig& config, const Clock& clock) {
  FactorStoreOptions options;
  options.connection_string = config.base.store;
  options.clock = &clock;
  options.near_duplicate_resemblance = config.near_duplicate_resemblance;
  auto store = FactorStore::Open(options);
  if (!store.ok()) return store.status();
  store_ = *std::move(store);
  return absl::OkStatus();
}

absl::Status FactorServer::Serve(const FactorConfig& config, const Clock& clock) {
  sql::Database& database = store_->database();
  workers_ = std::make_unique<ThreadPool>(config.base.worker_threads, kMaxQueuedCalls);
  // Apart from the workers: a wake-up must not wait behind documents being read.
  wakes_ = std::make_unique<ThreadPool>(1, kMaxQueuedCalls);
  source_ = std::make_unique<sql::SqlChangeSource>(database, kFactorCollection);
  auto hub = stream::WatchHub::Create(HubOptions(database), *source_, *workers_, *wakes_, timer_);
  if (!hub.ok()) return hub.status();
  hub_ = *std::move(hub);
  commit_listener_ = database.AddCommitListener(
      [hub = hub_.get()](const sql::Commit& commit) { hub->NotifyCommitted(commit.revision); });
  housekeeping_ = std::make_unique<sql::Housekeeping>(database, sql::HousekeepingOptions{});
  watch_ = std::make_unique<watch::WatchServer>(*hub_, timer_);
  service_ = std::make_unique<Service>(Parts{*store_, analyzers_, *workers_, clock}, *watch_);
  auto server = rpc::Server::Start(config.base.server, {service_.get()}, {kServiceName});
  if (!server.ok()) return server.status();
  server_ = *std::move(server);
  return absl::OkStatus();
}

void FactorServer::Follow(FactorDependencies dependencies) {
  mirror_ = std::make_unique<ActorMirror>(
      std::move(dependencies.profile), ActorMirrorOptions{},
      [this, make = std::move(dependencies.analyzers)](
          std::shared_ptr<const engine::ActorDirectory> directory) {
        auto analyzer = make(directory);
        if (!analyzer.ok()) {
          spdlog::error("no analyzer for the new actor directory, the old one stays error=\"{}\"",
                        analyzer.status().ToString());
          return;
        }
        analyzers_.Set({*std::move(analyzer), std::move(directory)});
        server_->SetServing(true);
      });
}

FactorServer::~FactorServer() {
  Stop();
  if (commit_listener_ != 0) store_->database().RemoveCommitListener(commit_listener_);
}

void FactorServer::Stop() {
  // The mirror first: it alone turns readiness on.
  if (mirror_ != nullptr) mirror_->Stop();
  if (server_ != nullptr) server_->Stop([this] { hub_->Drain(); });
}

}  // namespace isotherm::factor_analysis
