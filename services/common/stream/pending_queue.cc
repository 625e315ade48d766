#include "services/common/stream/pending_queue.h"

#include <utility>

namespace isotherm::stream {
namespace {

constexpr std::int64_t kPatience = 16;  // so that short queues merge freely

}  // namespace

void PendingQueue::Push(const RevisionPtr& revision, const Change& change, Seen seen) {
  Entry entry{revision, &change, seen, 0, popped_, entries_.size()};
  if (conflate_) {
    const auto found = by_name_.find(change.name);
    if (found != by_name_.end()) {
      const auto old = found->second;
      by_name_.erase(found);  // its key lives in the old change
      if (!MustKeepPlace(*old)) {
        entry.conflated = old->conflated + 1;
        entry.joined_at = old->joined_at;
        entry.joined_behind = old->joined_behind;
        entries_.erase(old);
      }
    }
  }
  const auto place = entries_.insert(entries_.end(), std::move(entry));
  if (conflate_) by_name_.emplace(place->change->name, place);
}

PendingQueue::Entry PendingQueue::Pop() {
  if (conflate_) {
    const auto found = by_name_.find(entries_.front().change->name);
    if (found != by_name_.end() && found->second == entries_.begin()) by_name_.erase(found);
  }
  Entry entry = std::move(entries_.front());
  entries_.pop_front();
  ++popped_;
  return entry;
}

void PendingQueue::Clear() {
  by_name_.clear();
  entries_.clear();
}

bool PendingQueue::MustKeepPlace(const Entry& entry) const {
  return popped_ - entry.joined_at > 2 * static_cast<std::int64_t>(entry.joined_behind) + kPatience;
}

}  // namespace isotherm::stream
