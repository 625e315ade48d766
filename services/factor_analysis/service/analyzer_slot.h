// The analyzer in use, exchanged while documents are being read.
//
// Purpose: the actor mirror builds a new directory and analyzer beside the old ones and puts them
// here; who reads a document holds on to what it took. Empty until the mirror has its first
// snapshot: the service then answers NOT_READY. Thread-safety: safe from any thread.
#pragma once

#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "services/factor_analysis/engine/analyzer.h"
#include "services/factor_analysis/engine/directory/actor_directory.h"

namespace isotherm::factor_analysis {

struct AnalyzerInUse {
  std::shared_ptr<const engine::Analyzer> analyzer;
  std::shared_ptr<const engine::ActorDirectory> directory;
};

class AnalyzerSlot {
 public:
  // Both set, or nullptr when there is none yet.
  std::shared_ptr<const AnalyzerInUse> Get() const ABSL_LOCKS_EXCLUDED(mutex_);
  void Set(AnalyzerInUse in_use) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  mutable absl::Mutex mutex_;
  std::shared_ptr<const AnalyzerInUse> in_use_ ABSL_GUARDED_BY(mutex_);
};

// UNAVAILABLE, reason NOT_READY: there is no analyzer yet.
absl::Status NotReady();

}  // namespace isotherm::factor_analysis
