// One entry of a service's change log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace isotherm::sql {

using Attributes = std::vector<std::pair<std::string, std::string>>;

// What became of one resource. Ownership: owns everything.
struct Change {
  std::string collection;  // "actors", "factors", "readings": what a watch follows
  std::string name;        // resource name, "actors/ilham-aliyev"
  bool deleted = false;
  std::string payload;    // serialised resource; for a deletion its last state or empty
  Attributes attributes;  // what filters look at, without decoding the payload
};

// Where and when a write became visible. Revisions rise by one a write transaction, from 1, without
// gaps; commit times never fall.
struct Commit {
  std::int64_t revision = 0;
  absl::Time commit_time = absl::UnixEpoch();
};

// A change as the log holds it.
struct LoggedChange {
  Commit commit;
  Change change;
  std::optional<Attributes> previous_attributes;  // of the state it replaced; nullopt = none
};

}  // namespace isotherm::sql
