// A ChangeSource in memory, for tests of whatever stands on the hub.
//
// Behaves as a store does: Commit makes a transaction visible under the next revision, Compact
// drops the log up to a revision, and reads can be made to fail. Thread-safety: all methods are
// safe from any thread.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "services/common/stream/change_source.h"
#include "services/common/sync/mutex.h"

namespace isotherm::stream {

class MemoryChangeSource final : public ChangeSource {
 public:
  explicit MemoryChangeSource(std::string store_id) : store_id_(std::move(store_id)) {}

  // What a transaction does to one name; an empty payload deletes.
  struct Write {
    std::string name;
    std::string payload;
    Attributes attributes;
  };
  // Deletions of names that do not exist are left out. Returns what to publish.
  RevisionPtr Commit(const std::vector<Write>& writes, absl::Time now);
  // Changes of revisions up to `revision` are dropped from the log.
  void Compact(std::int64_t revision);
  // The next `reads` reads fail with UNAVAILABLE.
  void FailReads(int reads);
  // Every payload by name, and the revision they stand for.
  std::map<std::string, std::string> State(std::int64_t* revision) const;

  const std::string& store_id() const override { return store_id_; }
  absl::StatusOr<LogBounds> ReadBounds() override;
  absl::StatusOr<RevisionBatch> ReadRevisions(std::int64_t after, int limit) override;
  absl::StatusOr<SnapshotPage> ReadSnapshot(std::string_view after_name, int limit,
                                            const Filter& filter) override;

 private:
  bool MustFail() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string store_id_;
  mutable Mutex mutex_;
  int failing_reads_ ABSL_GUARDED_BY(mutex_) = 0;
  std::int64_t head_ ABSL_GUARDED_BY(mutex_) = 0;
  std::int64_t compacted_ ABSL_GUARDED_BY(mutex_) = 0;
  std::deque<RevisionPtr> log_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, SnapshotItem, std::less<>> state_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace isotherm::stream
