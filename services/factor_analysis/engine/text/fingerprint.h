// Near-duplicate signatures of texts: MinHash over pairs of neighbouring words (near_duplicate/
// signature.h says how they are compared and found).
//
// Purpose: copies of a wire story with another headline, byline or cut resemble each other; other
// stories do not, whoever they are about. Reads lower-cased words alone. Thread-safety: pure.
#pragma once

#include <string>

#include "services/factor_analysis/engine/text/document_text.h"

namespace isotherm::engine {

// Texts of fewer words resemble only texts of the very same words: a few stock phrases would make
// up most of them.
inline constexpr std::size_t kMinSignatureWords = 24;

// Empty for a text without words.
std::string Fingerprint(const DocumentText& text);

}  // namespace isotherm::engine
