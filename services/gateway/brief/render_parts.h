// Pieces that the renderers share.
//
// Thread-safety: pure.
#pragma once

#include <array>
#include <string>

#include "services/gateway/brief/brief.h"

namespace isotherm::brief {

// "BLAZING  93  (80 %: 86 to 97)  rising · as of 2 Oct 2023 · coverage low: 1 source".
std::string StandingLine(const Brief& brief);

// Whole percents that sum to 100 (largest remainder) when the probabilities sum to 1.
std::array<int, kHeatLevelCount> WholePercents(
    const std::array<double, kHeatLevelCount>& probabilities);

// `"The quote." (Gazette, 6 Oct 2023; 3 sources)`.
std::string QuoteWithSource(const Reason& reason);

// Whether the statement tells a reader of the quote anything: a name for a pronoun, say. A
// statement that stands word for word in the quote is not said twice.
bool StatementAdds(const Reason& reason);

// "Gazette, 6 Oct 2023; 3 sources"; never empty.
std::string SourceLine(const Reason& reason);

// "2 further reasons".
std::string FurtherReasons(int count);

}  // namespace isotherm::brief
