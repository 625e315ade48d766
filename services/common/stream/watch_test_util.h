// Shared by the tests of the watch kernel: an executor run by hand, and a reader that checks the
// guarantees while it follows a watch.
//
// Thread-safety: none; each reader belongs to one thread.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "services/common/executor/executor.h"
#include "services/common/stream/watch_hub.h"
#include "services/common/sync/mutex.h"

namespace isotherm::stream {

// Holds tasks until told to run them.
class ManualExecutor final : public Executor {
 public:
  bool Schedule(std::function<void()> task) override {
    MutexLock lock(&mutex_);
    tasks_.push_back(std::move(task));
    return true;
  }
  // Runs the task at `index` of those that wait; false when there is none.
  bool RunOne(std::size_t index = 0) {
    std::function<void()> task;
    {
      MutexLock lock(&mutex_);
      if (tasks_.empty()) return false;
      const auto place = tasks_.begin() + static_cast<std::ptrdiff_t>(index % tasks_.size());
      task = std::move(*place);
      tasks_.erase(place);
    }
    task();
    return true;
  }

 private:
  Mutex mutex_;
  std::deque<std::function<void()>> tasks_ ABSL_GUARDED_BY(mutex_);
};

// A client that takes over a revision when its token comes, and checks what it gets on the way.
// `errors` collects broken guarantees.
class CheckingReader {
 public:
  explicit CheckingReader(DeliveryMode mode) { options.mode = mode; }

  // Feeds one delivery. Returns false when the stream has ended.
  bool Take(const Delivery& delivery) {
    if (delivery.kind == Delivery::Kind::kEnd) {
      end = delivery;
      return false;
    }
    if (delivery.resume_token.empty()) Fail("a delivery without a token");
    if (delivery.kind != Delivery::Kind::kHeartbeat) {
      if (delivery.revision < last_revision_) Fail("revisions fell");
      last_revision_ = delivery.revision;
    }
    if (delivery.change != nullptr) Note(delivery);
    if (delivery.kind == Delivery::Kind::kSnapshotComplete) {
      snapshot_revision = delivery.revision;
      live = true;
    }
    if (delivery.resume_token != options.resume_token) TakeOver(delivery);
    return true;
  }

  // A new stream from the last token: what was not complete comes again.
  void Disconnect() {
    unfinished_.clear();
    last_revision_ = 0;
  }

  // The token has expired: all over again.
  void Restart() {
    Disconnect();
    options.resume_token.clear();
    state.clear();
    revision_of_.clear();
    live_changes.clear();
    live = false;
    merged = 0;
  }

  WatchOptions options;
  std::map<std::string, std::string> state;
  // Live changes taken over, in order: (revision, name).
  std::vector<std::pair<std::int64_t, std::string>> live_changes;
  std::int64_t merged = 0;             // sum of conflated counts since the snapshot
  std::int64_t snapshot_revision = 0;  // live changes are above this
  bool live = false;
  Delivery end;
  std::vector<std::string> errors;

 private:
  void Fail(const std::string& what) {
    if (errors.size() < 5)
      errors.push_back(what + " at revision " + std::to_string(last_revision_));
  }

  void Note(const Delivery& delivery) {
    if (delivery.kind == Delivery::Kind::kUpsert && delivery.change->payload == nullptr) {
      Fail("an upsert without payload");
    }
    unfinished_.push_back(delivery);
  }

  void TakeOver(const Delivery& last) {
    for (const Delivery& delivery : unfinished_) {
      const std::string& name = delivery.change->name;
      const auto known = revision_of_.find(name);
      if (known != revision_of_.end() && delivery.revision <= known->second) {
        Fail(name + " came twice or out of order");
      }
      revision_of_[name] = delivery.revision;
      if (delivery.kind == Delivery::Kind::kUpsert) {
        state[name] = *delivery.change->payload;
      } else {
        state.erase(name);
      }
      if (!live) continue;
      live_changes.emplace_back(delivery.revision, name);
      merged += delivery.conflated_count;
    }
    unfinished_.clear();
    options.resume_token = last.resume_token;
  }

  std::vector<Delivery> unfinished_;
  std::map<std::string, std::int64_t> revision_of_;
  std::int64_t last_revision_ = 0;
};

}  // namespace isotherm::stream
