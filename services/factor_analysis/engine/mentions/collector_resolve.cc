// Which actor a name means in this document.
#include <algorithm>
#include <string>

#include "services/factor_analysis/engine/mentions/candidate_score.h"
#include "services/factor_analysis/engine/mentions/mention_collector.h"

namespace isotherm::engine {
namespace {

constexpr float kStrangerConfidence = 0.6f;
constexpr float kGivenNameConfidence = 0.65f;

}  // namespace

bool MentionCollector::IsLeaderDraft(const Draft& draft) const {
  return std::any_of(draft.entries.begin(), draft.entries.end(), [&](const NameEntry& entry) {
    return resources_.directory.actors()[entry.actor].kind == ActorKind::kLeader;
  });
}

double MentionCollector::LeaderWeight(std::uint32_t actor, const Draft& draft,
                                      std::size_t index) const {
  const Actor& leader = resources_.directory.actors()[actor];
  double weight = Prominence(leader, input_.date);
  const auto participant = participant_of_actor_.find(actor);
  if (participant != participant_of_actor_.end() && participants_[participant->second].focus >= 0) {
    weight *= kFocusFactor;
  }
  if (draft.kind == MentionKind::kShortName) {
    const auto full = full_name_at_.find(actor);
    if (full != full_name_at_.end()) {
      weight *= full->second < index ? kNamedInFullFactor : kNamedLaterFactor;
    }
  }
  if (!leader.country_code.empty() && !country_weight_.empty()) {
    weight *=
        country_weight_.contains(leader.country_code) ? kCountryNamedFactor : kCountryAbsentFactor;
  }
  if (draft.title != nullptr && !draft.title->ranks.empty()) {
    const double fit = resources_.offices.Fit(actor, *draft.title, draft.title_of, input_.date);
    const double held = draft.former ? 0.5 : 1.0;
    weight *= fit == held ? kTitleHeldFactor
              : fit > 0.0 ? kTitleHeldOnceFactor
                          : kTitleForeignFactor;
  }
  return weight;
}

double MentionCollector::CandidateWeight(const NameEntry& entry, const Draft& draft,
                                         std::size_t index) const {
  const Actor& actor = resources_.directory.actors()[entry.actor];
  if (actor.kind == ActorKind::kLeader) return LeaderWeight(entry.actor, draft, index);
  double weight = Prominence(actor, input_.date);
  if (draft.title != nullptr) weight *= 0.05;
  const auto country = country_weight_.find(actor.country_code);
  if (country != country_weight_.end()) weight *= 1.0 + std::min(country->second, 5.0);
  return weight;
}

void MentionCollector::ResolveDraft(Draft& draft, std::size_t index) {
  double sum = StrangerWeight(draft.kind, draft.parts, draft.common);
  // "May the best man win": at the head of a sentence the capital says nothing.
  if (draft.common && draft.title == nullptr && IsSentenceStart(draft.first_token)) {
    sum *= kSentenceStartFactor;
  }
  double best = 0.0;
  const NameEntry* chosen = nullptr;
  for (const NameEntry& entry : draft.entries) {
    const double weight = CandidateWeight(entry, draft, index);
    sum += weight;
    if (weight > best) {
      best = weight;
      chosen = &entry;
    }
  }
  if (chosen == nullptr) return;
  draft.confidence = static_cast<float>(best / sum);
  draft.kind = chosen->kind;
  if (draft.confidence < kLeastConfidence && draft.entries.size() == 1) return;
  if (draft.confidence < kLeastConfidence / 2) return;
  draft.participant = ParticipantOf(chosen->actor);
}

// States first: they are the context in which persons are told apart. Unambiguous ones count before
// the others are resolved.
void MentionCollector::ResolveActorsOtherThanLeaders() {
  const auto count_country = [this](std::uint32_t actor, const Draft& draft) {
    const Actor& found = resources_.directory.actors()[actor];
    if (found.country_code.empty()) return;
    country_weight_[found.country_code] += draft.kind == MentionKind::kMetonym ? 0.5 : 1.0;
  };
  for (Draft& draft : drafts_) {
    if (draft.entries.size() == 1 && !IsLeaderDraft(draft)) {
      count_country(draft.entries.front().actor, draft);
    }
  }
  for (std::size_t i = 0; i < drafts_.size(); ++i) {
    Draft& draft = drafts_[i];
    if (draft.entries.empty() || IsLeaderDraft(draft)) continue;
    const bool counted = draft.entries.size() == 1;
    ResolveDraft(draft, i);
    if (!counted && draft.participant != kNone32) {
      const Actor* actor = participants_[draft.participant].actor;
      count_country(static_cast<std::uint32_t>(actor - resources_.directory.actors().data()),
                    draft);
    }
  }
}

void MentionCollector::ResolveNames() {
  // Who is named in full anywhere, so that surnames can lean on it.
  const auto resolve_kind = [this](MentionKind kind) {
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      Draft& draft = drafts_[i];
      if (draft.absorbed || draft.participant != kNone32 || draft.entries.empty()) continue;
      if (!IsLeaderDraft(draft) ||
          (draft.kind == MentionKind::kName) != (kind == MentionKind::kName)) {
        continue;
      }
      ResolveDraft(draft, i);
      if (draft.participant == kNone32 || draft.kind != MentionKind::kName) continue;
      const Participant& participant = participants_[draft.participant];
      if (participant.actor == nullptr) continue;
      full_name_at_.emplace(
          static_cast<std::uint32_t>(participant.actor - resources_.directory.actors().data()), i);
    }
  };
  resolve_kind(MentionKind::kName);
  resolve_kind(MentionKind::kShortName);
  NameStrangers();
  FindGivenNames();
}

