#include "services/common/stream/memory_change_source.h"

#include <algorithm>

#include "absl/status/status.h"

namespace isotherm::stream {

RevisionPtr MemoryChangeSource::Commit(const std::vector<Write>& writes, absl::Time now) {
  MutexLock lock(&mutex_);
  auto revision = std::make_shared<Revision>();
  revision->previous = head_;
  revision->number = ++head_;
  revision->commit_time = now;
  for (const Write& write : writes) {
    const auto old = state_.find(write.name);
    Change change;
    change.name = write.name;
    change.created = old == state_.end();
    if (!change.created) change.previous_attributes = old->second.attributes;
    change.deleted = write.payload.empty();
    if (change.deleted && change.created) continue;
    if (change.deleted) {
      state_.erase(old);
    } else {
      change.payload = std::make_shared<const std::string>(write.payload);
      change.attributes = write.attributes;
      state_[write.name] = {write.name, change.payload, write.attributes, now};
    }
    revision->changes.push_back(std::move(change));
  }
  log_.push_back(revision);
  return revision;
}

void MemoryChangeSource::Compact(std::int64_t revision) {
  MutexLock lock(&mutex_);
  compacted_ = std::max(compacted_, std::min(revision, head_));
  while (!log_.empty() && log_.front()->number <= compacted_) log_.pop_front();
}

void MemoryChangeSource::FailReads(int reads) {
  MutexLock lock(&mutex_);
  failing_reads_ = reads;
}

std::map<std::string, std::string> MemoryChangeSource::State(std::int64_t* revision) const {
  MutexLock lock(&mutex_);
  if (revision != nullptr) *revision = head_;
  std::map<std::string, std::string> state;
  for (const auto& [name, item] : state_) state[name] = *item.payload;
  return state;
}

bool MemoryChangeSource::MustFail() {
  if (failing_reads_ == 0) return false;
  --failing_reads_;
  return true;
}

absl::StatusOr<LogBounds> MemoryChangeSource::ReadBounds() {
  MutexLock lock(&mutex_);
  if (MustFail()) return absl::UnavailableError("reads are set to fail");
  return LogBounds{compacted_, head_};
}

absl::StatusOr<RevisionBatch> MemoryChangeSource::ReadRevisions(std::int64_t after, int limit) {
  MutexLock lock(&mutex_);
  if (MustFail()) return absl::UnavailableError("reads are set to fail");
  if (after < compacted_) return absl::OutOfRangeError("compacted");
  RevisionBatch batch;
  batch.reached = std::max(after, head_);
  int changes = 0;
  for (const RevisionPtr& revision : log_) {
    if (revision->number <= after) continue;
    if (changes >= limit) {
      batch.reached = batch.revisions.back()->number;
      break;
    }
    changes += std::max<int>(1, static_cast<int>(revision->changes.size()));
    batch.revisions.push_back(revision);
  }
  return batch;
}

absl::StatusOr<SnapshotPage> MemoryChangeSource::ReadSnapshot(std::string_view after_name,
                                                              int limit, const Filter& filter) {
  MutexLock lock(&mutex_);
  if (MustFail()) return absl::UnavailableError("reads are set to fail");
  SnapshotPage page;
  page.revision = head_;
  auto next = state_.upper_bound(after_name);
  for (; next != state_.end() && static_cast<int>(page.items.size()) < limit; ++next) {
    page.items.push_back(next->second);
  }
  page.last = next == state_.end();
  return page;
}

}  // namespace isotherm::stream
