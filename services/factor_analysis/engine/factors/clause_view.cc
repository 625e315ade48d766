#include "services/factor_analysis/engine/factors/clause_view.h"

#include <algorithm>

namespace isotherm::engine {
namespace {

constexpr std::uint32_t kNegationReach = 7;  // tokens
constexpr std::uint32_t kObjectReach = 6;

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool EndsWith(std::string_view word, std::string_view ending) {
  return word.size() > ending.size() && word.substr(word.size() - ending.size()) == ending;
}

bool IsBe(std::string_view word) {
  return IsOneOf(word, {"is", "was", "are", "were", "be", "been", "being", "gets", "got"});
}

bool BreaksClause(const Token& token) {
  if (token.kind == TokenKind::kPunct) {
    return IsOneOf(token.form, {",", ";", ":", "(", ")", "–", "—", ".", "?", "!"});
  }
  return IsOneOf(token.lower, {"but", "while", "although", "though", "whereas", "because", "who",
                               "which", "after", "before", "when", "that", "whose", "where"});
}

}  // namespace

ClauseMap::ClauseMap(const DocumentText& text, const FactorLexicon& lexicon,
                     const SyntaxLexicon& syntax, const EventLexicon& events)
    : text_(&text),
      matches_(lexicon.Find(text.tokens())),
      frames_(text, matches_, lexicon, syntax, events) {
  MarkClauses();
  MarkNegation();
  MarkVerbs();
}

void ClauseMap::MarkClauses() {
  const auto tokens = text_->tokens();
  clause_.resize(tokens.size());
  std::uint32_t clause = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const bool new_sentence = i > 0 && tokens[i].sentence != tokens[i - 1].sentence;
    if (new_sentence || BreaksClause(tokens[i])) ++clause;
    clause_[i] = clause;
  }
}

void ClauseMap::MarkNegation() {
  negated_.assign(clause_.size(), 0);
  for (const CueMatch& match : matches_) {
    const Cue* marker = match.Of(CueKind::kMarker);
    const Cue* verb = match.Of(CueKind::kVerb);
    const bool negates = (marker != nullptr && marker->cls == CueClass::kNegate) ||
                         (verb != nullptr && verb->cls == CueClass::kFail);
    if (!negates) continue;
    for (std::uint32_t i = match.last_token;
         i < clause_.size() && i < match.last_token + kNegationReach &&
         clause_[i] == clause_[match.first_token];
         ++i) {
      negated_[i] ^= 1;
    }
  }
}

bool ClauseMap::LooksVerbal(std::uint32_t token) const {
  const auto tokens = text_->tokens();
  const std::string_view word = tokens[token].lower;
  const bool first = token == 0 || tokens[token - 1].sentence != tokens[token].sentence;
  const std::string_view before = first ? std::string_view() : tokens[token - 1].lower;
  if (IsOneOf(before,
              {"to",  "will", "would", "can",  "could", "may",  "might", "must", "should", "not",
               "n't", "he",   "she",   "they", "it",    "who",  "which", "and",  "has",    "have",
               "had", "did",  "does",  "do",   "never", "also", "now",   "then"})) {
    return true;
  }
  if (IsOneOf(before, {"the",  "a",    "an",   "his",     "her",  "its",   "their",
                       "this", "no",   "any",  "of",      "for",  "in",    "on",
                       "by",   "with", "'s",   "new",     "each", "every", "against",
                       "from", "more", "some", "without", "over", "under", "after"})) {
    return false;
  }
  if (EndsWith(word, "ed") || EndsWith(word, "ing")) return true;
  return word != tokens[token].stem || !first;
}

void ClauseMap::MarkVerbs() {
  verbal_.assign(clause_.size(), 0);
  for (const CueMatch& match : matches_) {
    if (match.Of(CueKind::kVerb) == nullptr) continue;
    const bool only_verb = match.Of(CueKind::kNoun) == nullptr;
    const bool phrase = match.last_token - match.first_token > 1;
    verbal_[match.first_token] = phrase || (only_verb && match.Of(CueKind::kGroup) == nullptr) ||
                                 LooksVerbal(match.first_token);
  }
}

