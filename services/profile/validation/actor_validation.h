// Says what is wrong with an actor that a caller sends.
//
// Thread-safety: pure functions.
#pragma once

#include <string_view>
#include <vector>

#include "isotherm/profile/v1/actor.pb.h"
#include "services/common/status/errors.h"

namespace isotherm::profile {

// Every rule of actor.proto, each violation under `prefix` ("actor."): formats, caps, required
// fields, order of dates. The name is checked too. Output-only fields are ignored.
std::vector<FieldViolation> ValidateActor(const v1::Actor& actor, std::string_view prefix);

// Drops what callers cannot set: etag, create_time, update_time, and fields of no version we know.
void ClearOutputOnly(v1::Actor& actor);

}  // namespace isotherm::profile
