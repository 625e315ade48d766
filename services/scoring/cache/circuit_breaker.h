// Stops calling something that fails, and probes with one call now and then.
//
// Closed: calls pass. After `failures` failures in a row it opens: calls are refused at once for
// `open_time`; then one call passes as a probe (half-open), whose success closes and whose failure
// opens it again (Nygard, "Release It!", 2007).
// Thread-safety: safe from any thread.
#pragma once

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/common/clock/clock.h"

namespace isotherm::scoring {

class CircuitBreaker {
 public:
  CircuitBreaker(int failures, absl::Duration open_time, const Clock& clock)
      : max_failures_(failures), open_time_(open_time), clock_(clock) {}

  // Whether a call may be made now. Each true must be followed by Succeeded or Failed.
  bool Allow();
  void Succeeded();
  void Failed();
  bool IsClosed() const;

 private:
  const int max_failures_;
  const absl::Duration open_time_;
  const Clock& clock_;
  mutable absl::Mutex mutex_;
  int failures_ ABSL_GUARDED_BY(mutex_) = 0;  // in a row
  absl::Time retry_at_ ABSL_GUARDED_BY(mutex_);
  bool probing_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace isotherm::scoring
