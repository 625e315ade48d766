// What a profile says about a leader's offices, for the model and for people.
//
// Thread-safety: pure functions.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "isotherm/profile/v1/actor.pb.h"
#include "services/scoring/model/incumbency.h"

namespace isotherm::scoring {

// An office whose dates cannot be read is left out; an empty start or end is open.
Incumbency ToIncumbency(const profile::v1::Actor& actor);

// "President since 2003-10-31", "left the office of Prime Minister on 2022-09-06", "no office
// known". `actor` may be nullptr: not in the profile.
std::string DescribeOffice(const profile::v1::Actor* actor, absl::Time as_of);

}  // namespace isotherm::scoring
