#include "services/factor_analysis/engine/events/event_finder.h"

#include <algorithm>
#include <utility>

#include "services/factor_analysis/engine/events/event_decoder.h"

namespace isotherm::engine {
namespace {

// Predicates less likely than this do not count in a judgement.
constexpr double kMinAlignment = 0.02;

// The actor a span names: the last mention in it that is no mere adjective, else the last of all.
std::string ActorOf(const DocumentMentions* mentions, std::uint32_t first, std::uint32_t last) {
  if (mentions == nullptr) return "";
  std::string id;
  bool adjective = true;
  for (std::uint32_t t = first; t < last; ++t) {
    const std::uint32_t m = mentions->AtToken(t);
    if (m == kNone32) continue;
    const ActorMention& mention = mentions->mentions()[m];
    const Participant& participant = mentions->participants()[mention.participant];
    if (participant.actor == nullptr) continue;
    const bool demonym = mention.kind == MentionKind::kDemonym;
    if (id.empty() || adjective) {
      id = participant.id;
      adjective = demonym;
    }
  }
  return id;
}

}  // namespace

std::optional<TokenSpan> LocateSpan(absl::Span<const Token> tokens, std::string_view text,
                                    std::string_view words) {
  if (words.empty()) return std::nullopt;
  const std::size_t begin = text.find(words);
  if (begin == std::string_view::npos) return std::nullopt;
  const std::size_t end = begin + words.size();
  TokenSpan span{kNone32, 0};
  for (std::uint32_t t = 0; t < tokens.size(); ++t) {
    if (tokens[t].end <= begin || tokens[t].begin >= end) continue;
    span.first = std::min(span.first, t);
    span.last = t + 1;
  }
  if (span.first == kNone32) return std::nullopt;
  return span;
}

EventFinder::EventFinder(EventLexicons lexicons, std::shared_ptr<const EventModels> models)
    : lexicons_(std::move(lexicons)), models_(std::move(models)) {}

std::vector<Event> EventFinder::Find(const DocumentText& text,
                                     const DocumentMentions* mentions) const {
  std::vector<Event> events;
  if (models_ == nullptr) return events;
  for (const Sentence& sentence : text.sentences()) {
    const absl::Span<const Token> tokens = text.TokensOf(sentence);
    if (tokens.size() < 2 || tokens.size() > kMaxSentenceTokens) continue;
    const EventSentence parsed(tokens, *lexicons_.syntax, *lexicons_.events);
    for (const DecodedEvent& decoded : DecodeEvents(parsed, *models_)) {
      const Predicate& predicate = parsed.predicates[decoded.predicate];
      const auto slice = [&](std::uint32_t first, std::uint32_t last) {
        return std::string(text.Slice(tokens[first].begin, tokens[last - 1].end));
      };
      Event event;
      event.type = decoded.type;
      event.mode = ModeOf(predicate, decoded.type);
      event.aux = decoded.aux;
      event.voice = predicate.nominal   ? Voice::kNominal
                    : predicate.passive ? Voice::kPassive
                                        : Voice::kActive;
      event.trigger = {tokens[predicate.first].begin, tokens[predicate.last - 1].end,
                       slice(predicate.first, predicate.last)};
      event.evidence = {sentence.begin, sentence.end, std::string(text.TextOf(sentence))};
      event.confidence = decoded.confidence;
      const ActorCandidate& source = parsed.candidates[decoded.source];
      event.source_text = slice(source.named_first, source.named_last);
      event.source_actor_id = ActorOf(mentions, sentence.first_token + source.first,
                                      sentence.first_token + source.last);
      if (decoded.target != kNone32) {
        const ActorCandidate& target = parsed.candidates[decoded.target];
        event.target_text = slice(target.named_first, target.named_last);
        event.target_actor_id = ActorOf(mentions, sentence.first_token + target.first,
                                        sentence.first_token + target.last);
      }
      events.push_back(std::move(event));
    }
  }
  return events;
}

EventJudgement EventFinder::Judge(const DocumentText& text, std::string_view source,
                                  std::string_view target) const {
  EventJudgement judgement;
  if (models_ == nullptr || text.tokens().empty()) return judgement;
  const absl::Span<const Token> tokens =
      text.tokens().subspan(0, std::min<std::size_t>(text.tokens().size(), kMaxSentenceTokens));
  const EventSentence parsed(tokens, *lexicons_.syntax, *lexicons_.events);
  const std::optional<TokenSpan> from = LocateSpan(tokens, text.text(), source);
  const std::optional<TokenSpan> to = LocateSpan(tokens, text.text(), target);
  const std::vector<double> weights = AlignPredicates(parsed, from, to, models_->alignment);
  judgement.probabilities.assign(kEventTypeCount, 0.0);
  const auto add = [&](std::uint32_t predicate, double weight) {
    const std::vector<double> p =
        models_->given.Probabilities(GivenFeatures(parsed, from, to, predicate));
    for (std::size_t k = 0; k < p.size(); ++k) {
      judgement.probabilities[static_cast<std::size_t>(TypeOfClass(models_->given, k))] +=
          weight * p[k];
    }
  };
  if (weights.empty()) add(kNone32, 1.0);
  for (std::uint32_t p = 0; p < weights.size(); ++p) {
    if (weights[p] >= kMinAlignment) add(p, weights[p]);
  }
  const auto best =
      std::max_element(judgement.probabilities.begin(), judgement.probabilities.end());
  judgement.type = static_cast<EventType>(best - judgement.probabilities.begin());
  judgement.confidence = *best;
  if (!weights.empty()) {
    const auto aligned = std::max_element(weights.begin(), weights.end()) - weights.begin();
    judgement.aux = DecodeAux(parsed, static_cast<std::uint32_t>(aligned), models_->aux);
  }
  return judgement;
}

}  // namespace isotherm::engine
