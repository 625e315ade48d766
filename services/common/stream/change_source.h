// The store as the watch kernel sees it: a log of revisions over a map from name to state.
//
// Contract, which each service's store implements:
//  - Revisions become visible in order: once N has been returned by any method, no revision below N
//    appears later. (SQLite: one writer. PostgreSQL: take the revision from a counter row updated
//    in the same transaction; its row lock makes commits line up in revision order.)
//  - Each method reads in one transaction, so that what it returns is of one moment (PostgreSQL:
//    REPEATABLE READ). A read begun after revision N was handed to the hub sees N.
//  - Compaction at C may drop all changes of revisions <= C from the log; states stay.
// Paged snapshots need no versions in the store: each page is read at the moment's revision, and
// the hub delivers what changed meanwhile in the names already sent, from the log, before it goes
// on. So at each step "names up to X are in the state of revision R" holds, and (R, X) is the
// token. Errors: OUT_OF_RANGE when what is asked for has been compacted; anything else is taken as
// passing trouble and retried. Thread-safety: all methods are called from several executor threads
// at once; they may block.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/stream/change.h"

namespace isotherm::stream {

// The part of the log that is kept.
struct LogBounds {
  std::int64_t compacted = 0;  // changes after this revision are all kept; 0 = everything
  std::int64_t head = 0;       // newest visible revision; 0 = empty
};

// One resource of a snapshot.
struct SnapshotItem {
  std::string name;
  std::shared_ptr<const std::string> payload;
  Attributes attributes;
  absl::Time commit_time;  // when it got this state
};

struct SnapshotPage {
  std::int64_t revision = 0;        // head of the log when the page was read
  std::vector<SnapshotItem> items;  // by name, ascending bytewise (PostgreSQL: COLLATE "C")
  bool last = false;                // nothing comes after
};

struct RevisionBatch {
  std::vector<RevisionPtr> revisions;  // ascending; revisions without changes may be left out
  // No revision up to here is missing: the head of the log when all was read, else the number of
  // the last one returned. Never below `after`.
  std::int64_t reached = 0;
};

class ChangeSource {
 public:
  virtual ~ChangeSource() = default;

  // A UUID made when the store was created. Constant, never blocks.
  virtual const std::string& store_id() const = 0;

  virtual absl::StatusOr<LogBounds> ReadBounds() = 0;

  // About `limit` changes of whole revisions above `after`: a revision is never cut.
  virtual absl::StatusOr<RevisionBatch> ReadRevisions(std::int64_t after, int limit) = 0;

  // The resources with a name above `after_name` (bytewise), at most `limit`. `filter` is a hint:
  // the hub filters again, so a store may ignore it or use its name part.
  virtual absl::StatusOr<SnapshotPage> ReadSnapshot(std::string_view after_name, int limit,
                                                    const Filter& filter) = 0;
};

}  // namespace isotherm::stream
