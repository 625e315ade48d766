// Which office to name beside a leader, and how.
//
// Thread-safety: pure.
#pragma once

#include <string>
#include <string_view>

#include "isotherm/profile/v1/actor.pb.h"
#include "services/gateway/brief/brief.h"

namespace isotherm::brief {

// "President of Azerbaijan since 31 Oct 2003" for the most powerful office held on `iso_day`;
// "former Prime Minister of the United Kingdom (until 5 Jul 2024)" for the last one when none is
// held; empty when the profile names no office that had begun by then. `elected`: the evidence of
// the day says that an election was won; a presidency that begins within months then goes before
// former offices, "elected President of Mexico, to take office on 1 Oct 2024".
std::string OfficeLine(const profile::v1::Actor& actor, std::string_view iso_day,
                       const ActorNames& names, bool elected = false);

// "the United Kingdom" where English wants the article, else the name.
std::string WithArticle(std::string_view organisation);

}  // namespace isotherm::brief
