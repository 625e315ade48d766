// The profile server: its store, its watch hub and its gRPC server, put together.
//
// Purpose: one object for main.cc, for programs that embed the whole suite, and for tests.
// Lifetime: construction starts everything; Stop (or the destructor) ends it in the right order.
// Thread-safety: Start, Stop and the destructor belong to the owner.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/common/clock/clock.h"
#include "services/common/executor/executor.h"
#include "services/common/rpc/server.h"
#include "services/common/sql/database.h"
#include "services/common/sql/housekeeping.h"
#include "services/common/sql/sql_change_source.h"
#include "services/common/stream/timer.h"
#include "services/common/stream/watch_hub.h"

namespace isotherm::profile {

class ProfileServiceImpl;

struct ProfileServerOptions {
  rpc::ServerOptions server;
  std::string store;             // connection string
  std::string lexicons;          // folder of the language: data/lexicons/en
  int worker_threads = 2;        // for blocking work
  const Clock* clock = nullptr;  // required
  std::string atlas;             // folder to import before serving; empty = none
};

class ProfileServer {
 public:
  // Opens and migrates the store, imports the atlas if asked to, then reports SERVING.
  // Bad lines of an atlas are logged and cost themselves alone.
  static absl::StatusOr<std::unique_ptr<ProfileServer>> Start(const ProfileServerOptions& options);
  ~ProfileServer();

  rpc::Server& server() { return *server_; }
  sql::Database& database() { return *database_; }

  // Readiness off, watches ended with a token, open calls finished. Idempotent.
  void Stop();

 private:
  ProfileServer() = default;
  absl::Status ImportFolder(const std::string& atlas_folder);

  // In order of construction; torn down from the bottom up.
  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<stream::SystemTimer> timer_;
  std::unique_ptr<ThreadPool> workers_;
  std::unique_ptr<ThreadPool> wakes_;
  std::unique_ptr<sql::SqlChangeSource> source_;
  std::unique_ptr<stream::WatchHub> hub_;
  std::int64_t commit_listener_ = 0;
  std::unique_ptr<sql::Housekeeping> housekeeping_;
  std::unique_ptr<ProfileServiceImpl> service_;
  std::unique_ptr<rpc::Server> server_;
};

}  // namespace isotherm::profile
