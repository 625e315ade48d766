// References without a name, in text order: pronouns and titles that stand alone.
#include <algorithm>
#include <cmath>

#include "services/factor_analysis/engine/mentions/mention_collector.h"

namespace isotherm::engine {
namespace {

constexpr std::uint32_t kMaxSentencesBack = 6;
constexpr float kPronounConfidence = 0.85f;
constexpr float kUnseenFocusConfidence = 0.4f;

Gender PronounGender(std::string_view lower) {
  if (lower == "he" || lower == "him" || lower == "his" || lower == "himself") return Gender::kMale;
  if (lower == "she" || lower == "her" || lower == "hers" || lower == "herself") {
    return Gender::kFemale;
  }
  return Gender::kUnknown;
}

}  // namespace

void MentionCollector::AddPronouns() {
  for (std::uint32_t i = 0; i < text_.tokens().size(); ++i) {
    const Token& token = TokenAt(i);
    if (token.kind != TokenKind::kWord || draft_at_[i] != kNone32) continue;
    if (token.lower.size() < 2 || token.lower.size() > 7 ||
        (token.lower.front() != 'h' && token.lower.front() != 's')) {
      continue;
    }
    if (PronounGender(token.lower) == Gender::kUnknown) continue;
    Draft draft;
    draft.kind = MentionKind::kPronoun;
    draft.first_token = i;
    draft.last_token = i + 1;
    draft.begin = token.begin;
    draft.end = token.end;
    draft_at_[i] = static_cast<std::uint32_t>(drafts_.size());
    drafts_.push_back(draft);
  }
}

void MentionCollector::Remember(const Draft& draft) {
  Recent& recent = recent_[draft.participant];
  const std::uint32_t sentence = TokenAt(draft.first_token).sentence;
  const bool opens = draft.first_token - text_.sentences()[sentence].first_token <= 4;
  // An object later in the sentence does not take the subject's place.
  if (recent.sentence != sentence || !recent.subject) recent.subject = opens;
  recent.sentence = sentence;
  recent.token = draft.first_token;
  ++recent.count;
}

void MentionCollector::ResolvePronoun(Draft& draft) {
  const Token& token = TokenAt(draft.first_token);
  const Gender gender = PronounGender(token.lower);
  std::uint32_t best = kNone32;
  double best_score = 0.0;
  double sum = 0.05;
  for (std::uint32_t i = 0; i < participants_.size(); ++i) {
    const Participant& participant = participants_[i];
    const Recent& recent = recent_[i];
    if (participant.kind != ActorKind::kLeader || recent.sentence == kNone32) continue;
    if (participant.gender != Gender::kUnknown && participant.gender != gender) continue;
    const std::uint32_t back = token.sentence - recent.sentence;
    if (back > kMaxSentencesBack) continue;
    double score = std::exp2(-static_cast<double>(back));
    if (recent.subject) score *= 1.6;
    if (participant.gender == Gender::kUnknown) score *= 0.5;
    if (participant.focus >= 0) score *= 1.8;
    score *= 1.0 + 0.15 * std::min(recent.count, 8u);
    sum += score;
    if (score > best_score) {
      best = i;
      best_score = score;
    }
  }
  if (best != kNone32) {
    draft.participant = best;
    draft.confidence = kPronounConfidence * static_cast<float>(best_score / sum);
    return;
  }
  if (focuses_.size() != 1) return;
  const Participant& focus = participants_[focuses_[0]];
  if (focus.gender != Gender::kUnknown && focus.gender != gender) return;
  if (recent_[focuses_[0]].sentence != kNone32) return;
  draft.participant = focuses_[0];
  draft.confidence = kUnseenFocusConfidence;
}

void MentionCollector::ResolveReferences() {
  SortDrafts();
  recent_.assign(participants_.size(), Recent());
  for (Draft& draft : drafts_) {
    if (draft.absorbed) continue;
    if (draft.kind == MentionKind::kPronoun) ResolvePronoun(draft);
    if (draft.kind == MentionKind::kTitle && draft.participant == kNone32) ResolveTitle(draft);
    if (draft.participant != kNone32) Remember(draft);
  }
}

}  // namespace isotherm::engine
