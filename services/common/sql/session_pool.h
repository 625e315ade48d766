// A bounded set of connections. Internal to this folder.
//
// Thread-safety: safe from any thread. Lifetime: outlives its leases.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/common/sql/connection_string.h"
#include "services/common/sql/session.h"

namespace isotherm::sql {

class SessionPool {
 public:
  // Gives the session back when destroyed; a broken one is closed instead.
  class Lease {
   public:
    Lease(SessionPool* pool, std::unique_ptr<Session> session)
        : pool_(pool), session_(std::move(session)) {}
    Lease(Lease&& other) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (session_ != nullptr) pool_->Return(std::move(session_));
    }
    Session& operator*() const { return *session_; }
    Session* operator->() const { return session_.get(); }

   private:
    SessionPool* pool_;
    std::unique_ptr<Session> session_;
  };

  SessionPool(ConnectionSpec spec, int max_sessions, absl::Duration lock_timeout);

  // Waits until one is free. DEADLINE_EXCEEDED past `deadline`; UNAVAILABLE when the store cannot
  // be reached.
  absl::StatusOr<Lease> Acquire(absl::Time deadline) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  bool CanAcquire() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return !idle_.empty() || open_ < max_sessions_;
  }
  void Return(std::unique_ptr<Session> session) ABSL_LOCKS_EXCLUDED(mutex_);

  const ConnectionSpec spec_;
  const int max_sessions_;
  const absl::Duration lock_timeout_;
  absl::Mutex mutex_;
  std::vector<std::unique_ptr<Session>> idle_ ABSL_GUARDED_BY(mutex_);
  int open_ ABSL_GUARDED_BY(mutex_) = 0;  // idle or leased
};

}  // namespace isotherm::sql
