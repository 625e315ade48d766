// Names by trie, and the titles of office.
#include <algorithm>
#include <utility>

#include "services/factor_analysis/engine/mentions/mention_collector.h"

namespace isotherm::engine {
namespace {

constexpr std::size_t kMaxNameParts = 12;

bool IsAnyOf(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

}  // namespace

void MentionCollector::AddDraft(std::size_t sub, std::size_t end, Draft draft) {
  draft.first_token = subs_[sub].token;
  draft.last_token = subs_[end - 1].token + 1;
  draft.begin = subs_[sub].begin;
  draft.end = subs_[end - 1].end;
  draft.parts = static_cast<std::uint32_t>(end - sub);
  drafts_.push_back(draft);
}

// "in May", "10 March", "since April 2020" name no person.
bool MentionCollector::IsMonthHere(std::size_t sub) const {
  const std::uint32_t token = subs_[sub].token;
  if (!IsAnyOf(TokenAt(token).lower,
               {"may", "march", "april", "june", "august", "january", "sun"})) {
    return false;
  }
  if (SameSentence(token, token + 1) && TokenAt(token + 1).kind == TokenKind::kNumber) return true;
  if (IsSentenceStart(token)) return false;
  const Token& before = TokenAt(token - 1);
  return before.kind == TokenKind::kNumber ||
         IsAnyOf(before.lower,
                 {"in", "since", "until", "till", "by", "from", "last", "next", "this", "early",
                  "late", "mid", "of", "to", "and", "before", "after", "during"});
}

bool MentionCollector::AcceptName(std::size_t sub, std::size_t end,
                                  absl::Span<const NameEntry> entries) const {
  const bool cased = std::all_of(entries.begin(), entries.end(),
                                 [](const NameEntry& entry) { return entry.cased; });
  for (std::size_t i = sub; cased && i < end; ++i) {
    if (!subs_[i].all_caps) return false;
  }
  if (!subs_[end - 1].capitalised && TokenAt(subs_[end - 1].token).kind == TokenKind::kWord) {
    return false;
  }
  return end - sub > 1 || !IsMonthHere(sub);
}

// "Mike Johnson" is not the Johnson of the directory: a surname right after another capitalised
// name.
bool MentionCollector::BelongsToStranger(std::size_t sub, std::size_t end,
                                         absl::Span<const NameEntry> entries) const {
  if (sub == 0) return false;
  const SubToken& before = subs_[sub - 1];
  const std::uint32_t token = subs_[sub].token;
  if (before.token == token || !SameSentence(before.token, token)) return false;
  if (!before.word || !before.capitalised || before.token + 1 != token) return false;
  if (title_at_[before.token] != kNone32) return false;
  const std::string_view name = TokenAt(before.token).lower;
  const bool given = resources_.lexicon.GivenName(name).has_value();
  if (!given &&
      (IsSentenceStart(before.token) || TokenAt(before.token).all_caps ||
       resources_.lexicon.IsInstitutionWord(name) || resources_.lexicon.IsTitleModifier(name) ||
       (!drafts_.empty() && drafts_.back().last_token == token) ||
       IsTitleCaseSentence(text_.sentences()[TokenAt(token).sentence]))) {
    return false;
  }
  if (!given && name.size() < 3) return false;
  const auto carries = [&](const NameEntry& entry) {
    const Actor& actor = resources_.directory.actors()[entry.actor];
    if (actor.kind != ActorKind::kLeader) return true;
    const auto has = [&](const std::string& text) {
      return text.find(TokenAt(before.token).form) != std::string::npos;
    };
    return has(actor.display_name) || std::any_of(actor.aliases.begin(), actor.aliases.end(), has);
  };
  return std::none_of(entries.begin(), entries.end(), carries);
}

// "the Aliyev Foundation" is no person.
bool MentionCollector::IsInstitutionAfter(std::uint32_t token) const {
  if (token >= text_.tokens().size() || !SameSentence(token - 1, token)) return false;
  const Token& next = TokenAt(token);
  return next.capitalised && next.kind == TokenKind::kWord && title_at_[token] == kNone32 &&
         resources_.lexicon.IsInstitutionWord(next.lower) &&
         !IsTitleCaseSentence(text_.sentences()[next.sentence]);
}

bool MentionCollector::ScanNameAt(std::size_t sub, std::size_t& next) {
  const std::uint32_t sentence = TokenAt(subs_[sub].token).sentence;
  std::uint32_t node = NameTrie::kRoot;
  std::size_t best_end = 0;
  absl::Span<const NameEntry> best;
  for (std::size_t i = sub; i < subs_.size() && i < sub + kMaxNameParts; ++i) {
    if (TokenAt(subs_[i].token).sentence != sentence) break;
    node = resources_.names.Step(node, subs_[i].hash);
    if (node == kNone32) break;
    const auto entries = resources_.names.EntriesAt(node);
    if (!entries.empty() && AcceptName(sub, i + 1, entries)) {
      best_end = i + 1;
      best = entries;
    }
  }
  std::size_t local_length = 0;
  const LocalName* local = local_names_.empty() ? nullptr : FindLocalName(sub, local_length);
  if (local != nullptr && sub + local_length >= best_end && !IsMonthHere(sub)) {
    Draft draft;
    draft.kind = local->kind;
    draft.participant = local->participant;
    draft.confidence = local->confidence;
    const std::size_t end = sub + local_length;
    const std::string_view surname = TokenAt(subs_[sub].token).lower;
    const bool other =
        local->kind == MentionKind::kShortName && sub > 0 && BelongsToStranger(sub, end, {}) &&
        resources_.lexicon.GivenName(TokenAt(subs_[sub - 1].token).lower).has_value();
    if (other || (local->kind == MentionKind::kShortName && IsSentenceStart(subs_[sub].token) &&
                  resources_.lexicon.IsCommonWord(surname))) {
      draft.confidence *= 0.5f;
    }
    if (other) return false;
    AddDraft(sub, end, draft);
    next = end;
    return true;
  }
  if (best.empty()) return false;
  const bool person = std::all_of(best.begin(), best.end(), [&](const NameEntry& entry) {
    return resources_.directory.actors()[entry.actor].kind == ActorKind::kLeader;
  });
  const bool short_name = best.front().kind == MentionKind::kShortName;
  if (person && short_name && BelongsToStranger(sub, best_end, best)) return false;
  if (person && IsInstitutionAfter(subs_[best_end - 1].token + 1)) return false;
  Draft draft;
  draft.kind = best.front().kind;
  draft.entries = best;
  draft.common = best_end == sub + 1 && person &&
                 resources_.lexicon.IsCommonWord(TokenAt(subs_[sub].token).lower);
  AddDraft(sub, best_end, draft);
  next = best_end;
  return true;
}

void MentionCollector::ScanNames() {
  for (std::size_t sub = 0; sub < subs_.size();) {
    const SubToken& part = subs_[sub];
    // Names begin with a capital; a few with a small article ("al-Shabaab", "de Gaulle").
    const bool may_begin = part.word && (part.capitalised || part.end - part.begin <= 3);
    std::size_t next = sub + 1;
    if (may_begin) ScanNameAt(sub, next);
    sub = next;
  }
}

void MentionCollector::ScanTitles() {
  title_at_.assign(text_.tokens().size(), kNone32);
  const auto tokens = text_.tokens();
  for (std::uint32_t i = 0; i < tokens.size();) {
    std::size_t length = 0;
    const Title* title = tokens[i].kind == TokenKind::kWord
                             ? resources_.lexicon.FindTitle(tokens, i, length)
                             : nullptr;
    if (title == nullptr) {
      ++i;
      continue;
    }
    const auto last = i + static_cast<std::uint32_t>(length);
    if (tokens[last - 1].sentence == tokens[i].sentence) {
      for (std::uint32_t k = i; k < last; ++k) {
        title_at_[k] = static_cast<std::uint32_t>(titles_.size());
      }
      titles_.push_back({i, last, title, false});
    }
    i = last;
  }
}

}  // namespace isotherm::engine
