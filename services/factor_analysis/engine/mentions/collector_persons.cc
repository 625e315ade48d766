// Persons that the directory does not know: capitalised sequences the text treats as people.
#include <algorithm>
#include <string>
#include <utility>

#include "services/factor_analysis/engine/mentions/mention_collector.h"

namespace isotherm::engine {
namespace {

constexpr std::uint32_t kMaxPersonTokens = 5;
constexpr float kPersonConfidence = 0.8f;
constexpr float kSurnameOnlyConfidence = 0.7f;

}  // namespace

// In a heading in title case capitals tell nothing.
bool MentionCollector::IsTitleCaseSentence(const Sentence& sentence) const {
  if (sentence.kind != SentenceKind::kHeading) return false;
  std::size_t words = 0;
  std::size_t capitals = 0;
  for (const Token& token : text_.TokensOf(sentence)) {
    if (token.kind != TokenKind::kWord || token.form.size() < 4) continue;
    ++words;
    if (token.capitalised) ++capitals;
  }
  return words >= 3 && capitals * 10 > words * 7;
}

bool MentionCollector::IsNameToken(std::uint32_t token) const {
  const Token& t = TokenAt(token);
  return t.kind == TokenKind::kWord && t.capitalised && t.lower.front() != '\'' &&
         draft_at_[token] == kNone32 && title_at_[token] == kNone32 &&
         !(t.all_caps && t.form.size() < 6);
}

// One past the last token of the capitalised sequence that starts at `token`.
std::uint32_t MentionCollector::PersonSequenceEnd(std::uint32_t token) const {
  std::uint32_t last = token + 1;
  std::uint32_t i = token + 1;
  while (i < text_.tokens().size() && i < token + kMaxPersonTokens && SameSentence(token, i)) {
    const Token& t = TokenAt(i);
    const bool initial_stop = t.form == "." && TokenAt(i - 1).form.size() == 1 && i > token;
    if (IsNameToken(i)) {
      last = i + 1;
    } else if (!initial_stop && !(t.kind == TokenKind::kWord &&
                                  resources_.lexicon.IsParticle(t.lower) && !t.capitalised)) {
      break;
    }
    ++i;
  }
  return last;
}

const Title* MentionCollector::TitleBefore(std::uint32_t token) const {
  if (token == 0 || !SameSentence(token - 1, token)) return nullptr;
  const std::uint32_t index = title_at_[token - 1];
  if (index == kNone32 || !titles_[index].title->before_name) return nullptr;
  return titles_[index].title;
}

bool MentionCollector::IsPerson(std::uint32_t first, std::uint32_t last) const {
  const MentionLexicon& lexicon = resources_.lexicon;
  for (std::uint32_t i = first; i < last; ++i) {
    if (lexicon.IsInstitutionWord(TokenAt(i).lower)) return false;
  }
  const Title* title = TitleBefore(first);
  if (title != nullptr && (TokenAt(first - 1).capitalised || !IsSentenceStart(first))) return true;
  if (last - first < 2) return false;
  const auto given = lexicon.GivenName(TokenAt(first).lower);
  if (given.has_value() && TokenAt(first).form.size() > 2) return true;
  if (IsSentenceStart(first) && last - first < 3 && TokenAt(first).form.size() < 4) return false;
  if (last < text_.tokens().size() && SameSentence(first, last)) {
    const Token& next = TokenAt(last);
    if (next.kind == TokenKind::kWord && !next.capitalised && lexicon.IsSpeechVerb(next.stem)) {
      return true;
    }
    if (next.form == "," && last + 1 < text_.tokens().size() && SameSentence(first, last + 1)) {
      const Token& after = TokenAt(last + 1);
      if (after.lower == "who" || (after.kind == TokenKind::kNumber && after.form.size() == 2)) {
        return true;
      }
    }
  }
  return first > 0 && SameSentence(first - 1, first) && TokenAt(first - 1).lower == "said";
}

void MentionCollector::AddPersonDraft(std::uint32_t first, std::uint32_t last) {
  const std::uint32_t begin = TokenAt(first).begin;
  const std::uint32_t end = TokenAt(last - 1).end;
  const std::string name(text_.Slice(begin, end));
  std::uint32_t participant = kNone32;
  for (std::uint32_t i = 0; i < participants_.size(); ++i) {
    if (participants_[i].person_of_text && participants_[i].name == name) participant = i;
  }
  if (participant == kNone32) {
    participant = AddPerson(name, TitleBefore(first));
    AddLocalNames(participant, name, false);
  }
  Draft draft;
  draft.first_token = first;
  draft.last_token = last;
  draft.begin = begin;
  draft.end = end;
  draft.parts = last - first;
  draft.kind = last - first > 1 ? MentionKind::kName : MentionKind::kShortName;
  draft.participant = participant;
  draft.confidence = kPersonConfidence;
  for (std::uint32_t i = first; i < last; ++i) {
    draft_at_[i] = static_cast<std::uint32_t>(drafts_.size());
  }
  drafts_.push_back(draft);
}

void MentionCollector::FindPersons() {
  const std::size_t known = participants_.size();
  for (std::uint32_t s = 0; s < text_.sentences().size(); ++s) {
    const Sentence& sentence = text_.sentences()[s];
    if (sentence.kind == SentenceKind::kDateline || IsTitleCaseSentence(sentence)) continue;
    for (std::uint32_t i = sentence.first_token; i < sentence.last_token;) {
      if (!IsNameToken(i)) {
        ++i;
        continue;
      }
      std::uint32_t first = i;
      const std::uint32_t last = PersonSequenceEnd(i);
      i = last;
      // A sentence's first word is capitalised whatever it is: "Yesterday John Smith said".
      if (first == sentence.first_token && last - first > 1 &&
          !resources_.lexicon.GivenName(TokenAt(first).lower).has_value() &&
          resources_.lexicon.GivenName(TokenAt(first + 1).lower).has_value()) {
        ++first;
      }
      if (IsPerson(first, last)) AddPersonDraft(first, last);
    }
  }
  if (participants_.size() > known) FindLaterSurnames();
}

// The surname alone, before or after the full name, refers to the same person.
void MentionCollector::FindLaterSurnames() {
  const std::size_t count = drafts_.size();
  for (std::size_t sub = 0; sub < subs_.size(); ++sub) {
    const std::uint32_t token = subs_[sub].token;
    if (!subs_[sub].capitalised || draft_at_[token] != kNone32) continue;
    std::size_t length = 0;
    const LocalName* name = FindLocalName(sub, length);
    if (name == nullptr || !participants_[name->participant].person_of_text) continue;
    if (resources_.lexicon.IsCommonWord(TokenAt(token).lower) && IsSentenceStart(token)) continue;
    Draft draft;
    draft.kind = name->kind;
    draft.participant = name->participant;
    draft.confidence = kSurnameOnlyConfidence;
    AddDraft(sub, sub + length, draft);
    sub += length - 1;
  }
  for (std::size_t i = count; i < drafts_.size(); ++i) {
    for (std::uint32_t t = drafts_[i].first_token; t < drafts_[i].last_token; ++t) {
      draft_at_[t] = static_cast<std::uint32_t>(i);
    }
  }
}

}  // namespace isotherm::engine
