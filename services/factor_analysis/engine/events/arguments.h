// Who may be source or target of a predicate, and how each stands to it.
//
// Purpose: candidates are noun phrases with what belongs to them ("junta in Bangui"), possessors
// ("Cairo's objections"), conjuncts and whole lists; the relation of a candidate to a predicate is
// a short code ("subject", "object", "with", "possessor") that the models weigh. Positions are
// tokens relative to the sentence. Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <vector>

#include "services/factor_analysis/engine/events/predicates.h"
#include "services/factor_analysis/engine/events/sentence_syntax.h"

namespace isotherm::engine {

enum class ActorShape : std::uint8_t { kPhrase, kPossessor, kModifier, kList, kPronoun };

struct ActorCandidate {
  ActorShape shape = ActorShape::kPhrase;
  std::uint32_t phrase = 0;  // that it stands in
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  std::uint32_t head = 0;
  // Of a list: position of this phrase in it; 0 = stands alone or is the first.
  std::uint32_t conjunct = 0;
  bool in_list = false;
  // What a pronoun stands for; the candidate's own words otherwise.
  std::uint32_t named_first = 0;
  std::uint32_t named_last = 0;
};

// How a candidate stands to a predicate.
struct Relation {
  std::uint64_t code = 0;    // hash of the relation
  std::uint64_t coarse = 0;  // side and verbs between
  bool subject = false;      // grammatical subject of the verb, or possessor of the noun
  bool object = false;
  bool agent = false;          // after "by"
  std::uint32_t distance = 0;  // tokens
};

std::vector<ActorCandidate> FindActorCandidates(const SentenceSyntax& sentence);
Relation RelationOf(const SentenceSyntax& sentence, const Predicate& predicate,
                    const ActorCandidate& candidate);

}  // namespace isotherm::engine
