#include "services/scoring/follower/revision_gate.h"

#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace isotherm::scoring {

struct RevisionGate::State {
  struct Waiter {
    std::uint64_t id = 0;
    std::uint64_t store = 0;
    Done done;
  };
  using Waiters = std::multimap<std::int64_t, Waiter>;  // by revision

  bool Has(Position wanted) const ABSL_SHARED_LOCKS_REQUIRED(mutex) {
    return wanted.revision <= 0 ||
           (wanted.store == reached.store && wanted.revision <= reached.revision);
  }

  // Takes the waiter out, if it still waits.
  Done Take(std::int64_t revision, std::uint64_t id) {
    absl::MutexLock lock(&mutex);
    const auto [begin, end] = waiters.equal_range(revision);
    for (auto it = begin; it != end; ++it) {
      if (it->second.id != id) continue;
      Done done = std::move(it->second.done);
      waiters.erase(it);
      return done;
    }
    return nullptr;
  }

  absl::Mutex mutex;
  Position reached ABSL_GUARDED_BY(mutex);
  std::uint64_t next_id ABSL_GUARDED_BY(mutex) = 0;
  Waiters waiters ABSL_GUARDED_BY(mutex);
  bool closed ABSL_GUARDED_BY(mutex) = false;
};

RevisionGate::RevisionGate(stream::Timer& timer)
    : state_(std::make_shared<State>()), timer_(timer) {}

RevisionGate::~RevisionGate() { Close(); }

void RevisionGate::Close() {
  State::Waiters waiters;
  {
    absl::MutexLock lock(&state_->mutex);
    state_->closed = true;
    waiters.swap(state_->waiters);
  }
  for (auto& [revision, waiter] : waiters) waiter.done(Outcome::kClosed);
}

void RevisionGate::WhenReached(Position wanted, absl::Time deadline, Done done) {
  std::uint64_t id = 0;
  {
    absl::ReleasableMutexLock lock(&state_->mutex);
    const bool reached = state_->Has(wanted);
    if (reached || state_->closed) {
      lock.Release();
      done(reached ? Outcome::kReached : Outcome::kClosed);
      return;
    }
    id = state_->next_id++;
    state_->waiters.emplace(wanted.revision, State::Waiter{id, wanted.store, std::move(done)});
  }
  if (deadline == absl::InfiniteFuture()) return;
  timer_.RunAt(deadline, [state = std::weak_ptr<State>(state_), revision = wanted.revision, id] {
    const std::shared_ptr<State> alive = state.lock();
    if (alive == nullptr) return;
    if (Done expired = alive->Take(revision, id)) expired(Outcome::kExpired);
  });
}

void RevisionGate::Reach(Position position) {
  std::vector<Done> ready;
  {
    absl::MutexLock lock(&state_->mutex);
    const Position before = state_->reached;
    if (position.store == before.store && position.revision <= before.revision) return;
    state_->reached = position;
    const auto end = state_->waiters.upper_bound(position.revision);
    for (auto it = state_->waiters.begin(); it != end;) {
      if (it->second.store != position.store) {
        ++it;
        continue;
      }
      ready.push_back(std::move(it->second.done));
      it = state_->waiters.erase(it);
    }
  }
  for (const Done& done : ready) done(Outcome::kReached);
}

void RevisionGate::Reset() {
  absl::MutexLock lock(&state_->mutex);
  state_->reached = Position();
}

std::int64_t RevisionGate::reached() const {
  absl::MutexLock lock(&state_->mutex);
  return state_->reached.revision;
}

}  // namespace isotherm::scoring
