// Whether a cache holds everything that was published, across losses and fills.
//
// A fill counts only when nothing was lost since it began. Thread-safety: safe from any thread.
#pragma once

#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace isotherm::scoring {

class FillState {
 public:
  // A ticket for Finish, to be taken before the store is read.
  std::int64_t Begin() const {
    absl::MutexLock lock(&mutex_);
    return losses_;
  }
  // Whether the fill counts.
  bool Finish(std::int64_t ticket) {
    absl::MutexLock lock(&mutex_);
    if (ticket != losses_) return false;
    filled_at_ = ticket;
    return true;
  }
  void Lose() {
    absl::MutexLock lock(&mutex_);
    ++losses_;
  }
  bool complete() const {
    absl::MutexLock lock(&mutex_);
    return filled_at_ == losses_;
  }

 private:
  mutable absl::Mutex mutex_;
  std::int64_t losses_ ABSL_GUARDED_BY(mutex_) = 0;
  std::int64_t filled_at_ ABSL_GUARDED_BY(mutex_) = -1;  // losses at the last fill; -1 = never
};

}  // namespace isotherm::scoring
