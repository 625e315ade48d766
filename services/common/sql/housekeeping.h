// Keeps a database small: compacts the change log and forgets old request ids, now and then.
//
// Lifetime: runs a thread from construction to destruction; the database outlives it.
// Thread-safety: construct and destroy on one thread. Errors: logged; the next round tries again.
#pragma once

#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "services/common/sql/database.h"

namespace isotherm::sql {

struct HousekeepingOptions {
  absl::Duration interval = absl::Minutes(10);
  std::int64_t keep_newest = 100'000;                 // revisions
  absl::Duration keep_younger = absl::Hours(24 * 7);  // what is younger stays too
};

// One round, for tests and tools.
absl::Status CleanUp(Database& database, const HousekeepingOptions& options, absl::Time deadline);

class Housekeeping {
 public:
  Housekeeping(Database& database, const HousekeepingOptions& options);
  ~Housekeeping();
  Housekeeping(const Housekeeping&) = delete;
  Housekeeping& operator=(const Housekeeping&) = delete;

 private:
  void Run();

  Database& database_;
  const HousekeepingOptions options_;
  absl::Notification stop_;
  std::thread thread_;
};

}  // namespace isotherm::sql
