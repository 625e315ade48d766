#include "services/factor_analysis/service/parallel_for.h"

#include <algorithm>
#include <atomic>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace isotherm::factor_analysis {
namespace {

// Shared with helpers that may begin after the caller has gone: those find no piece left and never
// touch `work`.
class Pieces {
 public:
  Pieces(std::size_t count, absl::FunctionRef<void(std::size_t)> work)
      : count_(count), work_(work) {}

  void Take() {
    std::size_t done = 0;
    for (std::size_t piece; (piece = next_.fetch_add(1)) < count_; ++done) work_(piece);
    if (done == 0) return;
    absl::MutexLock lock(&mutex_);
    done_ += done;
  }

  void WaitUntilAllDone() ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Pieces::AllDone));
  }

 private:
  bool AllDone() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return done_ == count_; }

  const std::size_t count_;
  const absl::FunctionRef<void(std::size_t)> work_;
  std::atomic<std::size_t> next_ = 0;
  absl::Mutex mutex_;
  std::size_t done_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace

void ParallelFor(Executor& executor, std::size_t count, std::size_t width,
                 absl::FunctionRef<void(std::size_t)> work) {
  auto pieces = std::make_shared<Pieces>(count, work);
  const std::size_t helpers = std::min(count, width);
  for (std::size_t i = 1; i < helpers; ++i) {
    // A full queue means that everybody is busy: the caller then does the rest.
    if (!executor.Schedule([pieces] { pieces->Take(); })) break;
  }
  pieces->Take();
  pieces->WaitUntilAllDone();
}

}  // namespace isotherm::factor_analysis
