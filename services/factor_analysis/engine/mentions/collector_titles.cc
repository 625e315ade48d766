// Titles: before a name they help to tell who is meant; alone they stand for the holder.
#include <algorithm>
#include <string>
#include <vector>

#include "services/factor_analysis/engine/mentions/mention_collector.h"
#include "services/factor_analysis/engine/text/stem.h"
#include "services/factor_analysis/engine/text/utf8.h"

namespace isotherm::engine {
namespace {

constexpr float kTitleConfidence = 0.85f;
constexpr float kTitleByCountryConfidence = 0.6f;
constexpr float kOnlyFocusConfidence = 0.55f;
constexpr float kRoleWordConfidence = 0.7f;

bool IsAnyOf(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool IsDeterminer(std::string_view lower) {
  return IsAnyOf(lower, {"the", "his", "her", "its", "their", "our", "this", "'s", "'"});
}

}  // namespace

bool MentionCollector::IsPerson(const Draft& draft) const {
  if (draft.participant != kNone32) {
    return participants_[draft.participant].kind == ActorKind::kLeader;
  }
  return std::any_of(draft.entries.begin(), draft.entries.end(), [&](const NameEntry& entry) {
    return resources_.directory.actors()[entry.actor].kind == ActorKind::kLeader;
  });
}

// Walks left from `token` over modifiers ("former", "acting") to a nationality or actor that the
// title is of. Returns the first token of the whole phrase; `draft` learns what the title is of.
std::uint32_t MentionCollector::AbsorbActorBefore(std::uint32_t token, Draft& draft) {
  std::uint32_t first = token;
  std::uint32_t modified = token;
  while (modified > 0 && SameSentence(modified - 1, token) &&
         resources_.lexicon.IsTitleModifier(TokenAt(modified - 1).lower)) {
    --modified;
    if (IsAnyOf(TokenAt(modified).lower, {"former", "ex", "late", "ousted", "deposed"})) {
      draft.former = true;
    }
  }
  if (modified == 0 || !SameSentence(modified - 1, token)) return first;
  std::uint32_t index = draft_at_[modified - 1];
  const bool clitic = IsAnyOf(TokenAt(modified - 1).lower, {"'s", "'"});
  if (clitic && modified >= 2) index = draft_at_[modified - 2];
  if (index == kNone32) return first;
  Draft& actor = drafts_[index];
  if (actor.absorbed || actor.entries.empty() || IsPerson(actor)) return first;
  // Only a whole word in front: "Russian-backed president" is not Russia's.
  if (actor.end != TokenAt(actor.last_token - 1).end) return first;
  if (actor.participant != kNone32) {
    draft.title_of = participants_[actor.participant].id;
  } else {
    draft.title_of = resources_.directory.actors()[actor.entries.front().actor].id;
  }
  if (clitic) return first;
  actor.absorbed = true;
  first = actor.first_token;
  return first;
}

void MentionCollector::AttachTitle(Draft& draft, TitleSpan& span) {
  draft.title = span.title;
  span.used = true;
  draft.first_token = AbsorbActorBefore(span.first, draft);
  if (draft.first_token == span.first) draft.first_token = span.first;
  draft.begin = TokenAt(draft.first_token).begin;
  if (draft.participant == kNone32) return;
  Participant& person = participants_[draft.participant];
  if (person.gender == Gender::kUnknown) person.gender = span.title->gender;
  if (person.role.empty() && person.actor == nullptr && !span.title->ranks.empty() &&
      !draft.former) {
    person.role = span.title->text;
  }
  if (person.country_code.empty() && !draft.title_of.empty()) {
    const Actor* of = resources_.directory.Find(draft.title_of);
    if (of != nullptr) person.country_code = of->country_code;
  }
}

void MentionCollector::AttachTitles() {
  for (Draft& draft : drafts_) {
    if (draft.absorbed || draft.first_token == 0 || !IsPerson(draft)) continue;
    if (draft.begin != TokenAt(draft.first_token).begin) continue;
    const std::uint32_t before = draft.first_token - 1;
    if (!SameSentence(before, draft.first_token)) continue;
    const std::uint32_t index = title_at_[before];
    if (index == kNone32 || titles_[index].used || !titles_[index].title->before_name) continue;
    AttachTitle(draft, titles_[index]);
  }
}

// A bare title refers only with a determiner or nationality before it, "of" an actor after it, or
// at the head of a headline.
bool MentionCollector::StandsAlone(const TitleSpan& span, std::uint32_t first) const {
  if (!span.title->alone) return false;
  if (first < span.first) return true;
  std::uint32_t at = first;
  while (at > 0 && SameSentence(at - 1, first) &&
         resources_.lexicon.IsTitleModifier(TokenAt(at - 1).lower)) {
    --at;
  }
  if (at > 0 && SameSentence(at - 1, first)) return IsDeterminer(TokenAt(at - 1).lower);
  const Sentence& sentence = text_.sentences()[TokenAt(first).sentence];
  return sentence.kind == SentenceKind::kHeading;
}

// "the opposition leader, Jane Wanjiru," and "Jane Wanjiru, the opposition leader,": the
// participant the title stands beside; kNone32 if there is none.
std::uint32_t MentionCollector::ApposedPerson(const TitleSpan& span) const {
  const auto person_at = [&](std::uint32_t token) {
    const std::uint32_t index = draft_at_[token];
    if (index == kNone32 || drafts_[index].absorbed || !IsPerson(drafts_[index])) return kNone32;
    return drafts_[index].participant;
  };
  const auto size = static_cast<std::uint32_t>(text_.tokens().size());
  if (span.last + 1 < size && SameSentence(span.first, span.last + 1) &&
      TokenAt(span.last).form == "," && draft_at_[span.last + 1] != kNone32 &&
      drafts_[draft_at_[span.last + 1]].first_token == span.last + 1) {
    return person_at(span.last + 1);
  }
  std::uint32_t at = span.first;
  if (at > 0 && TokenAt(at - 1).lower == "the") --at;
  if (at < 2 || !SameSentence(at - 2, span.first) || TokenAt(at - 1).form != ",") return kNone32;
  return person_at(at - 2);
}

void MentionCollector::AddStandaloneTitles() {
  const std::size_t count = drafts_.size();
  for (TitleSpan& span : titles_) {
    if (span.used || draft_at_[span.first] != kNone32) continue;
    Draft draft;
    draft.kind = MentionKind::kTitle;
    draft.title = span.title;
    draft.first_token = AbsorbActorBefore(span.first, draft);
    draft.last_token = span.last;
    // "the president of Azerbaijan", "the leader of the Labour Party".
    std::uint32_t at = span.last;
    bool of_actor = false;
    if (draft.title_of.empty() && at < text_.tokens().size() && SameSentence(span.first, at) &&
        TokenAt(at).lower == "of") {
      ++at;
      if (at < text_.tokens().size() && TokenAt(at).lower == "the") ++at;
      const std::uint32_t index = at < text_.tokens().size() ? draft_at_[at] : kNone32;
      if (index != kNone32 && SameSentence(span.first, at) && !IsPerson(drafts_[index]) &&
          !drafts_[index].absorbed && drafts_[index].kind != MentionKind::kDemonym &&
          !drafts_[index].entries.empty()) {
        Draft& actor = drafts_[index];
        draft.title_of = resources_.directory.actors()[actor.entries.front().actor].id;
        if (actor.participant != kNone32) draft.title_of = participants_[actor.participant].id;
        actor.absorbed = true;
        draft.last_token = actor.last_token;
        of_actor = true;
      }
    }
    const std::uint32_t apposed = ApposedPerson(span);
    if (!of_actor && apposed == kNone32 && !StandsAlone(span, draft.first_token)) continue;
    if (apposed != kNone32 && span.title->alone) {
      draft.participant = apposed;
      draft.confidence = kTitleConfidence;
      Participant& person = participants_[apposed];
      if (person.role.empty() && person.actor == nullptr && !draft.former) {
        person.role = span.title->text;
      }
    }
    draft.begin = TokenAt(draft.first_token).begin;
    draft.end = TokenAt(draft.last_token - 1).end;
    span.used = true;
    drafts_.push_back(draft);
  }
  for (std::size_t i = count; i < drafts_.size(); ++i) {
    for (std::uint32_t t = drafts_[i].first_token; t < drafts_[i].last_token; ++t) {
      draft_at_[t] = static_cast<std::uint32_t>(i);
    }
  }
}

// "the councillor", "the party's founder": the last word of a focus leader's role, whatever it is,
// stands for him where no title of the lexicon does.
void MentionCollector::AddRoleWords() {
  struct RoleWord {
    std::string stem;
    std::uint32_t participant = 0;
  };
  std::vector<RoleWord> words;
  for (const std::uint32_t participant : focuses_) {
    const std::string folded = FoldText(participants_[participant].role);
    const std::string head = folded.substr(0, folded.find(" of "));
    const std::string word =
        head.substr(head.rfind(' ') == std::string::npos ? 0 : head.rfind(' ') + 1);
    if (word.size() > 3) words.push_back({StemOf(word), participant});
  }
  if (words.empty()) return;
  for (std::uint32_t i = 1; i < text_.tokens().size(); ++i) {
    const Token& token = TokenAt(i);
    if (draft_at_[i] != kNone32 || token.lower.ends_with('s')) continue;
    if (title_at_[i] != kNone32 && titles_[title_at_[i]].used) continue;
    const auto word = std::find_if(words.begin(), words.end(), [&](const RoleWord& candidate) {
      return token.stem == candidate.stem;
    });
    if (word == words.end() || !SameSentence(i - 1, i) || !IsDeterminer(TokenAt(i - 1).lower))
      continue;
    Draft draft;
    draft.kind = MentionKind::kTitle;
    draft.first_token = i;
    draft.last_token = i + 1;
    draft.begin = token.begin;
    draft.end = token.end;
    draft.participant = word->participant;
    draft.confidence = kRoleWordConfidence;
    draft_at_[i] = static_cast<std::uint32_t>(drafts_.size());
    drafts_.push_back(draft);
  }
}

// How well a person of the document fits a bare title; 0 = not at all.
double MentionCollector::TitleFit(const Participant& participant, const Draft& draft) const {
  if (participant.kind != ActorKind::kLeader) return 0.0;
  const Title& title = *draft.title;
  double fit = 0.0;
  if (participant.actor != nullptr) {
    const auto actor =
        static_cast<std::uint32_t>(participant.actor - resources_.directory.actors().data());
    fit = resources_.offices.Fit(actor, title, draft.title_of, input_.date);
    if (draft.former) fit = fit == 0.5 ? 1.0 : 0.0;
    if (!draft.former && fit < 1.0) fit *= 0.3;
  }
  if (fit < 1.0 && !draft.former && !participant.role.empty() &&
      TitleFitsRole(title, participant.role)) {
    const Actor* of = draft.title_of.empty() ? nullptr : resources_.directory.Find(draft.title_of);
    const bool elsewhere = of != nullptr && !of->country_code.empty() &&
                           !participant.country_code.empty() &&
                           of->country_code != participant.country_code;
    const bool other_body = of != nullptr && of->country_code.empty();
    if (!elsewhere && !other_body) fit = 1.0;
  }
  if (title.gender != Gender::kUnknown && participant.gender != Gender::kUnknown &&
      title.gender != participant.gender) {
    fit = 0.0;
  }
  return fit;
}

void MentionCollector::ResolveTitle(Draft& draft) {
  const std::uint32_t sentence = TokenAt(draft.first_token).sentence;
  std::uint32_t best = kNone32;
  double best_score = 0.0;
  double sum = 0.0;
  std::size_t leaders = 0;
  for (std::uint32_t i = 0; i < participants_.size(); ++i) {
    const Participant& participant = participants_[i];
    if (participant.kind == ActorKind::kLeader) ++leaders;
    double score = TitleFit(participant, draft);
    if (score <= 0.0) continue;
    if (participant.focus >= 0) score *= 4.0;
    const Recent& recent = recent_[i];
    if (recent.sentence != kNone32) {
      score *= 1.0 + 2.0 / (1.0 + static_cast<double>(sentence - recent.sentence));
      score *= 1.0 + 0.1 * std::min(recent.count, 10u);
    } else if (participant.focus < 0) {
      score *= 0.5;
    }
    sum += score;
    if (score > best_score) {
      best = i;
      best_score = score;
    }
  }
  if (best != kNone32 && best_score >= 0.3) {
    draft.participant = best;
    draft.confidence = kTitleConfidence * static_cast<float>(best_score / (sum + 0.1));
    return;
  }
  if (draft.former) return;
  std::string_view of = draft.title_of;
  float confidence = kTitleConfidence;
  if (of.empty()) {
    const auto top = std::max_element(
        country_weight_.begin(), country_weight_.end(), [](const auto& a, const auto& b) {
          return a.second != b.second ? a.second < b.second : a.first > b.first;
        });
    const Actor* state =
        top == country_weight_.end() ? nullptr : resources_.directory.StateByCode(top->first);
    if (state != nullptr) of = state->id;
    confidence = kTitleByCountryConfidence;
  }
  // A leader given without office in a text that names nobody else is whoever the title says.
  const bool only_focus =
      focuses_.size() == 1 && leaders == 1 &&
      (draft.title->offices.empty() ||
       (participants_[focuses_[0]].role.empty() && participants_[focuses_[0]].actor == nullptr));
  if (only_focus && draft.title_of.empty()) {
    draft.participant = focuses_[0];
    draft.confidence = kOnlyFocusConfidence;
    return;
  }
  if (of.empty()) return;
  const std::uint32_t holder = resources_.offices.Holder(of, *draft.title, input_.date);
  if (holder == kNone32) return;
  draft.participant = ParticipantOf(holder);
  draft.confidence = confidence;
  recent_.resize(participants_.size());
}

}  // namespace isotherm::engine
