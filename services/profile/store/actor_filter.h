// What actors can be filtered by, in lists (SQL) and watches (attributes).
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "isotherm/profile/v1/actor.pb.h"
#include "services/common/filter/filter.h"
#include "services/common/sql/value.h"

namespace isotherm::profile {

// Fields: kind, country_code, display_name (prefix with *), office.organisation.
absl::StatusOr<filter::Filter> ParseActorFilter(std::string_view text);

// The values of those fields for one actor; office.organisation once per organisation.
std::vector<std::pair<std::string, std::string>> FilterAttributes(const v1::Actor& actor);

// "LEADER" for ACTOR_KIND_LEADER.
std::string KindName(v1::ActorKind kind);

// Conditions on table actors, each preceded by " AND "; adds their parameters.
std::string FilterConditions(const filter::Filter& filter, sql::Params& params);

}  // namespace isotherm::profile
