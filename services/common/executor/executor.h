// Where blocking work runs, so that gRPC's callback threads never wait for a store or a cache.
//
// Thread-safety: all methods are safe from any thread.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "services/common/sync/mutex.h"

namespace isotherm {

class Executor {
 public:
  virtual ~Executor() = default;
  // Runs `task` once, later or (InlineExecutor) at once. Returns false, without running it, when
  // the queue is full or the executor has shut down; the caller then reports LIMIT_EXCEEDED.
  [[nodiscard]] virtual bool Schedule(std::function<void()> task) = 0;
};

// Runs tasks on the caller's thread: deterministic tests.
class InlineExecutor final : public Executor {
 public:
  bool Schedule(std::function<void()> task) override {
    task();
    return true;
  }
};

// A fixed number of threads behind one bounded first-in-first-out queue. The destructor finishes
// what was queued and joins.
class ThreadPool final : public Executor {
 public:
  ThreadPool(int threads, std::size_t max_queued);
  ~ThreadPool() override;
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  bool Schedule(std::function<void()> task) override;
  // Takes no new tasks, finishes the queued ones, joins. Idempotent; not from a task.
  void Shutdown();
  std::size_t queued() const;

 private:
  void Work();

  const std::size_t max_queued_;
  mutable Mutex mutex_;
  CondVar changed_;
  std::deque<std::function<void()>> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace isotherm
