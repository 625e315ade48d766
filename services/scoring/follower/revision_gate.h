// Lets calls wait until a followed service's revision has been applied, without holding a thread.
//
// Thread-safety: safe from any thread. Callbacks run on whatever thread opens the gate or on the
// timer's, without a lock held, once each; they must be quick. Lifetime: the timer outlives the
// gate; its destructor closes it.
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

  enum class Outcome {
    kReached,
    kExpired,  // the deadline came first
    kClosed,   // the server stops
  };
  using Done = std::function<void(Outcome)>;

  // A revision of a store, which is told by the stream::StableHash of its id. Revision 0 is always
  // there, whatever the store.
  struct Position {
    std::uint64_t store = 0;
    std::int64_t revision = 0;
  };

  // Calls `done` as soon as `wanted` has been reached (at once when it has), at `deadline`, or when
  // the gate is closed. Of another store than the one followed nothing has been reached; it may
  // still come.
  void WhenReached(Position wanted, absl::Time deadline, Done done);

  // Answers all who wait, and from now on all who would have to, with kClosed.
  void Close();

  // Everything up to `position` has been applied. Lower revisions of the same store than before are
  // ignored; another store's count from there.
  void Reach(Position position);
  // The followed store has been made anew: its revisions count from the start.
  void Reset();
  std::int64_t reached() const;

 private:
  struct State;
  const std::shared_ptr<State> state_;  // shared with alarms still to come
  stream::Timer& timer_;
};

}  // namespace isotherm::scoring
