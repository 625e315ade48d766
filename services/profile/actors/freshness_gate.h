// Lets reads wait for a consistency token without holding a thread.
//
// Purpose: a token may be long in coming (a replica that lags) or never come (a store restored from
// a backup); calls that wait for one must keep neither other calls nor a shutdown waiting.
// Thread-safety: safe from any thread. Lifetime: all that is passed in, and the gate, outlive the
// calls that wait.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "isotherm/common/v1/consistency.pb.h"
#include "services/common/executor/executor.h"
#include "services/common/sql/database.h"
#include "services/common/stream/timer.h"

namespace isotherm::profile {

class FreshnessGate {
 public:
  FreshnessGate(sql::Database& database, Executor& executor, stream::Timer& timer);

  using Continuation = std::function<void(const absl::Status&)>;
  // Calls `then` once: with OK, on the executor, when a read that starts now meets `wanted`; else
  // with what stands against it: INVALID_CONSISTENCY_TOKEN, CONSISTENCY_NOT_REACHED shortly before
  // `deadline` (30 s at most), SHUTTING_DOWN, LIMIT_EXCEEDED, the store's error, or CANCELLED when
  // `gone` says that nobody waits for the answer any more.
  void Await(const common::v1::ReadConsistency& wanted, absl::Time deadline,
             std::function<bool()> gone, const Continuation& then) ABSL_LOCKS_EXCLUDED(mutex_);

  // From now on whoever would have to wait gets SHUTTING_DOWN; who waits already gets it at once.
  void Stop();

 private:
  struct Wait {
    std::int64_t required = 0;
    absl::Time give_up;
    absl::Time deadline;
    std::function<bool()> gone;
    Continuation then;
  };

  // The first look of a call, for itself; then it joins those who wait.
  void Begin(Wait wait) ABSL_LOCKS_EXCLUDED(mutex_);
  // One look for all who wait.
  void LookForAll() ABSL_LOCKS_EXCLUDED(mutex_);
  void LookAgainLater();
  // Whether the wait is over, and if so how.
  bool IsOver(const Wait& wait, const absl::StatusOr<std::int64_t>& head, absl::Status& how) const;
  absl::StatusOr<std::int64_t> Head(absl::Time deadline);

  sql::Database& database_;
  Executor& executor_;
  stream::Timer& timer_;
  std::atomic<bool> stopping_ = false;
  absl::Mutex mutex_;
  std::vector<Wait> waiting_ ABSL_GUARDED_BY(mutex_);
  bool looking_ ABSL_GUARDED_BY(mutex_) = false;  // a look for all is due
};

}  // namespace isotherm::profile
