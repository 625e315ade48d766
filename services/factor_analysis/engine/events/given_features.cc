// Features of the question "which event is it between these two?".
#include <algorithm>
#include <array>
#include <cmath>

#include "services/factor_analysis/engine/events/event_features.h"
#include "services/factor_analysis/engine/events/feature_hash.h"

namespace isotherm::engine {

namespace internal {
void AddPredicate(const EventSentence& sentence, std::size_t index, std::uint64_t prefix,
                  FeatureVector& out);
}  // namespace internal

namespace {

bool Overlaps(const ActorCandidate& candidate, TokenSpan span) {
  return candidate.first < span.last && span.first < candidate.last;
}

bool Inside(std::uint32_t token, const std::optional<TokenSpan>& span) {
  return span && token >= span->first && token < span->last;
}

// The candidate of a span that stands closest to the predicate in the syntax.
std::optional<Relation> BestRelation(const EventSentence& sentence, const Predicate& predicate,
                                     const std::optional<TokenSpan>& span) {
  std::optional<Relation> best;
  int best_rank = -1;
  if (!span) return best;
  for (const ActorCandidate& candidate : sentence.candidates) {
    if (!Overlaps(candidate, *span)) continue;
    const Relation relation = RelationOf(sentence.syntax, predicate, candidate);
    // Spans that fit exactly first, then those with a role.
    const int rank = 2 * (relation.subject || relation.object || relation.agent) +
                     (candidate.first >= span->first && candidate.last <= span->last);
    if (rank > best_rank) {
      best = relation;
      best_rank = rank;
    }
  }
  return best;
}

// What a pronoun that stands for a given actor does to the predicate.
std::optional<Relation> PronounRelation(const EventSentence& sentence, const Predicate& predicate,
                                        const std::optional<TokenSpan>& span) {
  if (!span) return std::nullopt;
  for (const ActorCandidate& candidate : sentence.candidates) {
    if (candidate.shape != ActorShape::kPronoun || candidate.named_first >= span->last ||
        span->first >= candidate.named_last) {
      continue;
    }
    const Relation relation = RelationOf(sentence.syntax, predicate, candidate);
    if (relation.subject || relation.object || relation.agent) return relation;
  }
  return std::nullopt;
}

}  // namespace

FeatureVector AlignmentFeatures(const EventSentence& sentence, std::uint32_t index,
                                std::optional<TokenSpan> source, std::optional<TokenSpan> target) {
  FeatureVector out(EventModels::kBits);
  const Predicate& predicate = sentence.predicates[index];
  const std::uint64_t voice = predicate.nominal ? 2 : predicate.passive ? 1 : 0;
  const std::uint64_t known =
      predicate.matches.empty() ? 0 : std::min(predicate.matches.front().pattern->length, 3);
  out.Add(FeatureName("known", known, voice));
  out.Add(FeatureName("head", sentence.syntax.hashes()[predicate.head]), 0.5f);
  out.Add(FeatureName("inside-source", Inside(predicate.head, source)));
  out.Add(FeatureName("inside-target", Inside(predicate.head, target)));
  if (!predicate.matches.empty()) {
    out.Add(FeatureName("type", static_cast<std::uint64_t>(predicate.matches[0].pattern->type),
                        target.has_value()));
  }
  std::uint64_t roles = 0;
  std::uint64_t side = 0;
  for (const bool is_target : {false, true}) {
    const std::optional<TokenSpan>& span = is_target ? target : source;
    const std::optional<Relation> relation = BestRelation(sentence, predicate, span);
    const std::optional<Relation> pronoun = PronounRelation(sentence, predicate, span);
    if (pronoun) out.Add(FeatureName("pronoun", is_target, pronoun->code, voice));
    if (!relation) {
      out.Add(FeatureName("not-there", is_target, voice));
      continue;
    }
    out.Add(FeatureName("relation", is_target, relation->code, voice));
    out.Add(FeatureName("coarse", is_target, relation->coarse, voice));
    out.Add(FeatureName("relation-known", is_target, relation->code, known > 0));
    out.Add(FeatureName("distance", is_target, std::min(relation->distance / 2, 8u)));
    const std::uint64_t role = relation->agent     ? 3
                               : relation->subject ? 1
                               : relation->object  ? 2
                                                   : 0;
    roles = roles * 8 + role + 1;
    side = side * 8 + 1 + (span->first > predicate.head);
  }
  out.Add(FeatureName("roles", roles, voice, known > 0));
  out.Add(FeatureName("sides", side, voice));
  // Known predicates on either side, so that the only one there is stands out.
  std::uint32_t before = 0;
  std::uint32_t after = 0;
  for (std::uint32_t p = 0; p < sentence.predicates.size(); ++p) {
    if (sentence.predicates[p].matches.empty()) continue;
    before += p < index;
    after += p > index;
  }
  out.Add(FeatureName("rank", std::min(before, 3u), std::min(after, 3u), known > 0));
  if (!predicate.nominal) {
    const VerbGroup& group = sentence.syntax.groups()[predicate.group];
    out.Add(FeatureName("form", group.infinitive, group.gerund, group.relative));
    if (group.parent != kNone32) {
      out.Add(FeatureName("parent",
                          sentence.syntax.hashes()[sentence.syntax.groups()[group.parent].main]),
              0.5f);
    }
  }
  out.Finish();
  return out;
}

std::vector<double> AlignPredicates(const EventSentence& sentence, std::optional<TokenSpan> source,
                                    std::optional<TokenSpan> target, const LinearModel& model) {
  std::vector<double> weights;
  double sum = 0.0;
  for (std::uint32_t p = 0; p < sentence.predicates.size(); ++p) {
    const double score = model.Score(AlignmentFeatures(sentence, p, source, target));
    weights.push_back(std::exp(std::clamp(score, -30.0, 30.0)));
    sum += weights.back();
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

FeatureVector GivenFeatures(const EventSentence& sentence, std::optional<TokenSpan> source,
                            std::optional<TokenSpan> target, std::uint32_t aligned) {
  FeatureVector out(EventModels::kBits);
  const SentenceSyntax& syntax = sentence.syntax;
  const auto n = static_cast<std::uint32_t>(syntax.tokens().size());
  if (aligned != kNone32) internal::AddPredicate(sentence, aligned, FeatureName("aligned"), out);
  std::array<float, kEventTypeCount> others{};
  for (std::uint32_t p = 0; p < sentence.predicates.size(); ++p) {
    const Predicate& predicate = sentence.predicates[p];
    if (p == aligned || predicate.matches.empty()) continue;
    for (std::size_t m = 0; m < predicate.longest; ++m) {
      const auto type = static_cast<std::size_t>(predicate.matches[m].pattern->type);
      others[type] = std::max(others[type], 1.0f / static_cast<float>(predicate.longest));
    }
  }
  for (std::size_t type = 0; type < others.size(); ++type) {
    if (others[type] > 0.0f) out.Add(FeatureName("other-type", type), others[type]);
  }
  const auto word = [&](std::uint32_t t) {
    return syntax.tokens()[t].kind == TokenKind::kWord && !Inside(t, source) &&
           !Inside(t, target) && !(syntax.tokens()[t].capitalised && t > 0);
  };
  std::uint32_t between_first = 0;
  std::uint32_t between_last = n;
  if (source && target) {
    between_first = std::min(source->last, target->last);
    between_last = std::max(source->first, target->first);
  }
  for (std::uint32_t t = 0; t < n; ++t) {
    if (!word(t)) continue;
    out.Add(FeatureName("word", syntax.hashes()[t]), 0.35f);
    if (t + 1 < n && word(t + 1)) {
      out.Add(FeatureName("pair", syntax.hashes()[t], syntax.hashes()[t + 1]), 0.35f);
    }
    if (source && target && t >= between_first && t < between_last) {
      out.Add(FeatureName("between", syntax.hashes()[t]), 0.35f);
    }
  }
  out.Add(FeatureName("has-target", target.has_value()));
  if (source && target) out.Add(FeatureName("order", source->first < target->first));
  if (source) out.Add(FeatureName("source-head", syntax.hashes()[source->last - 1]), 0.5f);
  if (target) out.Add(FeatureName("target-head", syntax.hashes()[target->last - 1]), 0.5f);
  out.Finish();
  return out;
}

}  // namespace isotherm::engine
