#include "services/factor_analysis/engine/events/event_decoder.h"

#include <algorithm>
#include <optional>

namespace isotherm::engine {
namespace {

constexpr std::string_view kNoEvent = "NONE";
// Below this an event is left out; set by cross-validation on triples.
constexpr double kMinEvent = 0.4;
constexpr double kMinSource = 0.1;

bool Touches(const ActorCandidate& a, const ActorCandidate& b) {
  return a.first < b.last && b.first < a.last;
}

// A candidate that holds the trigger itself cannot take part, but for "Cairo's objections".
bool HoldsTrigger(const Predicate& predicate, const ActorCandidate& candidate) {
  return candidate.first < predicate.head + 1 && predicate.head < candidate.last;
}

}  // namespace

EventType TypeOfClass(const LinearModel& model, std::size_t index) {
  return Parse<EventType>(model.classes()[index]).value_or(EventType::kConsult);
}

Aux DecodeAux(const EventSentence& sentence, std::uint32_t predicate, const LinearModel& model) {
  const std::vector<double> p = model.Probabilities(AuxFeatures(sentence, predicate));
  const std::size_t best = std::max_element(p.begin(), p.end()) - p.begin();
  return Parse<Aux>(model.classes()[best]).value_or(Aux::kAsserted);
}

std::string ModeOf(const Predicate& predicate, EventType type) {
  for (const PatternMatch& match : predicate.matches) {
    if (match.pattern->type == type && !match.pattern->mode.empty()) return match.pattern->mode;
  }
  return "";
}

std::vector<DecodedEvent> DecodeEvents(const EventSentence& sentence, const EventModels& models) {
  std::vector<DecodedEvent> events;
  const auto& candidates = sentence.candidates;
  for (std::uint32_t p = 0; p < sentence.predicates.size(); ++p) {
    const Predicate& predicate = sentence.predicates[p];
    const std::vector<double> types =
        models.predicate.Probabilities(PredicateFeatures(sentence, p));
    std::size_t best = types.size();
    double none = 0.0;
    for (std::size_t k = 0; k < types.size(); ++k) {
      if (models.predicate.classes()[k] == kNoEvent) {
        none = types[k];
      } else if (best == types.size() || types[k] > types[best]) {
        best = k;
      }
    }
    if (best == types.size() || 1.0 - none < kMinEvent) continue;
    DecodedEvent event;
    event.predicate = p;
    event.type = TypeOfClass(models.predicate, best);
    double source = kMinSource;
    bool found = false;
    for (std::uint32_t c = 0; c < candidates.size(); ++c) {
      if (HoldsTrigger(predicate, candidates[c])) continue;
      const double score =
          models.source.Probability(ArgumentFeatures(sentence, p, event.type, c, std::nullopt));
      if (score > source) {
        source = score;
        event.source = c;
        found = true;
      }
    }
    if (!found) continue;
    const ActorCandidate& who = candidates[event.source];
    const TokenSpan span{who.first, who.last};
    double target =
        models.target.Probability(ArgumentFeatures(sentence, p, event.type, kNone32, span));
    for (std::uint32_t c = 0; c < candidates.size(); ++c) {
      if (HoldsTrigger(predicate, candidates[c]) || Touches(candidates[c], who)) continue;
      const double score =
          models.target.Probability(ArgumentFeatures(sentence, p, event.type, c, span));
      if (score > target) {
        target = score;
        event.target = c;
      }
    }
    event.aux = DecodeAux(sentence, p, models.aux);
    event.confidence =
        (1.0 - none) * types[best] / std::max(1e-9, 1.0 - none) * std::min(1.0, 0.5 + source / 2);
    events.push_back(event);
  }
  return events;
}

}  // namespace isotherm::engine
