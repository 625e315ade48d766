// The changes that one subscriber has still to get, by rising revision.
//
// Conflating, it keeps the latest change per name: an older one of the same name is merged into it
// and counted. A name that changes faster than the reader reads would be moved back for ever; so an
// entry that has waited for more than twice the queue it joined keeps its place, and the newer
// change gets an entry of its own. Hence at most about two entries per name, and every name is
// reached. Thread-safety: none; the subscription's lock guards it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "services/common/stream/change.h"

namespace isotherm::stream {

class PendingQueue {
 public:
  struct Entry {
    RevisionPtr revision;
    const Change* change;  // inside `revision`
    Seen seen;             // kUpsert or kDeleted
    std::int64_t conflated = 0;
    std::int64_t joined_at = 0;     // pops before it joined
    std::size_t joined_behind = 0;  // entries before it then
  };

  explicit PendingQueue(bool conflate) : conflate_(conflate) {}

  // Revisions must not fall from call to call.
  void Push(const RevisionPtr& revision, const Change& change, Seen seen);
  bool empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }
  const Entry& front() const { return entries_.front(); }
  Entry Pop();
  void Clear();

 private:
  bool MustKeepPlace(const Entry& entry) const;

  const bool conflate_;
  std::int64_t popped_ = 0;
  std::list<Entry> entries_;
  // The entry of a name that newer changes merge into; keys live in the entry's change.
  absl::flat_hash_map<absl::string_view, std::list<Entry>::iterator> by_name_;
};

}  // namespace isotherm::stream
