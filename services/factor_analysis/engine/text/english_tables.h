// English word tables of the text step: abbreviations, irregular forms.
//
// Purpose: closed classes of the language that segmentation and stemming need before any dictionary
// is loaded. All keys are lower case. Pure and thread-safe; views live for ever.
#pragma once

#include <cstdint>
#include <string_view>

namespace isotherm::engine {

// What the table says of a word's inflection.
struct Inflection {
  bool known = false;     // the word is in the table
  std::string_view base;  // "won" -> "win", "men" -> "man"; empty for words in -s, -ed, -ing that
                          // carry no inflection ("news", "need", "during")
};
// `hash` is TokenHash(lower).
Inflection FindInflection(std::string_view lower, std::uint64_t hash);
// "dr", "gen", "lt", "no": followed by a full stop they do not end a sentence. Without the stop.
bool IsAbbreviation(std::string_view lower);
// Abbreviations that may well end a sentence ("inc", "jr", "etc"): the next word decides.
bool IsTrailingAbbreviation(std::string_view lower);

}  // namespace isotherm::engine
