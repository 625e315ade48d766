#include "services/profile/server.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "services/common/actors/atlas_reader.h"
#include "services/profile/atlas_import/atlas_import.h"
#include "services/profile/resolve/lexicon_files.h"
#include "services/profile/service.h"
#include "services/profile/store/actor_store.h"
#include "services/profile/store/schema.h"

namespace isotherm::profile {
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

absl::StatusOr<std::unique_ptr<ProfileServer>> ProfileServer::Start(
    const ProfileServerOptions& options) {
  auto lexicon = LoadMentionLexicon(options.lexicons);
  if (!lexicon.ok()) return lexicon.status();
  std::unique_ptr<ProfileServer> server(new ProfileServer());
  sql::DatabaseOptions database_options;
  database_options.connection_string = options.store;
  database_options.migrations = {ProfileMigrations()};
  database_options.clock = options.clock;
  auto database = sql::Database::Open(database_options);
  if (!database.ok()) return database.status();
  server->database_ = *std::move(database);
  server->timer_ = std::make_unique<stream::SystemTimer>();
  server->workers_ = std::make_unique<ThreadPool>(options.worker_threads, kMaxQueuedCalls);
  // Apart from the workers: a wake-up must not wait behind slow calls.
  server->wakes_ = std::make_unique<ThreadPool>(1, kMaxQueuedCalls);
  server->source_ = std::make_unique<sql::SqlChangeSource>(*server->database_, kActorCollection);
  auto hub = stream::WatchHub::Create(HubOptions(*server->database_), *server->source_,
                                      *server->workers_, *server->wakes_, *server->timer_);
  if (!hub.ok()) return hub.status();
  server->hub_ = *std::move(hub);
  server->commit_listener_ =
      server->database_->AddCommitListener([hub = server->hub_.get()](const sql::Commit& commit) {
        hub->NotifyCommitted(commit.revision);
      });
  server->housekeeping_ =
      std::make_unique<sql::Housekeeping>(*server->database_, sql::HousekeepingOptions{});
  server->service_ = std::make_unique<ProfileServiceImpl>(
      *server->database_, *std::move(lexicon), *server->workers_, *server->hub_, *server->timer_);
  auto rpc_server = rpc::Server::Start(options.server, {server->service_.get()},
                                       {std::string(v1::ProfileService::service_full_name())});
  if (!rpc_server.ok()) return rpc_server.status();
  server->server_ = *std::move(rpc_server);
  if (!options.atlas.empty()) {
    if (absl::Status status = server->ImportFolder(options.atlas); !status.ok()) return status;
  }
  server->server_->SetServing(true);
  spdlog::info("profile server is up port={} store={}", server->server_->port(),
               server->database_->description());
  return server;
}

absl::Status ProfileServer::ImportFolder(const std::string& atlas_folder) {
  absl::StatusOr<Atlas> atlas = ReadAtlasFolder(atlas_folder);
  if (!atlas.ok()) return atlas.status();
  for (const AtlasError& error : atlas->errors) {
    spdlog::warn("atlas line skipped error=\"{}\"", isotherm::ToString(error));
  }
  const auto stub = v1::ProfileService::NewStub(server_->InProcessChannel());
  auto summary = ImportAtlas(*stub, *atlas, absl::InfiniteFuture());
  if (!summary.ok()) return summary.status();
  for (const std::string& failure : summary->failures) {
    spdlog::warn("actor of the atlas refused error=\"{}\"", failure);
  }
  spdlog::info("atlas imported created={} replaced={} unchanged={} failed={}", summary->created,
               summary->replaced, summary->unchanged, summary->failed);
  return absl::OkStatus();
}

ProfileServer::~ProfileServer() {
  Stop();
  if (commit_listener_ != 0) database_->RemoveCommitListener(commit_listener_);
}

void ProfileServer::Stop() {
  if (server_ != nullptr) {
    server_->Stop([this] {
      hub_->Drain();
      service_->Drain();
    });
  }
}

}  // namespace isotherm::profile
