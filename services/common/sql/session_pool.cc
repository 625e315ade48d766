#include "services/common/sql/session_pool.h"

#include "absl/strings/str_cat.h"
#include "services/common/status/errors.h"

namespace isotherm::sql {

SessionPool::SessionPool(ConnectionSpec spec, int max_sessions, absl::Duration lock_timeout)
    : spec_(std::move(spec)), max_sessions_(max_sessions), lock_timeout_(lock_timeout) {}

absl::StatusOr<SessionPool::Lease> SessionPool::Acquire(absl::Time deadline) {
  {
    absl::MutexLock lock(&mutex_);
    const auto can_acquire = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return CanAcquire(); };
    if (!mutex_.AwaitWithDeadline(absl::Condition(&can_acquire), deadline)) {
      return MakeError(
          absl::StatusCode::kDeadlineExceeded, common::v1::ERROR_REASON_STORE_UNAVAILABLE,
          absl::StrCat("all ", max_sessions_, " store sessions are busy; retry with a ",
                       "longer deadline or allow more sessions"));
    }
    if (!idle_.empty()) {
      std::unique_ptr<Session> session = std::move(idle_.back());
      idle_.pop_back();
      return Lease(this, std::move(session));
    }
    ++open_;
  }
  absl::StatusOr<std::unique_ptr<Session>> session = Session::Open(spec_, lock_timeout_);
  if (!session.ok()) {
    absl::MutexLock lock(&mutex_);
    --open_;
    return session.status();
  }
  return Lease(this, *std::move(session));
}

void SessionPool::Return(std::unique_ptr<Session> session) {
  if (session->broken()) session.reset();  // closes outside the lock
  absl::MutexLock lock(&mutex_);
  if (session == nullptr) {
    --open_;
  } else {
    idle_.push_back(std::move(session));
  }
}

}  // namespace isotherm::sql
