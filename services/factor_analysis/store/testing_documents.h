// Documents for tests of the store: made, not analysed.
#pragma once

#include <string>
#include <string_view>

#include "services/factor_analysis/store/ingest.h"

namespace isotherm::factor_analysis {

// A document of `factors` factors about leaders/leader-0, leaders/leader-1, ... and one event;
// named by its text, date and publisher.
NewDocument MakeDocument(std::string_view text, std::string_view date, std::string_view publisher,
                         std::uint64_t fingerprint, int factors = 2);

}  // namespace isotherm::factor_analysis
