#include "services/common/sql/housekeeping.h"

#include <spdlog/spdlog.h>

#include "services/common/sql/request_ids.h"

namespace isotherm::sql {

absl::Status CleanUp(Database& database, const HousekeepingOptions& options, absl::Time deadline) {
  const CompactionPolicy policy{options.keep_newest, database.clock().Now() - options.keep_younger};
  absl::StatusOr<WriteResult> compacted = database.Write(
      deadline,
      [&](WriteTransaction& transaction) { return CompactLog(transaction, policy).status(); });
  if (!compacted.ok()) return compacted.status();
  return PruneRequestIds(database, deadline).status();
}

Housekeeping::Housekeeping(Database& database, const HousekeepingOptions& options)
    : database_(database), options_(options), thread_([this] { Run(); }) {}

Housekeeping::~Housekeeping() {
  stop_.Notify();
  thread_.join();
}

void Housekeeping::Run() {
  while (!stop_.WaitForNotificationWithTimeout(options_.interval)) {
    const absl::Status status = CleanUp(database_, options_, absl::Now() + options_.interval);
    if (!status.ok()) {
      spdlog::warn("housekeeping of the store failed, next try in {} status=\"{}\"",
                   absl::FormatDuration(options_.interval), status.ToString());
    }
  }
}

}  // namespace isotherm::sql
