#include "services/scoring/server.h"

#include <spdlog/spdlog.h>

#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/channel.h"
#include "services/common/clock/clock.h"
#include "services/common/executor/executor.h"
#include "services/common/rpc/server.h"
#include "services/common/sql/database.h"
#include "services/common/sql/housekeeping.h"
#include "services/common/stream/timer.h"
#include "services/common/stream/watch_hub.h"
#include "services/common/watch/watch_server.h"
#include "services/scoring/cache/cache_feed.h"
#include "services/scoring/cache/cache_writer.h"
#include "services/scoring/cache/memory_heat_cache.h"
#include "services/scoring/cache/redis_heat_cache.h"
#include "services/scoring/follower/follower.h"
#include "services/scoring/follower/grpc_watch_client.h"
#include "services/scoring/projection/refresher.h"
#include "services/scoring/readiness.h"
#include "services/scoring/service/reading_source.h"
#include "services/scoring/service/scoring_service.h"
#include "services/scoring/store/schema.h"

namespace isotherm::scoring {
namespace {

constexpr char kServiceName[] = "isotherm.scoring.v1.ScoringService";
constexpr std::size_t kMaxQueuedCalls = 10'000;
// How often readiness is looked at, and how often other replicas' commits are looked for.
constexpr absl::Duration kReadinessInterval = absl::Milliseconds(50);
// How long a followed service may be away (or behind) before this one is not ready.
constexpr absl::Duration kReadinessGrace = absl::Seconds(2);
// A read of the store that several calls may wait for.
constexpr absl::Duration kLoadTimeout = absl::Seconds(5);
constexpr absl::Duration kForeignCommitInterval = absl::Milliseconds(200);

absl::StatusOr<HeatModel> LoadModel(const ScoringConfig& config) {
  const std::string path = absl::StrCat(config.data_dir, "/models/", config.model, ".json");
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    return absl::NotFoundError(
        absl::StrCat(path, ": cannot be read; set --data-dir to the folder that holds models/"));
  }
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  absl::StatusOr<HeatParameters> parameters = ParseHeatParameters(text);
  if (!parameters.ok()) {
    return absl::Status(parameters.status().code(),
                        absl::StrCat(path, ": ", parameters.status().message()));
  }
  return HeatModel::Create(*std::move(parameters));
}

absl::StatusOr<std::unique_ptr<HeatCache>> MakeCache(const ScoringConfig& config,
                                                     const sql::Database& database,
                                                     const Clock& clock) {
  if (config.redis.empty()) return std::make_unique<MemoryHeatCache>();
  absl::StatusOr<RedisTarget> target = ParseRedisAddress(config.redis);
  if (!target.ok()) return target.status();
  RedisCacheOptions options;
  options.target = *std::move(target);
  options.store_id = database.store_id();
  return std::make_unique<RedisHeatCache>(options, clock);
}

AsOfPolicy PolicyOf(const ScoringConfig& config) {
  return config.as_of == "latest-evidence" ? AsOfPolicy::kLatestEvidence : AsOfPolicy::kNow;
}

}  // namespace

// In the order of construction; destroyed in reverse.
struct ScoringServer::Parts {
  SystemClock clock;
  stream::SystemTimer timer;
  std::unique_ptr<sql::Database> database;
  std::unique_ptr<ThreadPool> calls;    // blocking bodies of calls
  std::unique_ptr<ThreadPool> streams;  // reads and wake-ups of the watch hub
  std::unique_ptr<Projector> projector;
  std::unique_ptr<HeatCache> cache;
  std::unique_ptr<ReadingLoader> loader;
  std::unique_ptr<CacheWriter> cache_writer;
  RevisionGate factor_gate{timer};
  RevisionGate profile_gate{timer};
  std::unique_ptr<Mirror> factor_mirror = NewFactorMirror();
  std::unique_ptr<Mirror> profile_mirror = NewProfileMirror();
  std::unique_ptr<WatchClient> factor_client;
  std::unique_ptr<WatchClient> profile_client;
  std::unique_ptr<ReadingSource> source;
  std::unique_ptr<stream::WatchHub> hub;
  std::unique_ptr<CacheFeed> feed;
  std::unique_ptr<sql::Housekeeping> housekeeping;
  std::int64_t commit_listener = 0;
  std::unique_ptr<watch::WatchServer> watch;
  std::unique_ptr<Freshness> freshness;
  std::unique_ptr<Readings> readings;
  std::unique_ptr<ScoringService> service;
  std::unique_ptr<Follower> factor_follower;
  std::unique_ptr<Follower> profile_follower;
  std::unique_ptr<Refresher> refresher;
  std::unique_ptr<rpc::Server> server;
  std::thread readiness;
  absl::Mutex mutex;
  bool stopping ABSL_GUARDED_BY(mutex) = false;

