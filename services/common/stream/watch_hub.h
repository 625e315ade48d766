// The watch kernel: fans committed revisions out to subscribers, with snapshots and resumption.
//
// Purpose: one hub per service, over that service's ChangeSource. Guarantees to each subscriber:
// ordered (revisions rise), unique, reliable (nothing that passes the filter is skipped), atomic
// (no token points inside a revision), resumable, bookmarkable (heartbeats carry tokens).
//
// Use: after a commit the store's owner calls Publish (fast path) or NotifyCommitted. Order between
// concurrent writers does not matter: the hub takes a published revision directly only when it
// follows its head, and otherwise reads the source, whose order is the truth. With other processes
// writing to the same store, set `poll_interval` (and call NotifyCommitted on their wake-ups).
//
// Thread-safety: all methods are safe from any thread. No lock is held while callbacks, the source
// or the executors are called. Lifetime: source, executors and timer outlive the hub; its
// destructor ends all subscriptions and waits for source reads in flight. Subscriptions may outlive
// the hub. Scaling: a revision costs one filter call per idle subscriber and change, on one `wakes`
// task; busy subscribers cost nothing until they ask. The ring holds shared pointers, so memory
// does not grow with subscribers; conflation holds at most about one entry per name and subscriber.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/executor/executor.h"
#include "services/common/stream/change.h"
#include "services/common/stream/change_source.h"
#include "services/common/stream/delivery.h"
#include "services/common/stream/timer.h"

namespace isotherm::stream {

struct WatchHubOptions {
  std::size_t ring_revisions = 2048;  // recent revisions kept in memory
  int replay_page = 256;              // changes per read of the log
  int snapshot_page = 256;            // resources per read of a snapshot
  std::size_t max_subscriptions = 20'000;
  absl::Duration poll_interval = absl::ZeroDuration();      // look for foreign commits; 0 = never
  absl::Duration retry_interval = absl::Milliseconds(100);  // after a failed read of the source
};

// Figures for metrics.
struct WatchHubStats {
  std::int64_t head_revision = 0;
  std::size_t ring_size = 0;
  std::size_t subscriptions = 0;
  std::int64_t source_reads = 0;
  std::int64_t source_errors = 0;
};

// One subscriber's end. Pull: ask Next() until it returns nothing, then wait for on_ready.
// Thread-safety: Next() from one thread at a time; Cancel() from any.
class Subscription {
 public:
  virtual ~Subscription() = default;  // cancels

  // The next delivery, or nothing. Never blocks on I/O. After nothing, `on_ready` is called once
  // when there may be something again (it may turn out to be nothing). After kEnd: nothing, for
  // ever.
  virtual std::optional<Delivery> Next() = 0;

  // Ends without a last delivery and frees what is held. An on_ready already begun on another
  // thread may still be running when this returns: let it own what it touches.
  virtual void Cancel() = 0;
};

class WatchHub {
 public:
  // Reads the bounds of the source (blocks). `reads` runs blocking reads, `wakes` runs on_ready
  // callbacks; they may be the same.
  static absl::StatusOr<std::unique_ptr<WatchHub>> Create(const WatchHubOptions& options,
                                                          ChangeSource& source, Executor& reads,
                                                          Executor& wakes, Timer& timer);
  ~WatchHub();
  WatchHub(const WatchHub&) = delete;
  WatchHub& operator=(const WatchHub&) = delete;

  // Hands over a revision that has just been committed.
  void Publish(RevisionPtr revision);
  // Says that `revision` has been committed; the hub reads what it misses from the source.
  void NotifyCommitted(std::int64_t revision);

  // Never fails: a bad token, a full hub or a draining one ends the subscription with its first
  // delivery. `on_ready` is not called before the first Next() has returned nothing.
  std::unique_ptr<Subscription> Subscribe(const WatchOptions& options, Filter filter,
                                          std::function<void()> on_ready);

  // Ends every subscription, and each later one, with UNAVAILABLE and its last token. Idempotent.
  void Drain();

  // A revision that every subscriber from now on starts at or after.
  std::int64_t head_revision() const;
  WatchHubStats stats() const;

  class Core;  // internal; shared with subscriptions so that they may outlive the hub

 private:
  explicit WatchHub(std::shared_ptr<Core> core);
  const std::shared_ptr<Core> core_;
};

}  // namespace isotherm::stream
