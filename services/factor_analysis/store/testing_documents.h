// Documents for tests of the store: made, not analysed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "services/factor_analysis/store/ingest.h"

namespace isotherm::factor_analysis {

// The signature of a story told with `changed` of near_duplicate::kValues values differing; the
// same numbers give the same signature. Story 0 has no words and no signature.
std::string MakeSignature(std::uint64_t story, int changed = 0);

// A document of `factors` factors about leaders/leader-0, leaders/leader-1, ... and one event;
// named by its text, date and publisher.
NewDocument MakeDocument(std::string_view text, std::string_view date, std::string_view publisher,
                         std::string signature, int factors = 2);

}  // namespace isotherm::factor_analysis
