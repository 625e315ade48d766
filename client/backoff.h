// How long to wait before the next attempt, and when to give up.
//
// Exponential with full jitter (Brooker, "Exponential Backoff and Jitter", 2015): the n-th wait is
// uniform in (0, min(max, initial * 2^n)], so that clients cut off together do not come back
// together. Progress resets both the wait and the budget.
// Thread-safety: none. Randomness and sleep are injected.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "services/common/sync/mutex.h"

namespace isotherm::client {

struct RetryPolicy {
  absl::Duration initial_backoff = absl::Milliseconds(100);
  absl::Duration max_backoff = absl::Seconds(10);
  // Attempts that may fail in a row; 0 = without end.
  int max_failures = 0;
};

class Backoff {
 public:
  // `random` gives numbers in [0, 1).
  Backoff(const RetryPolicy& policy, std::function<double()> random);

  // After a failure: how long to wait, at least `server_hint`; nothing when the budget is used up.
  std::optional<absl::Duration> AfterFailure(absl::Duration server_hint);
  void OnProgress() { failures_ = 0; }
  int failures() const { return failures_; }

 private:
  const RetryPolicy policy_;
  const std::function<double()> random_;
  int failures_ = 0;
};

// Thread-safety: safe from any thread.
class Sleeper {
 public:
  virtual ~Sleeper() = default;
  // False when woken by Stop() or stopped before.
  virtual bool Sleep(absl::Duration duration) = 0;
  virtual void Stop() = 0;
};

class SystemSleeper final : public Sleeper {
 public:
  bool Sleep(absl::Duration duration) override;
  void Stop() override;

 private:
  Mutex mutex_;
  CondVar changed_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

// A generator of its own, seeded by the system.
std::function<double()> SystemRandom();

}  // namespace isotherm::client
