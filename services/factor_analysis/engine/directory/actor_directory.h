// The actors that texts name, as one immutable snapshot the engine reads.
//
// Purpose: names, demonyms, offices and relations by date, free of storage and transport. Built
// from the atlas or mirrored from the profile service, then shared read-only between threads; an
// update builds a new directory beside the old one and swaps a shared_ptr, so readers never pause.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/civil_time.h"
#include "services/common/actors/actor.h"

namespace isotherm::engine {

// Thread-safety: immutable, safe from any thread.
class ActorDirectory {
 public:
  explicit ActorDirectory(std::vector<Actor> actors);

  const std::vector<Actor>& actors() const { return actors_; }
  // nullptr when unknown. The pointer lives as long as the directory.
  const Actor* Find(std::string_view id) const;
  // The state of an ISO 3166-1 alpha-3 code; nullptr when unknown.
  const Actor* StateByCode(std::string_view country_code) const;
  // Who governs `actor_id` (a state or organisation) on that day; nullptr when unknown.
  const Actor* ExecutiveOf(std::string_view actor_id, absl::CivilDay day) const;
  // Relations between two actors in force on that day, seen in either direction.
  bool Related(std::string_view a, std::string_view b, RelationType type, absl::CivilDay day) const;
  // Offices of a leader in force on that day, most powerful first.
  std::vector<const Office*> OfficesOn(const Actor& leader, absl::CivilDay day) const;

 private:
  std::vector<Actor> actors_;
  absl::flat_hash_map<std::string, std::size_t> by_id_;
  absl::flat_hash_map<std::string, std::size_t> state_by_code_;
  // Executive offices by what they govern: indices of leader and office, ordered by start.
  struct Tenure {
    std::size_t leader = 0;
    std::size_t office = 0;
  };
  absl::flat_hash_map<std::string, std::vector<Tenure>> executives_;
};

}  // namespace isotherm::engine
