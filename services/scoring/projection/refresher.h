// Recomputes all readings as time passes, so that decay shows, and once at the start, so that a new
// model or policy does.
//
// Publishes what people would notice (Projector::Publish::kVisibleChange). Threading: one thread.
// Lifetime: what it gets outlives it; the destructor stops the thread after its current page.
#pragma once

#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/common/clock/clock.h"
#include "services/common/sql/database.h"
#include "services/scoring/projection/projector.h"

namespace isotherm::scoring {

using PublishFunction = std::function<void(const sql::Commit&, std::vector<ReadingUpdate>)>;

class Refresher {
 public:
  // `interval` between passes; InfiniteDuration = only the pass at the start.
  Refresher(sql::Database& database, const Projector& projector, const Clock& clock,
            absl::Duration interval, PublishFunction publish);
  ~Refresher();
  Refresher(const Refresher&) = delete;
  Refresher& operator=(const Refresher&) = delete;

  // One pass over all leaders, on the caller's thread.
  absl::Status RefreshAll();

 private:
  void Run();
  bool stopping() const;

  sql::Database& database_;
  const Projector& projector_;
  const Clock& clock_;
  const absl::Duration interval_;
  const PublishFunction publish_;
  mutable absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace isotherm::scoring
