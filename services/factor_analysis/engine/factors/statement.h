// Puts a unit of evidence into words: the quote, and a sentence of at most 25 words that says it.
//
// Purpose: the statement says nothing that the quote does not say. It is the quote without its
// opening connective, label and asides, shortened only where a whole main clause is left, with a
// pronoun that nothing in it explains replaced by the name the mention step resolved it to. A unit
// that cannot stand alone (no verb, half a pair of quotation marks, an "it" whose noun was cut off)
// is quoted as its whole sentence. Where no such sentence comes out, the statement is empty and the
// quote has to speak for itself. Thread-safety: pure.
#pragma once

#include <cstdint>
#include <string>

#include "services/factor_analysis/engine/factors/clause_shape.h"
#include "services/factor_analysis/engine/factors/units.h"
#include "services/factor_analysis/engine/mentions/document_mentions.h"
#include "services/factor_analysis/engine/text/document_text.h"

namespace isotherm::engine {

struct Wording {
  std::uint32_t begin = 0;  // bytes of the quote
  std::uint32_t end = 0;
  std::string statement;  // a sentence; empty = none that is short and whole
};

// `leader`: the participant the factor is about. His pronouns become his name, and those of whom
// the document is about where there is hardly any doubt; others stay: a wrong name is worse.
Wording WordUnit(const DocumentText& text, const DocumentMentions& mentions, std::uint32_t leader,
                 const Unit& unit, DictionaryVerb dictionary_verb);

// A line that says nothing about anybody: "LONDON, 5 July.", a licence, a byline. Nothing but
// names, numbers and function words.
bool IsLabel(const DocumentText& text, const Unit& unit);

}  // namespace isotherm::engine
