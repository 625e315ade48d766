// Lets calls wait until a followed service's revision has been applied, without holding a thread.
//
// Thread-safety: safe from any thread. Callbacks run on whatever thread opens the gate or on the
// timer's, without a lock held, once each; they must be quick. Lifetime: the timer outlives the
// gate; its destructor answers all who wait with false.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>

#include "absl/time/time.h"
#include "services/common/stream/timer.h"

namespace isotherm::scoring {

class RevisionGate {
 public:
  explicit RevisionGate(stream::Timer& timer);
  ~RevisionGate();
  RevisionGate(const RevisionGate&) = delete;
  RevisionGate& operator=(const RevisionGate&) = delete;

  // Calls `done(true)` as soon as `revision` has been reached (at once when it has), `done(false)`
  // at `deadline`.
  void WhenReached(std::int64_t revision, absl::Time deadline, std::function<void(bool)> done);

  // Everything up to `revision` has been applied. Lower values than before are ignored.
  void Reach(std::int64_t revision);
  // The followed store has been made anew: its revisions count from the start.
  void Reset();
  std::int64_t reached() const;

 private:
  struct State;
  const std::shared_ptr<State> state_;  // shared with alarms still to come
  stream::Timer& timer_;
};

}  // namespace isotherm::scoring
