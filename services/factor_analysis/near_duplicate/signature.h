// Signatures of texts, and when two of them mean the same report.
//
// Purpose: a signature is a MinHash sketch (Broder 1997): value i is the least of hash function i
// over the word pairs of a text, kept to 16 bits (Li and Koenig 2010, "b-bit minwise hashing"). The
// share of equal values estimates the resemblance of two texts, the size of the intersection of
// their sets of word pairs over that of their union. Values are grouped in bands of two: texts of
// resemblance r share at least one of 24 bands with probability 1 - (1 - r^2)^24, which is 0.98 at
// 0.4 and 0.999 at 0.5, so an index over bands finds copies without a scan of everything.
// Why not simhash: a headline more, a paragraph less and every tenth word changed leave a median of
// 14 to 17 of 64 bits differing, beyond what any small number of tables finds; MinHash keeps such
// copies at 0.45 to 0.75, while different reports about one leader stay below 0.05
// (near_duplicate_test.cc measures both).
// Thread-safety: pure.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace isotherm::near_duplicate {

inline constexpr std::size_t kValues = 48;
inline constexpr std::size_t kValuesPerBand = 2;
inline constexpr std::size_t kBands = kValues / kValuesPerBand;
// Copies of one report share at least this much. Half of a text taken over word for word is 0.33.
inline constexpr double kMinResemblance = 0.3;

// Two bytes a value, the high one first: 96 bytes. An empty text has the empty signature, which
// resembles nothing.
std::string Pack(const std::array<std::uint16_t, kValues>& values);

// Share of equal values, 0..1; 0 when one of them is no signature.
double Resemblance(std::string_view a, std::string_view b);

// The bands as numbers: the place of the band above its two values. Empty for no signature.
std::vector<std::int64_t> BandsOf(std::string_view signature);

// Share a band and resemble each other at least so much. Symmetric.
bool AreNear(std::string_view a, std::string_view b, double min_resemblance);

}  // namespace isotherm::near_duplicate
