// The services that scoring follows, as small real gRPC servers over lists in memory: true resume
// tokens, snapshots, heartbeats and drains, and they can go away and come back.
//
// Thread-safety: one thread. Lifetime: channels may outlive it.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/server.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "isotherm/factor/v1/factor.pb.h"
#include "isotherm/profile/v1/actor.pb.h"
#include "services/common/executor/executor.h"
#include "services/common/stream/memory_change_source.h"
#include "services/common/stream/timer.h"
#include "services/common/stream/watch_hub.h"
#include "services/common/watch/watch_server.h"

namespace isotherm::scoring {

// One followed service: WatchFactors or WatchActors, whichever is called.
class Upstream {
 public:
  // Serves at once.
  explicit Upstream(const std::string& store_id);
  ~Upstream();

  // Each is one revision, returned.
  std::int64_t Put(const std::vector<factor::v1::Factor>& factors);
  std::int64_t Put(const profile::v1::Actor& actor);
  std::int64_t Delete(const std::string& name);
  // Forgets the changes up to now: older tokens expire once it comes back from GoAway.
  void Compact();

  void GoAway();
  void ComeBack();
  // Empty, with another id.
  void ReplaceStore(const std::string& store_id);

  std::shared_ptr<grpc::Channel> channel() const { return channel_; }
  const std::string& store_id() const { return source_->store_id(); }

 private:
  struct Serving;
  std::int64_t Commit(const std::vector<stream::MemoryChangeSource::Write>& writes);

  stream::SystemTimer timer_;
  ThreadPool threads_{2, 10'000};
  std::unique_ptr<stream::MemoryChangeSource> source_;
  int port_ = 0;
  std::unique_ptr<Serving> serving_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace isotherm::scoring
