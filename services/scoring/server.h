// The scoring server: builds the parts, runs them, stops them in order.
//
// Purpose: the same object serves the binary, the embedded suite and tests. Lifetime: channels are
// shared; the destructor stops whatever Stop() has not. Thread-safety: port(), InProcessChannel()
// and caught_up() from any thread; the rest belongs to the owner.
#pragma once

#include <grpcpp/channel.h>

#include <memory>

#include "absl/status/statusor.h"
#include "services/scoring/config.h"

namespace isotherm::scoring {

struct Upstreams {
  std::shared_ptr<grpc::Channel> profile;
  std::shared_ptr<grpc::Channel> factor;
};

class ScoringServer {
 public:
  // Opens the store, starts to follow and to serve; health is NOT_SERVING until both followed
  // services have been caught up with, and again while one is away or behind for more than two
  // seconds (reads are answered all the same). Errors name the file, address or store that is at
  // fault.
  static absl::StatusOr<std::unique_ptr<ScoringServer>> Start(const ScoringConfig& config,
                                                              const Upstreams& upstreams);
  // The same, over channels made from the configured targets.
  static absl::StatusOr<std::unique_ptr<ScoringServer>> Start(const ScoringConfig& config);
  ~ScoringServer();

  int port() const;
  std::shared_ptr<grpc::Channel> InProcessChannel();
  bool caught_up() const;

  // Readiness off, lame duck, streams ended with their tokens, calls finished, followers stopped.
  // Idempotent.
  void Stop();

 private:
  struct Parts;
  explicit ScoringServer(std::unique_ptr<Parts> parts);
  const std::unique_ptr<Parts> parts_;
};

}  // namespace isotherm::scoring
