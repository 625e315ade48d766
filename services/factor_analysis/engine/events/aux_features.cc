// Features that tell fact from plan, possibility, denial and history.
#include <algorithm>

#include "services/factor_analysis/engine/events/event_features.h"
#include "services/factor_analysis/engine/events/feature_hash.h"

namespace isotherm::engine {
namespace {

constexpr std::uint32_t kRecentYears = 2015;

// 0 = no year; else the century or decade it falls in, coarsely.
std::uint32_t YearBucket(const Token& token) {
  if (token.kind != TokenKind::kNumber || token.form.size() < 4) return 0;
  std::uint32_t year = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    if (token.form[i] < '0' || token.form[i] > '9') return 0;
    year = year * 10 + static_cast<std::uint32_t>(token.form[i] - '0');
  }
  if (year < 1500 || year > 2100) return 0;
  return year < 1950 ? 1 : year < 2000 ? 2 : year < kRecentYears ? 3 : 4;
}

// True when a comma, semicolon or subordinator stands between two tokens.
bool BorderBetween(const SentenceSyntax& syntax, std::uint32_t a, std::uint32_t b) {
  if (a > b) std::swap(a, b);
  for (std::uint32_t t = a + 1; t < b; ++t) {
    if (syntax.tags()[t] == Tag::kPunct || syntax.tags()[t] == Tag::kRelative) return true;
  }
  return false;
}

void AddGroup(const SentenceSyntax& syntax, std::uint32_t index, std::uint64_t where,
              FeatureVector& out) {
  const VerbGroup& group = syntax.groups()[index];
  const auto& hashes = syntax.hashes();
  if (group.negated) out.Add(FeatureName("negated", where), 1.5f);
  if (group.modal != kNone32) out.Add(FeatureName("modal", where, hashes[group.modal]), 1.5f);
  bool have = false;
  bool had = false;
  for (std::uint32_t t = group.first; t < group.main; ++t) {
    have |= syntax.Is(t, kHave);
    had |= syntax.tokens()[t].lower == "had";
  }
  const auto form = static_cast<std::uint64_t>(syntax.tags()[group.main]);
  out.Add(FeatureName("form", where, form, have, had, group.infinitive));
  out.Add(FeatureName("form-first", where, hashes[group.first], form));
}

}  // namespace

FeatureVector AuxFeatures(const EventSentence& sentence, std::size_t index) {
  FeatureVector out(EventModels::kBits);
  const SentenceSyntax& syntax = sentence.syntax;
  const Predicate& predicate = sentence.predicates[index];
  const auto& hashes = syntax.hashes();
  const auto n = static_cast<std::uint32_t>(syntax.tokens().size());
  out.Add(FeatureName("nominal", predicate.nominal));
  out.Add(FeatureName("head", hashes[predicate.head]), 0.5f);
  if (!predicate.matches.empty()) {
    out.Add(FeatureName("type", static_cast<std::uint64_t>(predicate.matches[0].pattern->type)),
            0.5f);
  }
  std::uint32_t first = predicate.first;
  if (predicate.group != kNone32) {
    const std::uint64_t where = predicate.nominal ? 10 + predicate.noun_is_subject : 0;
    AddGroup(syntax, predicate.group, where, out);
    out.Add(FeatureName("group-verb", where,
                        predicate.nominal ? hashes[syntax.groups()[predicate.group].main] : 0));
    if (!predicate.nominal) first = syntax.groups()[predicate.group].first;
    std::uint32_t parent = syntax.groups()[predicate.group].parent;
    for (std::uint64_t depth = 1; depth < 4 && parent != kNone32; ++depth) {
      AddGroup(syntax, parent, where + depth, out);
      out.Add(FeatureName("parent", hashes[syntax.groups()[parent].main],
                          std::min<std::uint64_t>(depth, 2)));
      parent = syntax.groups()[parent].parent;
    }
    const std::uint32_t conjunct = syntax.groups()[predicate.group].conjunct;
    if (!predicate.nominal && conjunct != kNone32 &&
        first == syntax.groups()[predicate.group].main) {
      AddGroup(syntax, conjunct, 5, out);
    }
  }
  for (const AuxMatch& match : sentence.cues) {
    const auto cue = static_cast<std::uint64_t>(match.cue);
    const bool before = match.last <= predicate.head;
    const bool inside = match.first >= first && match.first <= predicate.head;
    const std::uint32_t at = before ? match.last - 1 : match.first;
    const bool border = BorderBetween(syntax, at, predicate.head);
    const std::uint64_t place = inside ? 0 : before ? (border ? 1 : 2) : (border ? 3 : 4);
    out.Add(FeatureName("cue", cue, place));
    out.Add(FeatureName("cue-kind", cue, place, predicate.nominal));
    out.Add(FeatureName("cue-word", cue, hashes[match.first], place));
    std::uint32_t gap =
        before ? predicate.head - match.last : match.first - std::min(match.first, predicate.last);
    if (before && gap <= 1 + (predicate.head - first)) out.Add(FeatureName("cue-adjacent", cue));
    if (match.first == 0) out.Add(FeatureName("cue-opens", cue, hashes[0]));
  }
  std::uint32_t year = 0;
  for (std::uint32_t t = 0; t < n; ++t) {
    const std::uint32_t bucket = YearBucket(syntax.tokens()[t]);
    if (bucket == 0) continue;
    const bool border = BorderBetween(syntax, t, predicate.head);
    out.Add(FeatureName("year", bucket, border));
    const std::uint32_t lead = t > 0 ? t - 1 : 0;
    out.Add(FeatureName("year-after", bucket, hashes[lead]));
    year = std::max(year, bucket);
  }
  out.Add(FeatureName("years", year));
  if (n > 0) out.Add(FeatureName("opens", hashes[0]), 0.7f);
  for (std::uint32_t t = first; t-- > 0 && first - t <= 3;) {
    out.Add(FeatureName("left", hashes[t], first - t), 0.7f);
    out.Add(FeatureName("left-any", hashes[t]), 0.7f);
  }
  for (std::uint32_t t = predicate.last; t < n && t < predicate.last + 4; ++t) {
    out.Add(FeatureName("right-any", hashes[t]), 0.4f);
  }
  for (std::uint32_t t = 0; t < n; ++t) {
    if (syntax.tokens()[t].kind == TokenKind::kWord && !syntax.tokens()[t].capitalised) {
      out.Add(FeatureName("word", hashes[t]), 0.2f);
    }
  }
  out.Finish();
  return out;
}

}  // namespace isotherm::engine
