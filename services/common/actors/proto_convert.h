// Maps actors onto isotherm.profile.v1.Actor and back.
//
// Names: an actor id "ilham-aliyev" is the resource name "actors/ilham-aliyev"; offices and
// relations hold ids in C++ and names in the proto. Open dates are empty strings in the proto.
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "isotherm/profile/v1/actor.pb.h"
#include "services/common/actors/actor.h"

namespace isotherm {

// "actors/{id}".
std::string ActorName(std::string_view id);
// The id in "actors/{id}"; nullopt for anything else, for an id that is no slug too.
std::optional<std::string> ActorId(std::string_view name);
// 1 to 64 bytes of a-z, 0-9 and inner single or double hyphens.
bool IsSlug(std::string_view id);

// "2003-10-31"; an open start or end is "".
std::string DayToText(absl::CivilDay day);

// Without the output-only fields (etag, times).
profile::v1::Actor ActorToProto(const Actor& actor);

// INVALID_ARGUMENT with violations for what C++ cannot hold: a name that is none, unknown kind or
// relation type, wrong dates. Fields under `field_prefix`, e.g. "actor.".
absl::StatusOr<Actor> ActorFromProto(const profile::v1::Actor& proto,
                                     std::string_view field_prefix = "actor.");

profile::v1::ActorKind ToProto(ActorKind value);
profile::v1::Gender ToProto(Gender value);
profile::v1::OfficeRank ToProto(OfficeRank value);
profile::v1::RelationType ToProto(RelationType value);
std::optional<ActorKind> FromProto(profile::v1::ActorKind value);
// UNSPECIFIED = kUnknown.
std::optional<Gender> FromProto(profile::v1::Gender value);
// UNSPECIFIED = kOther.
std::optional<OfficeRank> FromProto(profile::v1::OfficeRank value);
std::optional<RelationType> FromProto(profile::v1::RelationType value);

}  // namespace isotherm
