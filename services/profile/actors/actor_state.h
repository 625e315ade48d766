// How an actor's state comes to be: times, version, etag, and what counts as a change.
//
// Thread-safety: pure functions.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/field_mask.pb.h"
#include "isotherm/profile/v1/actor.pb.h"
#include "services/profile/store/actor_store.h"

namespace isotherm::profile {

// A new actor. A version lies one above the log's head as its transaction sees it: never above the
// revision that the transaction will get, hence always below what later ones give, so that no etag
// comes twice, not even when an actor is deleted and created again.
StoredActor NewState(v1::Actor actor, std::int64_t head_revision, absl::Time now);

// The next state of `current` with the content of `actor`.
StoredActor NextState(const StoredActor& current, v1::Actor actor, std::int64_t head_revision,
                      absl::Time now);

// Whether two actors say the same, output-only fields aside.
bool SameContent(v1::Actor a, v1::Actor b);

// Applies the masked fields of `changes` to `actor`. An empty mask = every field that is set; "*" =
// all. INVALID_FIELD (and `actor` as it was) for unknown paths and for the name; output-only paths
// are ignored.
absl::Status ApplyMask(const v1::Actor& changes, const google::protobuf::FieldMask& mask,
                       v1::Actor& actor);

}  // namespace isotherm::profile
