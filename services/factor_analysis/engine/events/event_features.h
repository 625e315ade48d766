// What the models of the event step look at.
//
// Purpose: one place for training and run time, so that both see the same features. Features say
// what the dictionaries and the syntax found; words themselves come second, so that sentences
// unlike those of training are read by structure. Thread-safety: pure functions; a FeatureVector
// belongs to one thread. All vectors are finished.
#pragma once

#include <optional>
#include <vector>

#include "services/factor_analysis/engine/events/arguments.h"
#include "services/factor_analysis/engine/events/event_lexicon.h"
#include "services/factor_analysis/engine/events/event_models.h"
#include "services/factor_analysis/engine/events/predicates.h"
#include "services/factor_analysis/engine/events/sentence_syntax.h"
#include "services/factor_analysis/engine/learning/feature_vector.h"

namespace isotherm::engine {

// One sentence (or short text) with all that is found in it. Borrows the tokens.
struct EventSentence {
  EventSentence(absl::Span<const Token> tokens, const SyntaxLexicon& syntax_lexicon,
                const EventLexicon& event_lexicon);

  SentenceSyntax syntax;
  std::vector<Predicate> predicates;
  std::vector<ActorCandidate> candidates;
  std::vector<AuxMatch> cues;
};

// Tokens [first, last) of the sentence.
struct TokenSpan {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};

FeatureVector PredicateFeatures(const EventSentence& sentence, std::size_t predicate);
// `candidate` of kNone32: nobody.
FeatureVector ArgumentFeatures(const EventSentence& sentence, std::size_t predicate, EventType type,
                               std::uint32_t candidate, std::optional<TokenSpan> source);
FeatureVector AuxFeatures(const EventSentence& sentence, std::size_t predicate);

// Does this predicate state what `source` does to `target`?
FeatureVector AlignmentFeatures(const EventSentence& sentence, std::uint32_t predicate,
                                std::optional<TokenSpan> source, std::optional<TokenSpan> target);
// How likely each predicate states it; sums to 1 unless there is none.
std::vector<double> AlignPredicates(const EventSentence& sentence, std::optional<TokenSpan> source,
                                    std::optional<TokenSpan> target, const LinearModel& model);
// `aligned` of kNone32: no predicate states it.
FeatureVector GivenFeatures(const EventSentence& sentence, std::optional<TokenSpan> source,
                            std::optional<TokenSpan> target, std::uint32_t aligned);

}  // namespace isotherm::engine
