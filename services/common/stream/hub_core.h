// Internal: what a hub and its subscriptions share.
//
// Lock order: a subscription's lock, then the core's; the core never calls a subscription, the
// source, an executor or the timer with its own lock held.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "services/common/stream/watch_hub.h"
#include "services/common/sync/mutex.h"

namespace isotherm::stream {

class SubscriptionState;

class WatchHub::Core : public std::enable_shared_from_this<WatchHub::Core> {
 public:
  Core(const WatchHubOptions& options, ChangeSource& source, Executor& reads, Executor& wakes,
       Timer& timer, const LogBounds& bounds);

  const WatchHubOptions& options() const { return options_; }
  std::uint64_t store_hash() const { return store_hash_; }
  absl::Time Now() const { return timer_.Now(); }
  // Only inside RunRead's task.
  ChangeSource& source() { return source_; }

  void Start();
  void Publish(RevisionPtr revision);
  void NotifyCommitted(std::int64_t revision);
  void Drain();
  // Ends subscriptions, stops work and waits for the tasks that touch source, executors or timer.
  void Close();
  std::int64_t head() const { return head_.load(); }
  bool draining() const { return draining_.load(); }
  WatchHubStats stats() const;

  // False when the hub is full.
  bool Add(std::uint64_t id, std::shared_ptr<SubscriptionState> subscription);
  void Remove(std::uint64_t id);
  std::uint64_t NextId() { return next_id_.fetch_add(1); }

  // Revisions after `after` from the ring, at most `limit` of them. False when `after` lies before
  // what the ring holds. `reached` as in RevisionBatch.
  bool Fetch(std::int64_t after, std::size_t limit, std::vector<RevisionPtr>& revisions,
             std::int64_t& reached) const;

  // Runs `task` on the reads executor, and again after the retry interval as long as it returns
  // false.
  void RunRead(const std::function<bool()>& task);
  void CountSourceRead(bool ok);

  // Calls the subscription's OnDeadline at `when`, unless it is to be called at `held` before that.
  // Returns when it will be called. One deadline per subscription.
  absl::Time SetDeadline(std::uint64_t id, std::weak_ptr<SubscriptionState> subscription,
                         absl::Time held, absl::Time when);
  void ClearDeadline(std::uint64_t id, absl::Time held);

 private:
  using Subscribers = std::vector<std::shared_ptr<SubscriptionState>>;

  // Keeps Close() from returning while it lives.
  class Use;

  void AppendLocked(RevisionPtr revision) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TrimLocked(std::int64_t up_to) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::shared_ptr<const Subscribers> SubscribersLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Revisions above `after`, which the ring must hold.
  std::deque<RevisionPtr>::const_iterator FindLocked(std::int64_t after) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  void StartPump(bool poll);
  bool Pump();
  bool KnownIsAhead() const;
  bool SkipCompacted();
  void StartFanOut();
  void FanOut();
  bool WakeForNew();
  void TrimRing();
  void WakeAll();
  void SchedulePoll();
  void Retry(std::function<bool()> task);
  // Runs `callback` at `when` unless the hub has been closed by then.
  void RunAt(absl::Time when, std::function<void()> callback);
  void OnAlarm(absl::Time when);

  const WatchHubOptions options_;
  ChangeSource& source_;
  Executor& reads_;
  Executor& wakes_;
  Timer& timer_;
  const std::uint64_t store_hash_;
  std::atomic<std::uint64_t> next_id_{1};
  // Written under mutex_, read without: a subscription that goes to sleep looks here last.
  std::atomic<std::int64_t> head_;
  std::atomic<bool> draining_{false};
  std::atomic<std::int64_t> source_reads_{0};
  std::atomic<std::int64_t> source_errors_{0};

  mutable Mutex mutex_;
  CondVar idle_;
  std::deque<RevisionPtr> ring_ ABSL_GUARDED_BY(mutex_);
  // The ring holds every revision above this one up to head_.
  std::int64_t ring_start_ ABSL_GUARDED_BY(mutex_);
  std::int64_t known_ ABSL_GUARDED_BY(mutex_) = 0;   // committed, as far as we were told
  std::int64_t fanned_out_ ABSL_GUARDED_BY(mutex_);  // subscribers were woken up to here
  bool pumping_ ABSL_GUARDED_BY(mutex_) = false;
  bool poll_wanted_ ABSL_GUARDED_BY(mutex_) = false;
  bool fanning_out_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  int uses_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<std::uint64_t, std::shared_ptr<SubscriptionState>> subscriptions_
      ABSL_GUARDED_BY(mutex_);
  // Copy of the map for the fan-out, made anew after a change of the map.
  std::shared_ptr<const Subscribers> subscribers_ ABSL_GUARDED_BY(mutex_);

  Mutex deadlines_mutex_;
  std::map<std::pair<absl::Time, std::uint64_t>, std::weak_ptr<SubscriptionState>> deadlines_
      ABSL_GUARDED_BY(deadlines_mutex_);
  absl::Time alarm_at_ ABSL_GUARDED_BY(deadlines_mutex_) = absl::InfiniteFuture();
};

}  // namespace isotherm::stream
