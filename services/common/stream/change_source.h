// The store as the watch kernel sees it: a log of revisions over a map from name to state.
//
// Contract, which each service's store implements:
//  - Revisions become visible in order: once N has been returned by any method, no revision below N
//    appears later. (SQLite: one writer. PostgreSQL: take the revision from a counter row updated in
//    the same transaction; its row lock makes commits line up in revision order.)
//  - Compaction at C drops what nobody can need who has seen revision C: states that a newer revision
//    <= C has replaced, and deletions <= C. So a snapshot at any R >= C, and the changes after any
//    R >= C, stay readable.
// Errors: OUT_OF_RANGE when what is asked for has been compacted; anything else is taken as passing
// trouble and retried.
// Thread-safety: all methods are called from several executor threads at once; they may block.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/stream/change.h"

namespace isotherm::stream {

// The part of the log that is kept.
struct LogBounds {
  std::int64_t compacted = 0;  // changes after this revision are all kept; 0 = everything
  std::int64_t head = 0;       // newest visible revision; 0 = empty
};

// One resource of a snapshot. `change.deleted` is false; previous_attributes are not needed.
struct SnapshotItem {
  Change change;
  std::int64_t revision = 0;  // that gave it this state
  absl::Time commit_time;     // of that revision
};

struct SnapshotPage {
  std::vector<SnapshotItem> items;  // by name, ascending bytewise
  bool last = false;                // nothing comes after
};

class ChangeSource {
 public:
  virtual ~ChangeSource() = default;

  // A UUID made when the store was created. Constant, never blocks.
  virtual const std::string& store_id() const = 0;

  virtual absl::StatusOr<LogBounds> ReadBounds() = 0;

  // Up to `limit` whole revisions above `after`, ascending, none left out; empty = none yet.
  virtual absl::StatusOr<std::vector<RevisionPtr>> ReadRevisions(std::int64_t after, int limit) = 0;

  // The resources that existed at `revision` with a name above `after_name` (bytewise), at most
  // `limit`. `filter` is a hint: the caller filters again, so a store may ignore it.
  virtual absl::StatusOr<SnapshotPage> ReadSnapshot(std::int64_t revision,
                                                    std::string_view after_name, int limit,
                                                    const Filter& filter) = 0;
};

}  // namespace isotherm::stream
