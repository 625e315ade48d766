#include "services/scoring/follower/revision_gate.h"

#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace isotherm::scoring {

struct RevisionGate::State {
  using Waiters = std::multimap<std::int64_t, std::pair<std::uint64_t, std::function<void(bool)>>>;

  // Takes the waiter out, if it still waits.
  std::function<void(bool)> Take(std::int64_t revision, std::uint64_t id) {
    absl::MutexLock lock(&mutex);
    const auto [begin, end] = waiters.equal_range(revision);
    for (auto it = begin; it != end; ++it) {
      if (it->second.first != id) continue;
      std::function<void(bool)> done = std::move(it->second.second);
      waiters.erase(it);
      return done;
    }
    return nullptr;
  }

  absl::Mutex mutex;
  std::int64_t reached ABSL_GUARDED_BY(mutex) = 0;
  std::uint64_t next_id ABSL_GUARDED_BY(mutex) = 0;
  Waiters waiters ABSL_GUARDED_BY(mutex);
};

RevisionGate::RevisionGate(stream::Timer& timer)
    : state_(std::make_shared<State>()), timer_(timer) {}

RevisionGate::~RevisionGate() {
  State::Waiters waiters;
  {
    absl::MutexLock lock(&state_->mutex);
    waiters.swap(state_->waiters);
  }
  for (auto& [revision, waiter] : waiters) waiter.second(false);
}

void RevisionGate::WhenReached(std::int64_t revision, absl::Time deadline,
                               std::function<void(bool)> done) {
  std::uint64_t id = 0;
  {
    absl::ReleasableMutexLock lock(&state_->mutex);
    if (state_->reached >= revision) {
      lock.Release();
      done(true);
      return;
    }
    id = state_->next_id++;
    state_->waiters.emplace(revision, std::make_pair(id, std::move(done)));
  }
  if (deadline == absl::InfiniteFuture()) return;
  timer_.RunAt(deadline, [state = std::weak_ptr<State>(state_), revision, id] {
    const std::shared_ptr<State> alive = state.lock();
    if (alive == nullptr) return;
    if (auto expired = alive->Take(revision, id)) expired(false);
  });
}

void RevisionGate::Reach(std::int64_t revision) {
  std::vector<std::function<void(bool)>> ready;
  {
    absl::MutexLock lock(&state_->mutex);
    if (revision <= state_->reached) return;
    state_->reached = revision;
    const auto end = state_->waiters.upper_bound(revision);
    for (auto it = state_->waiters.begin(); it != end; ++it) {
      ready.push_back(std::move(it->second.second));
    }
    state_->waiters.erase(state_->waiters.begin(), end);
  }
  for (const auto& done : ready) done(true);
}

void RevisionGate::Reset() {
  absl::MutexLock lock(&state_->mutex);
  state_->reached = 0;
}

std::int64_t RevisionGate::reached() const {
  absl::MutexLock lock(&state_->mutex);
  return state_->reached;
}

}  // namespace isotherm::scoring
