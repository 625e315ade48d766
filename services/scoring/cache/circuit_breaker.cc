#include "services/scoring/cache/circuit_breaker.h"

namespace isotherm::scoring {

bool CircuitBreaker::Allow() {
  absl::MutexLock lock(&mutex_);
  if (failures_ < max_failures_) return true;
  if (probing_ || clock_.Now() < retry_at_) return false;
  probing_ = true;
  return true;
}

void CircuitBreaker::Succeeded() {
  absl::MutexLock lock(&mutex_);
  failures_ = 0;
  probing_ = false;
}

void CircuitBreaker::Failed() {
  absl::MutexLock lock(&mutex_);
  ++failures_;
  probing_ = false;
  retry_at_ = clock_.Now() + open_time_;
}

bool CircuitBreaker::IsClosed() const {
  absl::MutexLock lock(&mutex_);
  return failures_ < max_failures_;
}

}  // namespace isotherm::scoring
