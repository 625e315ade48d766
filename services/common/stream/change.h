// What a Watch stream is made of: changes, grouped by the transaction that committed them.
//
// Lifetime: a Revision is immutable once shared; the hub's ring and all subscribers share it and
// the encoded payloads in it. Thread-safety: plain values; shared ones are const.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace isotherm::stream {

// What filters look at beside the name: (key, value) pairs such as ("kind", "LEADER"). A key may
// come several times.
using Attributes = std::vector<std::pair<std::string, std::string>>;

// The state of one resource after a transaction.
struct Change {
  std::string name;      // resource name, for example "leaders/x/factors/01J..."
  bool deleted = false;  // the resource is gone; payload is null
  std::shared_ptr<const std::string> payload;  // the resource, encoded once by the store's owner

  // For filters that look at attributes; services that filter by name alone leave them empty.
  Attributes attributes;  // after the change; empty when deleted
  bool created = false;   // it did not exist before
  // Before the change; nullopt = not known. Tells whose filter a resource has left; when not known,
  // all whose filter it does not match are told that it is gone.
  std::optional<Attributes> previous_attributes;
};

// One committed transaction: all its changes, at most one per name. Atomic: a resume token never
// points into the middle of one.
struct Revision {
  std::int64_t number = 0;    // > 0, rising in commit order; gaps are allowed
  std::int64_t previous = 0;  // number of the revision before it in the log; 0 = it is the first
  absl::Time commit_time;
  std::vector<Change> changes;
};
using RevisionPtr = std::shared_ptr<const Revision>;

// Which changes a subscriber wants. An empty predicate accepts everything. Predicates are called
// from several threads at once and must be pure.
struct Filter {
  // Canonical text of the filter, bound into resume tokens: a token of another filter is refused.
  std::string canonical;
  // On the name, which never changes.
  std::function<bool(std::string_view name)> by_name;
  // On the attributes, which may change: a resource that stops to match is reported as deleted.
  std::function<bool(const Attributes&)> by_attributes;
};

// How a change looks through a filter.
enum class Seen { kNot, kUpsert, kDeleted };
Seen Look(const Filter& filter, const Change& change);

}  // namespace isotherm::stream
