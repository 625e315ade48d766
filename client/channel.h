// Makes channels the way every client of the suite should: bounded, kept alive, balanced.
//
// Thread-safety: pure. A channel connects at its first call and reconnects by itself.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/security/credentials.h>

#include <memory>
#include <string>

#include "absl/time/time.h"

namespace isotherm::client {

struct ChannelOptions {
  // "host:port" or "dns:///name:port"; all addresses of a name are used in turn.
  std::string target;
  // Null = plaintext.
  std::shared_ptr<grpc::ChannelCredentials> credentials;
  // A connection that answers no ping is given up after time + timeout. Servers of the suite allow
  // a ping each 10 s (others by default one in 5 min, and hang up on more).
  absl::Duration keepalive_time = absl::Seconds(20);
  absl::Duration keepalive_timeout = absl::Seconds(5);
  int max_receive_bytes = 16 << 20;
  // Longest pause between attempts to connect: how soon a restarted server is found.
  absl::Duration max_reconnect_backoff = absl::Seconds(5);
};

std::shared_ptr<grpc::Channel> MakeChannel(const ChannelOptions& options);

}  // namespace isotherm::client
