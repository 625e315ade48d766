// The actors as told by the messages of WatchActors.
//
// During a snapshot the actors gather beside those in force, so that a new snapshot neither shows
// half of the world nor keeps what is gone. Thread-safety: none.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "isotherm/profile/v1/profile_service.pb.h"
#include "services/common/actors/actor.h"

namespace isotherm::factor_analysis {

class ActorTable {
 public:
  // A snapshot begins with the next message.
  void BeginSnapshot();
  // Returns whether the actors in force changed. An actor that cannot be read is logged and left
  // out: one wrong entry must not stop the mirror.
  bool Apply(const profile::v1::WatchActorsResponse& message);

  bool has_snapshot() const { return has_snapshot_; }  // one was complete
  std::vector<Actor> Actors() const;                   // in force, by id

 private:
  using ById = std::map<std::string, Actor>;
  ById in_force_;
  ById gathering_;
  bool in_snapshot_ = true;
  bool has_snapshot_ = false;
};

}  // namespace isotherm::factor_analysis