// After "Heydar Aliyev" a bare "Heydar" is the same man, when nobody else of the text bears the
// name.
void MentionCollector::FindGivenNames() {
  absl::flat_hash_map<std::uint64_t, std::uint32_t> owners;
  for (const Draft& draft : drafts_) {
    if (draft.absorbed || draft.participant == kNone32 || draft.kind != MentionKind::kName)
      continue;
    if (participants_[draft.participant].kind != ActorKind::kLeader) continue;
    // A title may stand before the name.
    std::uint32_t first = draft.first_token;
    while (first < draft.last_token &&
           (title_at_[first] != kNone32 || !TokenAt(first).capitalised)) {
      ++first;
    }
    if (first + 1 >= draft.last_token) continue;
    const Token& given = TokenAt(first);
    if (given.form.size() < 3 || !resources_.lexicon.GivenName(given.lower).has_value()) continue;
    const auto [it, added] = owners.emplace(given.hash, draft.participant);
    if (!added && it->second != draft.participant) it->second = kNone32;
  }
  if (owners.empty()) return;
  CoverTokens();
  for (std::uint32_t i = 0; i < text_.tokens().size(); ++i) {
    const Token& token = TokenAt(i);
    if (!token.capitalised || draft_at_[i] != kNone32 || title_at_[i] != kNone32) continue;
    const auto owner = owners.find(token.hash);
    if (owner == owners.end() || owner->second == kNone32) continue;
    const bool more = (SameSentence(i, i + 1) && IsNameToken(i + 1)) ||
                      (i > 0 && SameSentence(i - 1, i) && IsNameToken(i - 1));
    if (more || IsInstitutionAfter(i + 1)) continue;
    Draft draft;
    draft.kind = MentionKind::kShortName;
    draft.first_token = i;
    draft.last_token = i + 1;
    draft.begin = token.begin;
    draft.end = token.end;
    draft.participant = owner->second;
    draft.confidence = kGivenNameConfidence;
    drafts_.push_back(draft);
  }
  SortDrafts();
}

// "Mr Brown" whom nothing ties to a Brown of the directory is a person of the text.
void MentionCollector::NameStrangers() {
  for (Draft& draft : drafts_) {
    if (draft.absorbed || draft.participant != kNone32 || draft.title == nullptr) continue;
    if (draft.kind != MentionKind::kShortName || !draft.title->before_name) continue;
    const Token& name = TokenAt(draft.last_token - 1);
    const auto known = std::find_if(
        participants_.begin(), participants_.end(), [&](const Participant& participant) {
          return participant.person_of_text && participant.name == name.form;
        });
    draft.participant = known == participants_.end()
                            ? AddPerson(std::string(name.form), draft.title)
                            : static_cast<std::uint32_t>(known - participants_.begin());
    participants_[draft.participant].surname = std::string(name.lower);
    draft.confidence = kStrangerConfidence;
  }
}

}  // namespace isotherm::engine
