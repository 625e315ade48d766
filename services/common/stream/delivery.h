// What a subscriber asks for and what it gets.
//
// Thread-safety: plain values.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/common/stream/change.h"

namespace isotherm::stream {

enum class DeliveryMode {
  kConflateLatest,  // the latest state per name; never ends a slow reader
  kEveryRevision,   // each change of each revision; ends past what the store keeps
};

struct WatchOptions {
  DeliveryMode mode = DeliveryMode::kConflateLatest;
  std::string resume_token;                               // empty = snapshot first
  absl::Duration min_interval = absl::ZeroDuration();     // between two live changes (conflating);
                                                          // a snapshot is not held back
  absl::Duration heartbeat_interval = absl::Seconds(30);  // after this long without a delivery
};

// Why a subscription ended.
enum class EndReason {
  kNone,
  kTokenInvalid,   // INVALID_ARGUMENT: damaged, foreign, of another filter, or from the future
  kTokenExpired,   // OUT_OF_RANGE: `resume_token` is the oldest that still works
  kShuttingDown,   // UNAVAILABLE: `resume_token` is the last one sent
  kLimitExceeded,  // RESOURCE_EXHAUSTED: too many subscriptions
};

struct Delivery {
  enum class Kind { kUpsert, kDeleted, kSnapshotComplete, kHeartbeat, kEnd };
  Kind kind = Kind::kHeartbeat;

  // kUpsert, kDeleted: the change; shared with all subscribers. For kDeleted only its name counts:
  // it may be an upsert that left the filter.
  std::shared_ptr<const Change> change;
  // The revision whose state the delivery shows; never falls along a stream. A snapshot's resources
  // carry the revision at which they were read. kHeartbeat: the one that the token stands for,
  // which inside a revision is the one before.
  std::int64_t revision = 0;
  // When the state was committed (a snapshot's resource: when it got that state); InfinitePast when
  // nothing was.
  absl::Time commit_time = absl::InfinitePast();
  // Resume after this delivery. Changes exactly when a revision (or a name of the snapshot) is
  // complete: deliveries in the middle of a revision repeat the token of the one before.
  std::string resume_token;
  std::int64_t conflated_count = 0;  // changes merged into this one beyond the one shown
  std::int64_t resource_count = 0;   // kSnapshotComplete: how many the snapshot held

  // kEnd:
  absl::Status status;
  EndReason reason = EndReason::kNone;
};

}  // namespace isotherm::stream
