// Which country a text around a mention is about.
//
// Thread-safety: pure.
#pragma once

#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "services/factor_analysis/engine/mentions/mention_finder.h"

namespace isotherm::profile {

// ISO 3166-1 alpha-3 of the country whose state, people, places or leaders `context` (UTF-8) names
// most often on `day`; empty when it names none, or two as often.
std::string CountryOfContext(const engine::MentionFinder& finder, std::string_view context,
                             absl::CivilDay day);

}  // namespace isotherm::profile
