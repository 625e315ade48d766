// Light English stemming: inflection only, never derivation.
//
// Purpose: "attacks", "attacked", "attacking" meet in one key; irregular forms ("won", "fell",
// "men") come from a table. A stem is a key, not a word: final -e and doubled final consonants are
// dropped
// ("seize" and "seized" give "seiz"). Dictionaries must stem their own entries with this function.
// Pure and thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace isotherm::engine {

// `lower`: a lower-case word of DocumentText. Hyphenated words are stemmed in their last part.
std::string StemOf(std::string_view lower);

// The same without allocation: writes at most lower.size() + 1 bytes to `buffer` when the stem is
// not a prefix of `lower` or a table entry; returns a view of `lower`, of the table or of `buffer`.
// Precondition: `buffer` has room for lower.size() + 1 bytes.
// `hash` is TokenHash(lower).
std::string_view StemInto(std::string_view lower, std::uint64_t hash, char* buffer);

}  // namespace isotherm::engine
