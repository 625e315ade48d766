// A made-up explanation and actor that the brief's tests share.
#pragma once

#include "isotherm/profile/v1/actor.pb.h"
#include "isotherm/scoring/v1/heat.pb.h"
#include "services/gateway/brief/brief.h"

namespace isotherm::brief {

// A strong leader with standing, change, driver and implication factors.
scoring::v1::HeatExplanation StrongLeader();
// A leader of whom only the office is known.
scoring::v1::HeatExplanation OfficeOnly();
profile::v1::Actor LeaderActor();
ActorNames OrganisationNames();

}  // namespace isotherm::brief
