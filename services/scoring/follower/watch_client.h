// A Watch method of another service, seen as a source of messages.
//
// Purpose: the follower's logic knows neither gRPC nor which service it follows. Lost connections
// are told and then made anew by the stream itself (client/resumable_watch.h).
// Thread-safety: Read from one thread, Cancel from any.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "google/protobuf/message_lite.h"
#include "isotherm/common/v1/watch.pb.h"

namespace isotherm::scoring {

struct FollowedMessage {
  // kLost: the connection has ended with `loss`; what follows comes from the next one, without a
  // gap. Has no position.
  enum class Kind { kUpsert, kDeleted, kSnapshotComplete, kHeartbeat, kLost };
  Kind kind = Kind::kHeartbeat;
  common::v1::WatchPosition position;
  std::shared_ptr<const google::protobuf::MessageLite> resource;  // kUpsert
  std::string deleted;                                            // kDeleted: its name
  absl::Status loss;                                              // kLost
};

// One open stream.
class WatchStream {
 public:
  virtual ~WatchStream() = default;
  // Blocks, also between a loss and the next connection; false when the stream has ended for good.
  virtual bool Read(FollowedMessage& message) = 0;
  // Why it ended, after Read has returned false.
  virtual absl::Status Finish() = 0;
  virtual void Cancel() = 0;
};

class WatchClient {
 public:
  virtual ~WatchClient() = default;
  // `resume_token` empty = begin with a snapshot. Never fails: the first Read does.
  virtual std::unique_ptr<WatchStream> Open(const std::string& resume_token) = 0;
};

}  // namespace isotherm::scoring
