// Near-duplicate fingerprints: 64-bit simhash over word shingles (Charikar 2002; Manku, Jain, Das
// Sarma 2007 for documents).
//
// Purpose: copies of a wire story with another headline, byline or cut differ in few bits;
// unrelated texts in about 32. Reads lower-cased words alone. Thread-safety: pure.
#pragma once

#include <bit>
#include <cstdint>

#include "services/factor_analysis/engine/text/document_text.h"

namespace isotherm::engine {

// At most so many differing bits: taken for the same story.
inline constexpr int kNearDuplicateBits = 10;

// 0 for a text without words.
std::uint64_t Fingerprint(const DocumentText& text);

// Number of bits that differ, 0..64.
inline int HammingDistance(std::uint64_t a, std::uint64_t b) { return std::popcount(a ^ b); }

}  // namespace isotherm::engine
