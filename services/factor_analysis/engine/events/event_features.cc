#include "services/factor_analysis/engine/events/event_features.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "services/factor_analysis/engine/events/feature_hash.h"

namespace isotherm::engine {
namespace {

constexpr std::uint32_t kWindow = 4;

std::uint64_t Key(std::uint64_t prefix, EventType type) {
  return FeatureName("type", prefix, static_cast<std::uint64_t>(type));
}

// Types the dictionaries allow: the longest matches, then all.
void AddTypes(const Predicate& predicate, std::uint64_t prefix, FeatureVector& out) {
  std::array<bool, kEventTypeCount> best{};
  std::array<bool, kEventTypeCount> all{};
  int count = 0;
  for (std::size_t m = 0; m < predicate.matches.size(); ++m) {
    const EventPattern& pattern = *predicate.matches[m].pattern;
    const auto type = static_cast<std::size_t>(pattern.type);
    if (m < predicate.longest && !best[type]) {
      best[type] = true;
      ++count;
    }
    if (!all[type]) out.Add(FeatureName("any-type", prefix, type), 0.5f);
    all[type] = true;
  }
  for (std::size_t type = 0; type < best.size(); ++type) {
    if (!best[type]) continue;
    out.Add(FeatureName("best-type", prefix, type), count == 1 ? 1.5f : 0.8f);
    const int length = std::min(predicate.matches.front().pattern->length, 3);
    out.Add(FeatureName("best-type-length", prefix, type, length));
    out.Add(FeatureName("best-type-kind", prefix, type, predicate.nominal, predicate.passive));
  }
  std::uint64_t set = 0;
  for (std::size_t type = 0; type < best.size(); ++type) set |= std::uint64_t{best[type]} << type;
  out.Add(FeatureName("type-set", prefix, set));
  if (predicate.matches.empty()) {
    out.Add(FeatureName("no-type", prefix));
  } else {
    out.Add(FeatureName("phrase", prefix, predicate.matches.front().pattern->id));
  }
}

}  // namespace

EventSentence::EventSentence(absl::Span<const Token> tokens, const SyntaxLexicon& syntax_lexicon,
                             const EventLexicon& event_lexicon)
    : syntax(tokens, syntax_lexicon, event_lexicon) {
  predicates = FindPredicates(syntax, event_lexicon);
  candidates = FindActorCandidates(syntax);
  event_lexicon.FindCues(syntax.tokens(), syntax.hashes(), cues);
}

namespace internal {

void AddPredicate(const EventSentence& sentence, std::size_t index, std::uint64_t prefix,
                  FeatureVector& out) {
  const SentenceSyntax& syntax = sentence.syntax;
  const Predicate& predicate = sentence.predicates[index];
  const auto& hashes = syntax.hashes();
  const std::uint64_t head = hashes[predicate.head];
  const auto n = static_cast<std::uint32_t>(syntax.tokens().size());
  AddTypes(predicate, prefix, out);
  out.Add(FeatureName("nominal", prefix, predicate.nominal));
  out.Add(FeatureName("head", prefix, head, predicate.nominal));
  for (std::uint32_t t = predicate.head + 1; t < std::min(n, predicate.head + kWindow); ++t) {
    if (syntax.tags()[t] == Tag::kPreposition) {
      out.Add(FeatureName("head-preposition", prefix, head, hashes[t]));
      out.Add(FeatureName("next-preposition", prefix, predicate.nominal, hashes[t]));
      break;
    }
    if (syntax.tags()[t] == Tag::kPunct) break;
  }
  for (std::uint32_t t = predicate.head + 1; t < std::min(n, predicate.head + 1 + kWindow); ++t) {
    if (syntax.tokens()[t].kind != TokenKind::kPunct && !syntax.tokens()[t].capitalised) {
      out.Add(FeatureName("after", prefix, hashes[t]), 0.6f);
    }
  }
  for (std::uint32_t t = predicate.head; t-- > 0 && predicate.head - t <= kWindow;) {
    if (syntax.tokens()[t].kind != TokenKind::kPunct && !syntax.tokens()[t].capitalised) {
      out.Add(FeatureName("before", prefix, hashes[t]), 0.6f);
    }
  }
  if (predicate.nominal) {
    const NounPhrase& phrase = syntax.phrases()[predicate.phrase];
    out.Add(
        FeatureName("noun-opens", prefix, phrase.first < phrase.core ? hashes[phrase.first] : 0));
    out.Add(
        FeatureName("noun-plural", prefix, syntax.tokens()[predicate.head].lower.ends_with('s')));
    bool possessor = false;
    for (std::uint32_t t = phrase.core; t < predicate.head; ++t) {
      possessor |= syntax.tags()[t] == Tag::kClitic;
    }
    out.Add(FeatureName("noun-possessor", prefix, possessor));
    out.Add(FeatureName("noun-after", prefix,
                        phrase.preposition == kNone32 ? 0 : hashes[phrase.preposition]));
    if (predicate.group != kNone32) {
      out.Add(FeatureName("noun-verb", prefix, predicate.noun_is_subject,
                          hashes[syntax.groups()[predicate.group].main]));
    }
    return;
  }
  const VerbGroup& group = syntax.groups()[predicate.group];
  out.Add(FeatureName("form", prefix, group.infinitive, group.gerund, group.passive));
  out.Add(FeatureName("form-head", prefix, head, group.passive, group.gerund));
  if (group.object != kNone32) {
    const NounPhrase& object = syntax.phrases()[group.object];
    out.Add(FeatureName("object", prefix, object.proper ? 1 : hashes[object.head]));
    out.Add(FeatureName("head-object", prefix, head, object.proper ? 1 : hashes[object.head]));
  } else {
    out.Add(FeatureName("no-object", prefix));
  }
  if (group.subject != kNone32) {
    const NounPhrase& subject = syntax.phrases()[group.subject];
    out.Add(FeatureName("subject", prefix, subject.proper ? 1 : hashes[subject.head]));
  }
  if (group.parent != kNone32) {
    const VerbGroup& parent = syntax.groups()[group.parent];
    out.Add(FeatureName("parent", prefix, hashes[parent.main], group.gerund));
  }
}

}  // namespace internal

FeatureVector PredicateFeatures(const EventSentence& sentence, std::size_t index) {
  FeatureVector out(EventModels::kBits);
  const SentenceSyntax& syntax = sentence.syntax;
  const Predicate& predicate = sentence.predicates[index];
  internal::AddPredicate(sentence, index, FeatureName("predicate"), out);
  // The event verb it may be the content of, and what stands between.
  for (std::size_t p = index; p-- > 0;) {
    const Predicate& other = sentence.predicates[p];
    if (other.matches.empty() || other.head == predicate.head) continue;
    const auto type = static_cast<std::uint64_t>(other.matches.front().pattern->type);
    const std::uint32_t gap = predicate.head - std::min(predicate.head, other.last);
    out.Add(FeatureName("left-event", type, predicate.nominal, std::min(gap / 3, 4u)));
    if (predicate.nominal && predicate.phrase != kNone32) {
      const NounPhrase& phrase = syntax.phrases()[predicate.phrase];
      const bool object = !other.nominal && other.group != kNone32 &&
                          syntax.groups()[other.group].object == predicate.phrase;
      out.Add(FeatureName("left-event-noun", type, object,
                          phrase.preposition == kNone32 ? 0 : syntax.hashes()[phrase.preposition]));
    } else {
      const VerbGroup& group = syntax.groups()[predicate.group];
      out.Add(FeatureName("left-event-verb", type, group.infinitive, group.gerund,
                          group.parent != kNone32 && group.parent == other.group));
    }
    break;
  }
  std::uint32_t names = 0;
  for (const NounPhrase& phrase : syntax.phrases()) names += phrase.proper;
  out.Add(FeatureName("names", std::min(names, 3u)));
  out.Add(FeatureName("position", std::min<std::uint64_t>(index, 4)));
  out.Finish(0.0f, 2.0f);
  return out;
}

FeatureVector ArgumentFeatures(const EventSentence& sentence, std::size_t index, EventType type,
                               std::uint32_t candidate_index, std::optional<TokenSpan> source) {
  FeatureVector out(EventModels::kBits);
  const SentenceSyntax& syntax = sentence.syntax;
  const Predicate& predicate = sentence.predicates[index];
  const std::uint64_t head = syntax.hashes()[predicate.head];
  const auto kind = static_cast<std::uint64_t>(type);
  const std::uint64_t voice = predicate.nominal ? 2 : predicate.passive ? 1 : 0;
  if (candidate_index == kNone32) {
    out.Add(FeatureName("nobody"));
    out.Add(FeatureName("nobody-type", kind, voice));
    out.Add(FeatureName("nobody-head", head));
    const bool object = !predicate.nominal && syntax.groups()[predicate.group].object != kNone32;
    out.Add(FeatureName("nobody-object", voice, object, kind));
    out.Finish();
    return out;
  }
  const ActorCandidate& candidate = sentence.candidates[candidate_index];
  const NounPhrase& phrase = syntax.phrases()[candidate.phrase];
  const Relation relation = RelationOf(syntax, predicate, candidate);
  const auto shape = static_cast<std::uint64_t>(candidate.shape);
  const bool name = syntax.tokens()[candidate.head].capitalised;
  out.Add(FeatureName("relation", relation.code, voice));
  out.Add(FeatureName("relation-shape", relation.code, voice, shape));
  out.Add(FeatureName("relation-type", relation.code, voice, kind));
  out.Add(FeatureName("relation-head", relation.code, voice, head));
  out.Add(FeatureName("coarse", relation.coarse, voice));
  out.Add(FeatureName("coarse-shape", relation.coarse, shape));
  out.Add(FeatureName("relation-list", relation.code, shape, candidate.in_list,
                      std::min(candidate.conjunct, 2u)));
  out.Add(
      FeatureName("list-head", head, shape, candidate.in_list, std::min(candidate.conjunct, 2u)));
  out.Add(FeatureName("shape-name", shape, name));
  out.Add(FeatureName("relation-name", relation.code, voice, name));
  out.Add(FeatureName("distance", std::min(relation.distance / 3, 5u)));
  out.Add(FeatureName("word", candidate.shape == ActorShape::kPronoun || !name
                                  ? syntax.hashes()[candidate.head]
                                  : 1));
  out.Add(FeatureName("first", candidate.first == 0 || phrase.first == 0));
  out.Add(FeatureName("opens", phrase.first < phrase.core ? syntax.hashes()[phrase.first] : 0));
  if (source) {
    out.Add(FeatureName("source-side", candidate.first >= source->last, relation.coarse));
    const bool touches = candidate.first < source->last && source->first < candidate.last;
    out.Add(FeatureName("source-overlap", touches));
    const bool follows = candidate.first >= source->last;
    const std::uint32_t gap = follows ? candidate.first - source->last : 0;
    if (follows && gap <= 2) out.Add(FeatureName("after-source", gap, candidate.in_list));
  }
  // Better candidates of the same relation further left.
  std::uint32_t before = 0;
  for (std::uint32_t c = 0; c < candidate_index; ++c) {
    before += RelationOf(syntax, predicate, sentence.candidates[c]).code == relation.code;
  }
  out.Add(FeatureName("same-before", std::min(before, 2u), relation.code));
  out.Finish();
  return out;
}

}  // namespace isotherm::engine
