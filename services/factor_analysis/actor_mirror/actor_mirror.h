// Follows the profile service's actors and hands out directories made of them.
//
// Purpose: one thread reads WatchActors, for as long as it lives and across restarts of the profile
// service; another builds a new ActorDirectory beside the old one when something has changed, at
// most one per `min_rebuild_interval`, so that an import of thousands costs a few. The first comes
// when the first snapshot is complete; nothing partial is ever handed out. While the profile
// service is away the last directory stays in use. Lifetime: runs from construction to Stop (or the
// destructor). Thread-safety: Stop by the owner; `on_directory` is called on the mirror's own
// thread, one call at a time.
#pragma once

#include <functional>
#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "client/resumable_watch.h"
#include "isotherm/profile/v1/profile_service.grpc.pb.h"
#include "services/common/sync/mutex.h"
#include "services/factor_analysis/actor_mirror/actor_table.h"
#include "services/factor_analysis/engine/directory/actor_directory.h"

namespace isotherm::factor_analysis {

struct ActorMirrorOptions {
  absl::Duration min_rebuild_interval = absl::Milliseconds(200);
  client::RetryPolicy retry = {.initial_backoff = absl::Milliseconds(100),
                               .max_backoff = absl::Seconds(2),
                               .max_failures = 0};
};

class ActorMirror {
 public:
  using OnDirectory = std::function<void(std::shared_ptr<const engine::ActorDirectory>)>;

  ActorMirror(std::shared_ptr<grpc::Channel> profile, const ActorMirrorOptions& options,
              OnDirectory on_directory);
  ~ActorMirror() { Stop(); }
  ActorMirror(const ActorMirror&) = delete;
  ActorMirror& operator=(const ActorMirror&) = delete;

  // Ends the watch; `on_directory` is not called any more when it returns. Idempotent.
  void Stop();

 private:
  using Watch =
      client::ResumableWatch<profile::v1::WatchActorsRequest, profile::v1::WatchActorsResponse>;

  void Follow();
  void Build();

  const ActorMirrorOptions options_;
  const OnDirectory on_directory_;
  const std::unique_ptr<profile::v1::ProfileService::Stub> stub_;
  client::SystemSleeper sleeper_;
  Watch watch_;

  Mutex mutex_;
  CondVar changed_;
  ActorTable table_ ABSL_GUARDED_BY(mutex_);
  bool dirty_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread follower_;
  std::thread builder_;
};

}  // namespace isotherm::factor_analysis
