// Lets concurrent callers who miss the same key share one load.
//
// Use: Do() on threads that may block, Run() where they may not. The first caller of a key loads;
// those who come before it has finished get the same result, value or error; who comes after loads
// anew. Ownership: a flight lives until its callbacks have run; the SingleFlight may not be
// destroyed before. Thread-safety: all methods are safe from any thread. No lock is held while
// `load` or `done` run, so both may call back in. Failure: a `load` that drops its Finish without
// calling it ends the flight with INTERNAL, so that nobody waits for ever.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/sync/mutex.h"

namespace isotherm {

// `Value` is copied to every caller: make it a shared pointer if it is large.
template <typename Value>
class SingleFlight {
 public:
  using Result = absl::StatusOr<Value>;
  using Done = std::function<void(const Result&)>;
  // May be called from any thread; only the first call counts.
  using Finish = std::function<void(Result)>;

  // Calls `done` once: from `load` or whoever finishes it. `load` runs on this thread if the key
  // has no flight yet, else not at all.
  void Run(const std::string& key, const std::function<void(Finish)>& load, Done done) {
    {
      MutexLock lock(&mutex_);
      const auto [flight, first] = waiting_.try_emplace(key);
      flight->second.push_back(std::move(done));
      if (!first) return;
    }
    auto landing = std::make_shared<Landing>(this, key);
    load([landing = std::move(landing)](Result result) { landing->Finish(std::move(result)); });
  }

  // Returns the result of `load`, run here or by the one who came first. Waits; without a deadline
  // of its own: bound `load` instead.
  Result Do(const std::string& key, const std::function<Result()>& load) {
    auto waiter = std::make_shared<Waiter>();
    Run(
        key, [&load](Finish finish) { finish(load()); },
        [waiter](const Result& result) { waiter->Set(result); });
    return waiter->Take();
  }

  // Keys being loaded now.
  std::size_t in_flight() const {
    MutexLock lock(&mutex_);
    return waiting_.size();
  }

 private:
  // Ends one flight, at the latest when the last copy of its Finish is gone.
  class Landing {
   public:
    Landing(SingleFlight* owner, std::string key) : owner_(owner), key_(std::move(key)) {}
    ~Landing() { Finish(absl::InternalError("a load ended without a result")); }

    void Finish(Result result) {
      {
        MutexLock lock(&mutex_);
        if (finished_) return;
        finished_ = true;
      }
      owner_->Land(key_, result);
    }

   private:
    SingleFlight* const owner_;
    const std::string key_;
    Mutex mutex_;
    bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  };

  class Waiter {
   public:
    void Set(const Result& result) {
      MutexLock lock(&mutex_);
      result_ = result;
      set_.SignalAll();
    }
    Result Take() {
      MutexLock lock(&mutex_);
      while (!result_) set_.Wait(&mutex_);
      return *std::move(result_);
    }

   private:
    Mutex mutex_;
    CondVar set_;
    std::optional<Result> result_ ABSL_GUARDED_BY(mutex_);
  };

  void Land(const std::string& key, const Result& result) {
    std::vector<Done> callers;
    {
      MutexLock lock(&mutex_);
      const auto flight = waiting_.find(key);
      callers = std::move(flight->second);
      waiting_.erase(flight);
    }
    for (const Done& done : callers) done(result);
  }

  mutable Mutex mutex_;
  std::unordered_map<std::string, std::vector<Done>> waiting_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace isotherm
