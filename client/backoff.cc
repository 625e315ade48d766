#include "client/backoff.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <random>

namespace isotherm::client {

Backoff::Backoff(const RetryPolicy& policy, std::function<double()> random)
    : policy_(policy), random_(std::move(random)) {}

std::optional<absl::Duration> Backoff::AfterFailure(absl::Duration server_hint) {
  ++failures_;
  if (policy_.max_failures > 0 && failures_ >= policy_.max_failures) return std::nullopt;
  absl::Duration ceiling = policy_.initial_backoff;
  for (int i = 1; i < failures_ && ceiling < policy_.max_backoff; ++i) ceiling *= 2;
  ceiling = std::min(ceiling, policy_.max_backoff);
  return std::max(server_hint, ceiling * (1.0 - random_()));
}

bool SystemSleeper::Sleep(absl::Duration duration) {
  const auto end = std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(duration);
  MutexLock lock(&mutex_);
  while (!stopped_) {
    const absl::Duration left = absl::FromChrono(end - std::chrono::steady_clock::now());
    if (left <= absl::ZeroDuration()) return true;
    changed_.WaitWithTimeout(&mutex_, left);
  }
  return false;
}

void SystemSleeper::Stop() {
  MutexLock lock(&mutex_);
  stopped_ = true;
  changed_.SignalAll();
}

std::function<double()> SystemRandom() {
  auto generator = std::make_shared<std::mt19937_64>(std::random_device{}());
  return [generator] { return std::uniform_real_distribution<double>(0.0, 1.0)(*generator); };
}

}  // namespace isotherm::client
