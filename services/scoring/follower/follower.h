// Follows another service's Watch stream into the store, exactly once.
//
// Messages are applied in batches: mirrored rows, the touched leaders' readings and the cursor are
// one transaction, so that a process killed at any point goes on where the last commit left off.
// When the token has expired or the followed store is new, a snapshot is taken and what it does not
// hold is deleted. Should another process follow into the same store, the cursor's version tells,
// and this one reloads it. Lost connections are the stream's to mend; when it ends for good, or the
// store fails, the follower goes back to the stored cursor after a pause. Threading: one thread
// applies, one reads the stream. Lifetime: everything handed over outlives the follower; its
// destructor stops both.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "client/backoff.h"
#include "services/common/clock/clock.h"
#include "services/common/sql/database.h"
#include "services/scoring/cache/cache_writer.h"
#include "services/scoring/follower/mirror.h"
#include "services/scoring/follower/revision_gate.h"
#include "services/scoring/follower/watch_client.h"
#include "services/scoring/projection/projector.h"
#include "services/scoring/store/cursor_rows.h"

namespace isotherm::scoring {

struct FollowerOptions {
  std::size_t max_batch = 500;                 // messages a transaction
  std::size_t max_queued = 2000;               // read ahead of the store
  absl::Duration silence = absl::Seconds(20);  // without a heartbeat: the connection is dead
  // Between attempts that end without progress.
  client::RetryPolicy retry = {.initial_backoff = absl::Milliseconds(100),
                               .max_backoff = absl::Seconds(5),
                               .max_failures = 0};
  absl::Duration store_timeout = absl::Seconds(30);
};

class Follower {
 public:
  struct Parts {
    WatchClient* client = nullptr;
    const Mirror* mirror = nullptr;
    const Projector* projector = nullptr;
    sql::Database* database = nullptr;
    CacheWriter* cache_writer = nullptr;
    RevisionGate* gate = nullptr;
    const Clock* clock = nullptr;
  };

  // `random` gives numbers in [0, 1), for the pauses.
  Follower(const Parts& parts, const FollowerOptions& options,
           std::function<double()> random = client::SystemRandom());
  ~Follower();
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  // Whether it is connected, and everything that existed when it connected has been applied.
  bool caught_up() const;

 private:
  enum class End { kStopped, kAgain, kSnapshotAgain };

  void Run();
  // `failure` says why it ended, where it has to be tried again.
  End FollowOnce(absl::Status& failure);
  void ReadInto(WatchStream& stream);
  // Waits for messages; empty when the stream ended, fell silent or the follower stops.
  std::vector<FollowedMessage> TakeBatch();
  absl::Status Apply(const std::vector<FollowedMessage>& batch);
  absl::Status ApplyMessage(sql::WriteTransaction& transaction, const FollowedMessage& message,
                            FollowCursor& next, std::set<std::string>& touched) const;
  absl::Status LoadStoredCursor();
  // Lets those in who wait for what the cursor has reached.
  void OpenGate();
  void Observe(const std::vector<FollowedMessage>& batch);
  void SetCaughtUp(bool caught_up);
  // Waits before the next attempt.
  void Pause(const absl::Status& failure);
  bool StoppingOrEndedOrQueued() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return stopping_ || stream_ended_ || !queue_.empty();
  }
  bool RoomOrStopping() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return stopping_ || discarding_ || queue_.size() < options_.max_queued;
  }

  const Parts parts_;
  const FollowerOptions options_;
  // Of the applying thread:
  FollowCursor cursor_;   // as stored
  absl::Time connected_;  // when the stream was opened or last lost
  client::Backoff backoff_;

  mutable absl::Mutex mutex_;
  std::deque<FollowedMessage> queue_ ABSL_GUARDED_BY(mutex_);
  bool stream_ended_ ABSL_GUARDED_BY(mutex_) = false;
  bool discarding_ ABSL_GUARDED_BY(mutex_) = false;  // the stream is given up
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool caught_up_ ABSL_GUARDED_BY(mutex_) = false;
  WatchStream* stream_ ABSL_GUARDED_BY(mutex_) = nullptr;  // open now; for cancelling
  std::thread thread_;
};

}  // namespace isotherm::scoring
