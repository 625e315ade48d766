// Coarse shape of a sentence: which words are surely finite verbs, and the parts between commas.
//
// Purpose: statements are cut only where a whole main clause is left, so a finite verb is reported
// when closed classes, endings and neighbours leave little doubt; a missed one costs a cut, a false
// one would cost a sentence. Positions are tokens of the document.
// Thread-safety: pure.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "services/factor_analysis/engine/text/document_text.h"

namespace isotherm::engine {

// Whether dictionaries know the token as a verb that is used as one.
using DictionaryVerb = absl::FunctionRef<bool(std::uint32_t token)>;

bool IsSurelyFinite(const DocumentText& text, std::uint32_t token, DictionaryVerb dictionary_verb);

enum class PartKind : std::uint8_t {
  kPlain,        // a noun phrase or a clause of its own
  kVerbFirst,    // opens with a finite verb: "invited the victor"
  kRelative,     // "who had tried", "which fell"
  kSubordinate,  // "after rebels entered", "as Russia withdrew"
  kCondition,    // "if", "unless": what it hangs on is no fact without it
  kParticiple,   // "falling to 40 per cent", "tired of quarrels"
  kPreposition,  // "with just over 54 per cent"
  kConjunction   // "and", "but", "or" with what follows
};

// What stands between two borders (comma, semicolon, colon, spaced dash, bracket).
struct ClausePart {
  std::uint32_t first = 0;
  std::uint32_t last = 0;  // one past the last, without the border
  PartKind kind = PartKind::kPlain;
  bool finite = false;           // holds a finite verb
  bool main = false;             // holds the finite verb of a main clause
  std::uint32_t verb = kNone32;  // the first finite verb
};

// The parts of tokens [first, last). A border inside a pair of quotation marks is none.
std::vector<ClausePart> PartsOf(const DocumentText& text, std::uint32_t first, std::uint32_t last,
                                DictionaryVerb dictionary_verb);

// Quotation marks and brackets that open in [first, last) also close there.
bool IsBalanced(const DocumentText& text, std::uint32_t first, std::uint32_t last);

}  // namespace isotherm::engine
