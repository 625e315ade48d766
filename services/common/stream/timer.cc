#include "services/common/stream/timer.h"

#include <algorithm>
#include <chrono>

#include "absl/time/clock.h"

namespace isotherm::stream {
namespace {

std::int64_t SteadyNanos() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

constexpr absl::Duration kLongestWait = absl::Hours(1);

}  // namespace

SystemTimer::SystemTimer() : wall_start_(absl::Now()), steady_start_nanos_(SteadyNanos()) {
  thread_ = std::thread([this] { Run(); });
}

SystemTimer::~SystemTimer() {
  {
    MutexLock lock(&mutex_);
    stopping_ = true;
    changed_.SignalAll();
  }
  thread_.join();
}

absl::Time SystemTimer::Now() const {
  return wall_start_ + absl::Nanoseconds(SteadyNanos() - steady_start_nanos_);
}

void SystemTimer::RunAt(absl::Time when, std::function<void()> callback) {
  MutexLock lock(&mutex_);
  const auto inserted = alarms_.emplace(when, std::move(callback));
  if (inserted == alarms_.begin()) changed_.Signal();
}

void SystemTimer::Run() {
  while (true) {
    std::function<void()> due;
    {
      MutexLock lock(&mutex_);
      while (!stopping_ && (alarms_.empty() || alarms_.begin()->first > Now())) {
        const absl::Duration wait =
            alarms_.empty() ? kLongestWait : std::min(alarms_.begin()->first - Now(), kLongestWait);
        changed_.WaitWithTimeout(&mutex_, wait);
      }
      if (stopping_) return;
      due = std::move(alarms_.begin()->second);
      alarms_.erase(alarms_.begin());
    }
    due();
  }
}

absl::Time FakeTimer::Now() const {
  MutexLock lock(&mutex_);
  return now_;
}

void FakeTimer::RunAt(absl::Time when, std::function<void()> callback) {
  MutexLock lock(&mutex_);
  alarms_.emplace(when, std::move(callback));
}

void FakeTimer::Advance(absl::Duration by) {
  const absl::Time end = Now() + by;
  while (true) {
    std::function<void()> due;
    {
      MutexLock lock(&mutex_);
      if (alarms_.empty() || alarms_.begin()->first > end) {
        now_ = end;
        return;
      }
      now_ = std::max(now_, alarms_.begin()->first);
      due = std::move(alarms_.begin()->second);
      alarms_.erase(alarms_.begin());
    }
    due();
  }
}

}  // namespace isotherm::stream
