// Internal: one subscriber's state machine.
//
// Invariant: the reader has the state of revision complete_ of all names (live), or of the names up
// to after_name_ (snapshot); pending_ holds every change it must still get of revisions in
// (complete_, cursor_], and nothing else.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "services/common/stream/hub_core.h"
#include "services/common/stream/pending_queue.h"
#include "services/common/stream/resume_token.h"
#include "services/common/sync/mutex.h"

namespace isotherm::stream {

class SubscriptionState : public std::enable_shared_from_this<SubscriptionState> {
 public:
  SubscriptionState(std::shared_ptr<WatchHub::Core> core, const WatchOptions& options,
                    Filter filter, std::function<void()> on_ready);

  // The first delivery will be this end.
  void EndWith(EndReason reason, absl::Status status, std::string token);
  std::uint64_t id() const { return id_; }

  std::optional<Delivery> Next();
  void Cancel();

  // From the hub's fan-out: wakes a sleeper whom one of `revisions` concerns; null = whoever waits
  // for changes.
  void WakeFor(const std::vector<RevisionPtr>* revisions);
  // Wakes a sleeper whatever it waits for.
  void WakeAnyway();
  // The ring is about to drop revisions up to `revision`: takes from it what is missing.
  void CatchUp(std::int64_t revision);
  void OnDeadline();

 private:
  enum class Phase { kSnapshot, kLive, kEnded };
  enum class Need { kNothing, kBounds, kPage, kReplay };
  // What a sleeper waits for.
  enum Sleep { kAwake, kForMatch, kForAnyRevision, kForTime };

  void Begin(std::string_view token);

  // The functions below decide; none of them calls out.
  std::optional<Delivery> Produce(absl::Time now, Need& need) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::optional<Delivery> ProduceSnapshot(Need& need) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::optional<Delivery> ProduceItem() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::optional<Delivery> ProduceLive(absl::Time now, Need& need)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::optional<Delivery> ProduceEnd() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Delivery PopChange() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Delivery Heartbeat() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::string Token() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Time Due() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Takes new revisions from the ring. False when the ring no longer reaches back to cursor_.
  bool Absorb() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Take(const std::vector<RevisionPtr>& revisions, std::int64_t reached)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Whether a change belongs to the part of the names that the snapshot has covered.
  bool Covered(std::string_view name, std::int64_t revision) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Runs on the reads executor. Return false to be run again.
  void StartRead(Need need);
  bool ReadBounds();
  bool ReadPage();
  bool ReadReplay();
  bool EndExpired(std::int64_t position);

  const std::shared_ptr<WatchHub::Core> core_;
  const std::uint64_t id_;
  const WatchOptions options_;
  const Filter filter_;
  const TokenScope scope_;
  const std::function<void()> on_ready_;
  const bool conflate_;
  std::atomic<int> sleep_{kAwake};

  Mutex mutex_;
  Phase phase_ ABSL_GUARDED_BY(mutex_) = Phase::kSnapshot;
  std::int64_t complete_ ABSL_GUARDED_BY(mutex_) = 0;
  std::int64_t cursor_ ABSL_GUARDED_BY(mutex_) = 0;
  PendingQueue pending_ ABSL_GUARDED_BY(mutex_);
  bool check_bounds_ ABSL_GUARDED_BY(mutex_) = false;  // the token is ahead of the hub
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;

  std::optional<SnapshotPage> page_ ABSL_GUARDED_BY(mutex_);
  std::size_t next_item_ ABSL_GUARDED_BY(mutex_) = 0;
  std::string page_end_ ABSL_GUARDED_BY(mutex_);    // last name of page_
  std::string covered_ ABSL_GUARDED_BY(mutex_);     // last name of the pages before page_
  std::string after_name_ ABSL_GUARDED_BY(mutex_);  // last name sent or passed over
  std::int64_t sent_ ABSL_GUARDED_BY(mutex_) = 0;

  std::string last_token_ ABSL_GUARDED_BY(mutex_);
  absl::Time last_delivery_ ABSL_GUARDED_BY(mutex_);
  absl::Time next_change_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();  // min_interval
  absl::Time deadline_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  std::optional<Delivery> end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace isotherm::stream
