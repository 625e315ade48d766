// Features of the question "which event is it between these two?".
#include <algorithm>
#include <array>

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

double Fit(const EventSentence& sentence, const Predicate& predicate,
           const std::optional<TokenSpan>& source, const std::optional<TokenSpan>& target) {
  double fit = 0.0;
  if (Inside(predicate.head, source) || Inside(predicate.head, target)) fit -= 4.0;
  double source_fit = 0.0;
  double target_fit = 0.0;
  for (const ActorCandidate& candidate : sentence.candidates) {
    const bool is_source = source && Overlaps(candidate, *source);
    const bool is_target = target && Overlaps(candidate, *target);
    if (!is_source && !is_target) continue;
    const Relation relation = RelationOf(sentence.syntax, predicate, candidate);
    const double near = 1.0 - std::min(relation.distance, 20u) / 20.0;
    if (is_source) {
      const double value = relation.agent ? 3.0 : relation.subject ? 2.5 : 0.0;
      source_fit = std::max(source_fit, value + near);
    }
    if (is_target) {
      const double value = relation.object                                             ? 2.0
                           : predicate.passive && !relation.subject && !relation.agent ? 0.6
                                                                                       : 0.0;
      target_fit = std::max(target_fit, value + near);
    }
  }
  fit += source_fit + target_fit;
  if (!predicate.matches.empty()) {
    fit += 2.0 + 0.5 * std::min(predicate.matches.front().pattern->length, 3);
  }
  if (predicate.nominal) fit -= 0.7;
  return fit;
}

}  // namespace

std::uint32_t AlignedPredicate(const EventSentence& sentence, std::optional<TokenSpan> source,
                               std::optional<TokenSpan> target) {
  std::uint32_t best = kNone32;
  double best_fit = 0.0;
  for (std::uint32_t p = 0; p < sentence.predicates.size(); ++p) {
    const double fit = Fit(sentence, sentence.predicates[p], source, target) - 0.05 * p;
    if (best == kNone32 || fit > best_fit) {
      best = p;
      best_fit = fit;
    }
  }
  return best;
}

FeatureVector GivenFeatures(const EventSentence& sentence, std::optional<TokenSpan> source,
                            std::optional<TokenSpan> target, std::uint32_t aligned) {
  FeatureVector out(17);
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
