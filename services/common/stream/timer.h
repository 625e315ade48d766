// Time and alarms as one dependency, so that tests own both.
//
// Thread-safety: all methods are safe from any thread. Callbacks run without any lock held.
// Lifetime: a timer outlives whoever was given a reference to it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "services/common/sync/mutex.h"

namespace isotherm::stream {

class Timer {
 public:
  virtual ~Timer() = default;
  virtual absl::Time Now() const = 0;
  // Calls `callback` once at `when` or soon after. Callbacks must be short: they share a thread.
  // Cannot be cancelled: let the callback hold a weak reference.
  virtual void RunAt(absl::Time when, std::function<void()> callback) = 0;
};

// A thread of its own. Now() starts from the wall clock and runs on the monotonic one, so that a
// stepped clock neither delays nor hastens alarms. The destructor drops alarms not yet due.
class SystemTimer final : public Timer {
 public:
  SystemTimer();
  ~SystemTimer() override;
  absl::Time Now() const override;
  void RunAt(absl::Time when, std::function<void()> callback) override;

 private:
  void Run();

  const absl::Time wall_start_;
  const std::int64_t steady_start_nanos_;
  Mutex mutex_;
  CondVar changed_;
  std::multimap<absl::Time, std::function<void()>> alarms_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

// Stands still until a test moves it; alarms that fall due run inside Advance, in time order.
class FakeTimer final : public Timer {
 public:
  explicit FakeTimer(absl::Time now) : now_(now) {}
  absl::Time Now() const override;
  void RunAt(absl::Time when, std::function<void()> callback) override;
  void Advance(absl::Duration by);

 private:
  mutable Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_);
  std::multimap<absl::Time, std::function<void()>> alarms_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace isotherm::stream
