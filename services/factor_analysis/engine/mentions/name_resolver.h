// Answers "who is meant by this name?" outside of a document.
//
// Thread-safety: pure functions over immutable parts.
#pragma once

#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/factor_analysis/engine/mentions/mention_collector.h"
#include "services/factor_analysis/engine/mentions/mention_finder.h"

namespace isotherm::engine {

// See MentionFinder::Resolve().
std::vector<Resolution> ResolveName(const MentionResources& resources, std::string_view mention,
                                    absl::CivilDay day, std::string_view country_code,
                                    std::string_view context);

// Edits between two texts: insertions, deletions, exchanges and swaps of neighbours (optimal string
// alignment, Damerau 1964); `limit` + 1 as soon as it is passed.
int EditDistance(std::string_view a, std::string_view b, int limit);

}  // namespace isotherm::engine
