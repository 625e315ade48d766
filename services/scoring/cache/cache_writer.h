// Carries publications from the store into the cache, and fills the cache whenever it has lost
// them.
//
// Purpose: the store commits first; the cache follows. A local cache is written at once, so that a
// caller who waited for a revision finds it there. A remote one is written by a thread of its own,
// in order; whatever could not be written (time-out, lost Redis, a full queue) is made up for by a
// fill from the store. The fill also withdraws what the store no longer has, and renews what would
// expire. Thread-safety: safe from any thread. Lifetime: cache, database and clock outlive it; the
// destructor stops the thread.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/common/clock/clock.h"
#include "services/common/sql/database.h"
#include "services/scoring/cache/heat_cache.h"
#include "services/scoring/projection/projector.h"

namespace isotherm::scoring {

struct CacheWriterOptions {
  std::size_t max_queued = 10'000;                   // beyond this a fill takes over
  absl::Duration check_interval = absl::Seconds(1);  // between looks for a lost cache
  absl::Duration renew_interval = absl::Hours(8);    // between fills without a loss
};

class CacheWriter {
 public:
  // `on_published` is called with each leader that Publish gets, before the cache is written.
  CacheWriter(HeatCache& cache, sql::Database& database, const Clock& clock,
              const CacheWriterOptions& options,
              std::function<void(const std::string& leader)> on_published = nullptr);
  ~CacheWriter();
  CacheWriter(const CacheWriter&) = delete;
  CacheWriter& operator=(const CacheWriter&) = delete;

  // Publications of one committed transaction.
  void Publish(const sql::Commit& commit, std::vector<ReadingUpdate> updates);

  // Reads the whole store into the cache now. For start-up and tests; the thread does it by itself.
  absl::Status Fill();

  // How often the cache has been filled.
  std::int64_t fills() const;

 private:
  void Run();
  absl::Status FillLeaders();
  bool HasWork() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stopping_ || !queue_.empty(); }

  HeatCache& cache_;
  sql::Database& database_;
  const Clock& clock_;
  const CacheWriterOptions options_;
  const std::function<void(const std::string& leader)> on_published_;
  mutable absl::Mutex mutex_;
  std::deque<CacheEntry> queue_ ABSL_GUARDED_BY(mutex_);
  bool overflowed_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::int64_t fills_ ABSL_GUARDED_BY(mutex_) = 0;
  std::thread thread_;
};

}  // namespace isotherm::scoring