  absl::Status Build(const ScoringConfig& config, const Upstreams& upstreams);
  absl::Status BuildStore(const ScoringConfig& config);
  absl::Status BuildService(const ScoringConfig& config);
  void StartFollowing(const ScoringConfig& config, const Upstreams& upstreams);
  void WatchReadiness();
  bool CaughtUp() const { return factor_follower->caught_up() && profile_follower->caught_up(); }
};

absl::Status ScoringServer::Parts::BuildStore(const ScoringConfig& config) {
  absl::StatusOr<HeatModel> model = LoadModel(config);
  if (!model.ok()) return model.status();
  projector = std::make_unique<Projector>(*std::move(model), PolicyOf(config), clock);
  sql::DatabaseOptions options;
  options.connection_string = config.base.store;
  options.migrations = {ScoringMigrations()};
  options.clock = &clock;
  absl::StatusOr<std::unique_ptr<sql::Database>> opened = sql::Database::Open(options);
  if (!opened.ok()) return opened.status();
  database = *std::move(opened);
  absl::StatusOr<std::unique_ptr<HeatCache>> made = MakeCache(config, *database, clock);
  if (!made.ok()) return made.status();
  cache = *std::move(made);
  loader = std::make_unique<ReadingLoader>(
      *cache,
      [this](std::string_view leader) {
        return ReadPublished(*database, clock.Now() + kLoadTimeout, leader);
      },
      clock);
  cache_writer = std::make_unique<CacheWriter>(
      *cache, *database, clock, CacheWriterOptions{},
      [this](const std::string& leader) { loader->OnPublished(leader); });
  return absl::OkStatus();
}

absl::Status ScoringServer::Parts::BuildService(const ScoringConfig& config) {
  calls = std::make_unique<ThreadPool>(config.base.worker_threads, kMaxQueuedCalls);
  streams = std::make_unique<ThreadPool>(2, kMaxQueuedCalls);
  source = std::make_unique<ReadingSource>(*database);
  stream::WatchHubOptions options;
  const bool shared = database->backend() == sql::Backend::kPostgresql;
  if (shared) options.poll_interval = kForeignCommitInterval;
  absl::StatusOr<std::unique_ptr<stream::WatchHub>> made =
      stream::WatchHub::Create(options, *source, *streams, *streams, timer);
  if (!made.ok()) return made.status();
  hub = *std::move(made);
  commit_listener = database->AddCommitListener(
      [this](const sql::Commit& commit) { hub->NotifyCommitted(commit.revision); });
  if (shared) {
    feed = std::make_unique<CacheFeed>(
        *hub, *cache, [this](const std::string& leader) { loader->OnPublished(leader); });
  }
  housekeeping = std::make_unique<sql::Housekeeping>(*database, sql::HousekeepingOptions{});
  watch = std::make_unique<watch::WatchServer>(*hub, timer);
  freshness =
      std::make_unique<Freshness>(database->store_id(), factor_gate, profile_gate, *calls, clock);
  readings = std::make_unique<Readings>(*database, *projector, *cache, *loader, *freshness);
  service = std::make_unique<ScoringService>(*readings, *freshness, *calls, *watch);
  return absl::OkStatus();
}

