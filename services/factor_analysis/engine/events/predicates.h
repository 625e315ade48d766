// The predicates of a sentence: verbs, and event nouns, that may state an event.
//
// Purpose: joins dictionary matches with the shallow syntax: longest match first, passives with the
// object before the verb, nouns of light verbs ("held talks") folded into their verb.
// Positions are tokens relative to the sentence. Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <vector>

#include "services/factor_analysis/engine/events/event_lexicon.h"
#include "services/factor_analysis/engine/events/sentence_syntax.h"

namespace isotherm::engine {

struct Predicate {
  std::uint32_t head = 0;
  std::uint32_t first = 0;  // the trigger
  std::uint32_t last = 0;   // one past the last
  bool nominal = false;
  // The verb group; of a noun, the group that governs it (kNone32 = none).
  std::uint32_t group = kNone32;
  std::uint32_t phrase = kNone32;  // of a noun
  bool noun_is_subject = false;    // of its group
  bool passive = false;
  std::vector<PatternMatch> matches;  // longest first; empty = a verb that no dictionary holds
  std::size_t longest = 0;            // how many matches share the greatest length
};

std::vector<Predicate> FindPredicates(const SentenceSyntax& sentence, const EventLexicon& lexicon);

}  // namespace isotherm::engine
