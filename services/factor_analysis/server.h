// The factor server: store, watch hub, actor mirror, analyzer and gRPC server, put together.
//
// Purpose: one object for main.cc, for programs that embed the whole suite, and for tests.
// Readiness: NOT_SERVING until the store is open and the mirror has had its first snapshot. Reads
// work before that; analysis and ingest answer NOT_READY.
// Lifetime: Start runs everything; Stop (or the destructor) ends it in the right order.
// Thread-safety: Start, Stop and the destructor belong to the owner.
#pragma once

#include <grpcpp/channel.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/common/clock/clock.h"
#include "services/common/config/server_flags.h"
#include "services/common/executor/executor.h"
#include "services/common/rpc/server.h"
#include "services/common/sql/housekeeping.h"
#include "services/common/sql/sql_change_source.h"
#include "services/common/stream/timer.h"
#include "services/common/stream/watch_hub.h"
#include "services/common/watch/watch_server.h"
#include "services/factor_analysis/actor_mirror/actor_mirror.h"
#include "services/factor_analysis/builtin_analyzers.h"
#include "services/factor_analysis/service/analyzer_slot.h"
#include "services/factor_analysis/store/factor_store.h"

namespace isotherm::factor_analysis {

class Service;

struct FactorConfig {
  config::ServerFlags base;
  std::string profile_target = "127.0.0.1:7101";  // of the profile service
  std::string data_dir = ".";                     // holds data/lexicons and models/
  // Resemblance of copies of one report, above 0 to 1 (near_duplicate/signature.h).
  double near_duplicate_resemblance = near_duplicate::kMinResemblance;
};

// What tests and the embedded suite bring along; empty members are made from the configuration.
struct FactorDependencies {
  std::shared_ptr<grpc::Channel> profile;
  AnalyzerFactory analyzers;
  const Clock* clock = nullptr;  // outlives the server
};

class FactorServer {
 public:
  // Errors name the file, store or address that is at fault.
  static absl::StatusOr<std::unique_ptr<FactorServer>> Start(
      const FactorConfig& config, std::shared_ptr<grpc::Channel> profile = nullptr);
  static absl::StatusOr<std::unique_ptr<FactorServer>> Start(const FactorConfig& config,
                                                             FactorDependencies dependencies);
  ~FactorServer();

  int port() const { return server_->port(); }
  std::shared_ptr<grpc::Channel> InProcessChannel() { return server_->InProcessChannel(); }
  rpc::Server& server() { return *server_; }

  // Readiness off, watches ended with a token, open calls finished. Idempotent.
  void Stop();

 private:
  FactorServer() = default;
  absl::Status OpenStore(const FactorConfig& config, const Clock& clock);
  absl::Status Serve(const FactorConfig& config, const Clock& clock);
  void Follow(FactorDependencies dependencies);

  // In order of construction; torn down from the bottom up.
  const SystemClock system_clock_{};
  std::unique_ptr<FactorStore> store_;
  stream::SystemTimer timer_;
  std::unique_ptr<ThreadPool> workers_;
  std::unique_ptr<ThreadPool> wakes_;
  std::unique_ptr<sql::SqlChangeSource> source_;
  std::unique_ptr<stream::WatchHub> hub_;
  std::int64_t commit_listener_ = 0;
  std::unique_ptr<sql::Housekeeping> housekeeping_;
  AnalyzerSlot analyzers_;
  std::unique_ptr<watch::WatchServer> watch_;
  std::unique_ptr<Service> service_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<ActorMirror> mirror_;
};

}  // namespace isotherm::factor_analysis