void ScoringServer::Parts::StartFollowing(const ScoringConfig& config, const Upstreams& upstreams) {
  factor_client = NewFactorWatchClient(upstreams.factor);
  profile_client = NewProfileWatchClient(upstreams.profile);
  Follower::Parts follower;
  follower.projector = projector.get();
  follower.database = database.get();
  follower.cache_writer = cache_writer.get();
  follower.clock = &clock;
  follower.client = profile_client.get();
  follower.mirror = profile_mirror.get();
  follower.gate = &profile_gate;
  profile_follower = std::make_unique<Follower>(follower, FollowerOptions{});
  follower.client = factor_client.get();
  follower.mirror = factor_mirror.get();
  follower.gate = &factor_gate;
  factor_follower = std::make_unique<Follower>(follower, FollowerOptions{});
  const absl::Duration interval = projector->policy() == AsOfPolicy::kNow
                                      ? absl::Seconds(config.refresh_seconds)
                                      : absl::InfiniteDuration();
  refresher = std::make_unique<Refresher>(
      *database, *projector, clock, interval,
      [this](const sql::Commit& commit, std::vector<ReadingUpdate> updates) {
        cache_writer->Publish(commit, std::move(updates));
      });
}

void ScoringServer::Parts::WatchReadiness() {
  Readiness readiness(kReadinessGrace);
  bool serving = false;
  while (true) {
    const bool ready = readiness.Update(CaughtUp(), clock.Now());
    if (ready != serving) {
      server->SetServing(ready);
      spdlog::log(ready ? spdlog::level::info : spdlog::level::warn, "scoring {}",
                  ready ? "has caught up and serves"
                        : "is not ready: a followed service is away or not caught up with");
    }
    serving = ready;
    absl::MutexLock lock(&mutex);
    if (mutex.AwaitWithTimeout(absl::Condition(&stopping), kReadinessInterval)) return;
  }
}

absl::Status ScoringServer::Parts::Build(const ScoringConfig& config, const Upstreams& upstreams) {
  if (absl::Status status = BuildStore(config); !status.ok()) return status;
  if (absl::Status status = BuildService(config); !status.ok()) return status;
  absl::StatusOr<std::unique_ptr<rpc::Server>> started =
      rpc::Server::Start(config.base.server, {service.get()}, {kServiceName});
  if (!started.ok()) return started.status();
  server = *std::move(started);
  StartFollowing(config, upstreams);
  readiness = std::thread([this] { WatchReadiness(); });
  spdlog::info("scoring started port={} store=\"{}\" model={} as_of={} cache={}", server->port(),
               database->description(), projector->model().parameters().id, config.as_of,
               config.redis.empty() ? "memory" : "redis");
  return absl::OkStatus();
}

ScoringServer::ScoringServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

absl::StatusOr<std::unique_ptr<ScoringServer>> ScoringServer::Start(const ScoringConfig& config,
                                                                    const Upstreams& upstreams) {
  auto parts = std::make_unique<Parts>();
  if (absl::Status status = parts->Build(config, upstreams); !status.ok()) return status;
  return std::unique_ptr<ScoringServer>(new ScoringServer(std::move(parts)));
}

absl::StatusOr<std::unique_ptr<ScoringServer>> ScoringServer::Start(const ScoringConfig& config) {
  const auto connect = [](const std::string& target) {
    client::ChannelOptions options;
    options.target = target;
    return client::MakeChannel(options);
  };
  return Start(config, {connect(config.profile_target), connect(config.factor_target)});
}

ScoringServer::~ScoringServer() { Stop(); }

int ScoringServer::port() const { return parts_->server->port(); }

std::shared_ptr<grpc::Channel> ScoringServer::InProcessChannel() {
  return parts_->server->InProcessChannel();
}

bool ScoringServer::caught_up() const { return parts_->CaughtUp(); }

void ScoringServer::Stop() {
  {
    absl::MutexLock lock(&parts_->mutex);
    if (std::exchange(parts_->stopping, true)) return;
  }
  parts_->readiness.join();
  parts_->server->Stop([this] {
    parts_->hub->Drain();
    parts_->factor_gate.Close();
    parts_->profile_gate.Close();
  });
  parts_->refresher.reset();
  parts_->factor_follower.reset();
  parts_->profile_follower.reset();
  parts_->database->RemoveCommitListener(parts_->commit_listener);
}

}  // namespace isotherm::scoring
