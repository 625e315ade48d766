// English word tables of the text step: abbreviations, irregular forms.
//
// Purpose: closed classes of the language that segmentation and stemming need before any dictionary
// is loaded. All keys are lower case. Pure and thread-safe; views live for ever.
#pragma once

#include <string_view>

namespace isotherm::engine {

// The base form of an irregular word ("won" -> "win", "men" -> "man"); empty when regular.
std::string_view IrregularBase(std::string_view lower);
// Words in -s, -ed, -ing that carry no inflection ("news", "need", "during").
bool IsUninflected(std::string_view lower);
// "dr", "gen", "lt", "no": followed by a full stop they do not end a sentence. Without the stop.
bool IsAbbreviation(std::string_view lower);
// Abbreviations that may well end a sentence ("inc", "jr", "etc"): the next word decides.
bool IsTrailingAbbreviation(std::string_view lower);

}  // namespace isotherm::engine
