// Finds PLOVER events in a tokenised document: who did what to whom, and whether it happened.
//
// Purpose: dictionaries propose predicates, a shallow syntax proposes who may take part, and
// trained linear models decide on type, source, target and aux. Actors need not be in the
// directory: "the baggage handlers" are an actor as any other. Conventions: data/train/EVENTS.md.
// Ownership: shares its lexicons and models. Thread-safety: immutable, safe from any thread; the
// same input gives the same events. Errors: none at run time; a sentence nothing is found in gives
// no event.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/factor_analysis/engine/events/event_features.h"
#include "services/factor_analysis/engine/events/event_lexicon.h"
#include "services/factor_analysis/engine/events/event_models.h"
#include "services/factor_analysis/engine/events/syntax_lexicon.h"
#include "services/factor_analysis/engine/mentions/document_mentions.h"
#include "services/factor_analysis/engine/text/document_text.h"
#include "services/factor_analysis/engine/types.h"

namespace isotherm::engine {

// What is known of a language. Both are set.
struct EventLexicons {
  std::shared_ptr<const SyntaxLexicon> syntax;
  std::shared_ptr<const EventLexicon> events;
};

// The answer to "what did `source` do to `target` in this text?".
struct EventJudgement {
  EventType type = EventType::kConsult;
  Aux aux = Aux::kAsserted;
  double confidence = 0.0;            // of the type
  std::vector<double> probabilities;  // by EventType
};

// Where `words` stand among the tokens of `text`; nullopt when they do not.
std::optional<TokenSpan> LocateSpan(absl::Span<const Token> tokens, std::string_view text,
                                    std::string_view words);

class EventFinder {
 public:
  // Longer runs without a full stop are tables or lists and give no event.
  static constexpr std::size_t kMaxSentenceTokens = 400;

  // `models` may be null: then no event is found. Training uses that to build its features.
  EventFinder(EventLexicons lexicons, std::shared_ptr<const EventModels> models);

  // All events in text order. `mentions` of the same text, or null: then no actor is resolved.
  std::vector<Event> Find(const DocumentText& text, const DocumentMentions* mentions) const;

  // The event between two named actors; either may be empty or missing from the text.
  EventJudgement Judge(const DocumentText& text, std::string_view source,
                       std::string_view target) const;

  const EventLexicons& lexicons() const { return lexicons_; }

 private:
  EventLexicons lexicons_;
  std::shared_ptr<const EventModels> models_;
};

}  // namespace isotherm::engine
