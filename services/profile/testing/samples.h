// Actors that the tests of the profile service share.
#pragma once

#include <string>

#include "isotherm/profile/v1/actor.pb.h"

namespace isotherm::profile {

// A leader with every field set; "Sample <id>" by name, president of actors/azerbaijan.
v1::Actor SampleActor(const std::string& id);

// A leader with what is required and no more.
v1::Actor BareActor(const std::string& id, const std::string& display_name,
                    v1::ActorKind kind = v1::ACTOR_KIND_LEADER,
                    const std::string& country_code = "");

// "actors/{id}".
std::string NameOf(const std::string& id);

v1::Office& AddOffice(v1::Actor& actor, const std::string& title, const std::string& organisation,
                      const std::string& start_date, const std::string& end_date,
                      v1::OfficeRank rank = v1::OFFICE_RANK_EXECUTIVE);

}  // namespace isotherm::profile