absl::Span<const CueMatch> ClauseMap::In(std::uint32_t first, std::uint32_t last) const {
  const auto starts_before = [](const CueMatch& match, std::uint32_t token) {
    return match.first_token < token;
  };
  const auto begin = std::lower_bound(matches_.begin(), matches_.end(), first, starts_before);
  const auto end = std::lower_bound(begin, matches_.end(), last, starts_before);
  return absl::MakeConstSpan(matches_).subspan(begin - matches_.begin(), end - begin);
}

bool ClauseMap::passive(std::uint32_t token) const {
  const auto tokens = text_->tokens();
  const std::string_view word = tokens[token].lower;
  if (EndsWith(word, "ing") || word == tokens[token].stem) return false;
  for (std::uint32_t back = 1; back <= 3 && back <= token; ++back) {
    const Token& before = tokens[token - back];
    if (before.sentence != tokens[token].sentence) return false;
    if (IsBe(before.lower)) return true;
  }
  return false;
}

SideTrack::SideTrack(const ClauseMap& clauses, const SideMap& sides,
                     const DocumentMentions& mentions)
    : side_(clauses.text().tokens().size(), '0'), incumbent_(sides.incumbent) {
  const auto tokens = clauses.text().tokens();
  for (const CueMatch& match : clauses.matches()) {
    const Cue* group = match.Of(CueKind::kGroup);
    if (group == nullptr || clauses.verbal(match.first_token)) continue;
    const char letter = group->cls == CueClass::kOwn     ? 'g'
                        : group->cls == CueClass::kRival ? 'q'
                        : group->cls == CueClass::kAlly  ? 'f'
                        : group->cls == CueClass::kCrowd ? 'c'
                                                         : 'p';
    std::fill(side_.begin() + match.first_token, side_.begin() + match.last_token, letter);
  }
  for (const SideSpan& span : sides.spans) {
    constexpr char kLetters[] = {'o', 'a', 'r', 'n'};
    const char letter = span.self ? 'L' : kLetters[static_cast<int>(span.side)];
    const bool general = span.mention == kNone32 && letter == 'n';
    for (std::uint32_t i = span.first_token; i < span.last_token; ++i) {
      if (!general || side_[i] == '0') side_[i] = letter;
    }
  }
  for (std::uint32_t i = 1; i < tokens.size(); ++i) {
    const bool inner = tokens[i].sentence == tokens[i - 1].sentence;
    if (inner && tokens[i].capitalised && tokens[i].kind == TokenKind::kWord && side_[i] == '0') {
      side_[i] = mentions.AtToken(i) == kNone32 ? 'X' : 'n';
    }
  }
}

void SideTrack::MarkSelf(std::uint32_t first, std::uint32_t last) {
  std::fill(side_.begin() + first, side_.begin() + last, 'L');
}

char SideTrack::Before(const ClauseMap& clauses, std::uint32_t token, std::uint32_t first,
                       bool* near) const {
  *near = true;
  for (std::uint32_t i = token; i-- > first;) {
    if (clauses.clause(i) != clauses.clause(token)) *near = false;
    if (side_[i] != '0') return side_[i];
  }
  return '0';
}

char SideTrack::After(const ClauseMap& clauses, std::uint32_t token, std::uint32_t last) const {
  for (std::uint32_t i = token; i < last && i < token + kObjectReach; ++i) {
    if (clauses.clause(i) != clauses.clause(token)) return '0';
    if (side_[i] != '0') return side_[i];
  }
  return '0';
}

int SignOfSide(char side) {
  switch (side) {
    case 'L':
    case 'o':
    case 'a':
    case 'g':
    case 'f':
      return 1;
    case 'r':
    case 'q':
      return -1;
    default:
      return 0;
  }
}

}  // namespace isotherm::engine
