// The change log of a service: what changed, in the order in which it became visible.
//
// Tables (created by BaseMigrations()): change_head (one row: revision, commit time, compacted
// revision), changes (revision, position, collection, name, deleted, payload, attributes, previous
// attributes). The log keeps the newest state of every resource however old, so it also answers
// what existed at any revision not yet compacted. Guarantee: a transaction that sees revision N
// sees every revision below N that is not compacted (change_log.cc says why this holds with
// concurrent PostgreSQL writers). Thread-safety and errors: as transaction.h.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/sql/change.h"
#include "services/common/sql/transaction.h"

namespace isotherm::sql {

// The log's state in this transaction's snapshot.
struct LogHead {
  Commit last;                          // revision 0 = nothing was ever written
  std::int64_t compacted_revision = 0;  // changes up to and including this one are gone
};
absl::StatusOr<LogHead> ReadLogHead(ReadTransaction& transaction);

struct ChangeBatch {
  std::vector<LoggedChange> changes;  // in order of revision and position
  std::int64_t reached = 0;           // nothing up to this revision is missing
};
// About `limit` changes of whole revisions above `after`, of one collection (empty = all).
// OUT_OF_RANGE/RESUME_TOKEN_EXPIRED with metadata `oldest_revision` when `after` lies before the
// compacted revision.
absl::StatusOr<ChangeBatch> ReadChanges(ReadTransaction& transaction, std::string_view collection,
                                        std::int64_t after, int limit);

// The resources of a collection that exist, by name (bytewise), from the first name above
// `after_name`, at most `limit`.
absl::StatusOr<std::vector<LoggedChange>> ReadStates(ReadTransaction& transaction,
                                                     std::string_view collection,
                                                     std::string_view after_name, int limit);

// What compaction keeps: revisions among the newest `keep_newest`, and those committed at or after
// `committed_before`. Of older revisions only the newest state of each resource stays.
struct CompactionPolicy {
  std::int64_t keep_newest = 100'000;
  absl::Time committed_before = absl::InfiniteFuture();
};
// Returns the compacted revision that holds afterwards.
absl::StatusOr<std::int64_t> CompactLog(WriteTransaction& transaction,
                                        const CompactionPolicy& policy);

// Gives the changes one revision; of several changes to one name the last counts. Only Database
// calls it, as the last step before the commit.
absl::StatusOr<Commit> AppendToLog(WriteTransaction& transaction,
                                   const std::vector<Change>& changes, absl::Time now);

}  // namespace isotherm::sql
