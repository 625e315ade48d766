#include "services/factor_analysis/engine/events/sentence_syntax.h"

#include <string_view>

#include "services/factor_analysis/engine/text/english_tables.h"

namespace isotherm::engine {
namespace {

// Ends like an inflected form and is none: "news", "need", "during".
bool IsUninflected(const Token& token) {
  const Inflection inflection = FindInflection(token.lower, token.hash);
  return inflection.known && inflection.base.empty();
}

std::string_view IrregularBase(const Token& token) {
  return FindInflection(token.lower, token.hash).base;
}

bool IsPast(const Token& token) {
  const std::string_view word = token.lower;
  if (word.size() > 3 && word.ends_with("ed") && !word.ends_with("eed") && !IsUninflected(token)) {
    return true;
  }
  if (word.size() > 5 && word.ends_with("eed") && word.ends_with("greed")) return true;
  const std::string_view base = IrregularBase(token);
  return !base.empty() && base != word && !word.ends_with("ing") && !word.ends_with("ies") &&
         !word.ends_with("en");
}

bool IsParticipleInEn(const Token& token) {
  const std::string_view base = IrregularBase(token);
  return !base.empty() && base != token.lower && token.lower.ends_with("en") &&
         token.lower != "men" && token.lower != "women" && token.lower != "children";
}

// Verbs whose past is their base: told apart by position alone.
bool IsInvariantPast(std::string_view word) {
  for (const std::string_view verb :
       {"put",  "cut",  "hit", "shut", "set",    "let",   "quit",   "bid",   "beat", "cast",
        "cost", "hurt", "rid", "shed", "spread", "split", "thrust", "upset", "read", "broadcast"}) {
    if (word == verb) return true;
  }
  return false;
}

bool IsNominal(Tag tag) {
  return tag == Tag::kNoun || tag == Tag::kNumber || tag == Tag::kDeterminer ||
         tag == Tag::kPossessive;
}

}  // namespace

SentenceSyntax::SentenceSyntax(absl::Span<const Token> tokens, const SyntaxLexicon& syntax,
                               const EventLexicon& events,
                               const absl::flat_hash_set<std::uint64_t>* more_verbs)
    : tokens_(tokens) {
  TagTokens(syntax, events, more_verbs);
  FindPhrases();
  ExtendPhrases();
  FindGroups();
  LinkGroups();
}

void SentenceSyntax::TagTokens(const SyntaxLexicon& syntax, const EventLexicon& events,
                               const absl::flat_hash_set<std::uint64_t>* more_verbs) {
  const std::size_t n = tokens_.size();
  hashes_.resize(n);
  classes_.resize(n);
  verb_like_.resize(n);
  tags_.assign(n, Tag::kNoun);
  for (std::size_t i = 0; i < n; ++i) {
    hashes_[i] = SpellingHash(tokens_[i]);
    classes_[i] = tokens_[i].kind == TokenKind::kWord ? syntax.ClassesOf(tokens_[i].hash) : 0;
    verb_like_[i] = events.IsEventVerb(hashes_[i]) || syntax.IsGeneralVerb(hashes_[i]) ||
                    (more_verbs != nullptr && more_verbs->contains(hashes_[i]));
  }
  for (std::uint32_t i = 0; i < n; ++i) tags_[i] = TagOf(i);
}

std::uint32_t SentenceSyntax::Previous(std::uint32_t i) const {
  while (i > 0) {
    --i;
    if (tags_[i] != Tag::kAdverb && tags_[i] != Tag::kNegation) return i;
  }
  return kNone32;
}

// Looks ahead past tags, which are not known there yet: an open word that is no verb form.
bool SentenceSyntax::NounFollows(std::uint32_t i) const {
  if (i + 1 >= tokens_.size()) return false;
  const Token& next = tokens_[i + 1];
  if (next.kind != TokenKind::kWord || next.form.starts_with('\'')) return false;
  return (classes_[i + 1] & ~(kTime | kNumberWord)) == 0;
}

Tag SentenceSyntax::TagOf(std::uint32_t i) const {
  const Token& token = tokens_[i];
  if (token.kind == TokenKind::kPunct) {
    const bool apostrophe = token.lower == "'" && i > 0 && !token.space_before &&
                            tokens_[i - 1].lower.ends_with('s') && NounFollows(i);
    return apostrophe ? Tag::kClitic : Tag::kPunct;
  }
  if (token.kind == TokenKind::kNumber) return Tag::kNumber;
  if (token.lower == "'s") return Tag::kClitic;
  const std::uint32_t c = classes_[i];
  const std::uint32_t before = Previous(i);
  if (token.lower == "to") {
    if (i + 1 >= tokens_.size()) return Tag::kPreposition;
    std::uint32_t next = i + 1;
    while (next + 1 < tokens_.size() && (classes_[next] & kAdverb) != 0) ++next;
    const Token& word = tokens_[next];
    const bool open = word.kind == TokenKind::kWord && !word.capitalised &&
                      (classes_[next] & ~(kAdverb | kBe | kHave | kDo | kSubordinator)) == 0;
    const bool inflected = word.lower.ends_with("ing") || word.lower.ends_with("ed") ||
                           (word.lower.ends_with("s") && !word.lower.ends_with("ss"));
    return open && !inflected && (verb_like_[next] || (classes_[next] & (kBe | kHave | kDo)) != 0)
               ? Tag::kTo
               : Tag::kPreposition;
  }
  if (c & kModal) {
    if (token.lower == "may" && token.capitalised && i > 0) return Tag::kNoun;  // the month
    if ((token.lower == "will" || token.lower == "might" || token.lower == "need") &&
        before != kNone32 &&
        (tags_[before] == Tag::kDeterminer || tags_[before] == Tag::kPossessive)) {
      return Tag::kNoun;
    }
    return Tag::kModal;
  }
  if (c & (kBe | kHave | kDo)) return Tag::kAuxiliary;
  if (token.lower == "that" || token.lower == "which" || token.lower == "who" ||
      token.lower == "whom") {
    if (token.lower == "that" && before != kNone32 && tags_[before] == Tag::kPreposition) {
      return Tag::kDeterminer;
    }
    if (i > 0 && IsNominal(tags_[i - 1])) return Tag::kRelative;
    if (IsMark(i - 1, ',') && token.lower != "that") return Tag::kRelative;
    if (token.lower != "that") return Tag::kRelative;
    return NounFollows(i) && i == 0 ? Tag::kDeterminer : Tag::kSubordinator;
  }
  if ((c & kNegation) && !(c & kDeterminer)) return Tag::kNegation;
  if (c & kPossessive) {
    return token.lower == "her" && !NounFollows(i) ? Tag::kPronoun : Tag::kPossessive;
  }
  if (token.lower == "one" && i + 1 < tokens_.size() && !NounFollows(i)) return Tag::kNumber;
  if (c & kNumberWord) return Tag::kNumber;
  if (c & kDeterminer) return Tag::kDeterminer;
  if ((c & kTime) && token.lower != "may") return Tag::kNoun;
  if (c & kPronoun) return Tag::kPronoun;
  if (c & kConjunction) return Tag::kConjunction;
  if (c & kPreposition) {
    if ((c & kSubordinator) && (i == 0 || IsMark(i - 1, ',')) && token.lower == "as") {
      return Tag::kSubordinator;
    }
    return Tag::kPreposition;
  }
  if (c & kSubordinator) return Tag::kSubordinator;
  if (c & kAdverb) return Tag::kAdverb;
  if (token.lower.size() > 4 && token.lower.ends_with("ly") && !token.capitalised) {
    return Tag::kAdverb;
  }
  return TagOpenWord(i);
}

Tag SentenceSyntax::TagOpenWord(std::uint32_t i) const {
  const Token& token = tokens_[i];
  const std::uint32_t before = Previous(i);
  const Tag left = before == kNone32 ? Tag::kPunct : tags_[before];
  const bool adjacent = before != kNone32 && before + 1 == i;
  if (token.capitalised && i > 0 && !tokens_[0].all_caps) return Tag::kNoun;
  const bool opens_phrase = left == Tag::kDeterminer || left == Tag::kPossessive ||
                            left == Tag::kClitic || left == Tag::kNumber;
  if (IsPast(token) || IsParticipleInEn(token)) {
    if (left == Tag::kAuxiliary || left == Tag::kModal) return Tag::kPast;
    if (opens_phrase) return NounFollows(i) || left != Tag::kNumber ? Tag::kNoun : Tag::kPast;
    if (left == Tag::kPreposition && NounFollows(i) && adjacent) return Tag::kNoun;
    return Tag::kPast;
  }
  if (token.lower.size() > 4 && token.lower.ends_with("ing") && !IsUninflected(token)) {
    if (opens_phrase) return Tag::kNoun;
    if (left == Tag::kNoun && adjacent && !NounFollows(i) && !verb_like_[i]) return Tag::kNoun;
    return verb_like_[i] || left == Tag::kAuxiliary ? Tag::kGerund : Tag::kNoun;
  }
  if (left == Tag::kTo || left == Tag::kModal) return Tag::kVerb;
  if (!verb_like_[i]) return Tag::kNoun;
  if (left == Tag::kAuxiliary) {
    // "did not agree" but "is home", "has control".
    return (classes_[before] & kDo) != 0 ||
                   (IsInvariantPast(token.lower) && left == Tag::kAuxiliary)
               ? Tag::kVerb
               : Tag::kNoun;
  }
  if (opens_phrase || left == Tag::kPreposition) return Tag::kNoun;
  const bool third_person = token.lower.ends_with('s') && !token.lower.ends_with("ss");
  const bool plural_left = before != kNone32 && tokens_[before].lower.ends_with('s') &&
                           !tokens_[before].lower.ends_with("ss");
  const bool named_left = before != kNone32 && tokens_[before].capitalised;
  if (left == Tag::kPronoun || left == Tag::kRelative) return Tag::kVerb;
  if (left == Tag::kConjunction) {
    // Joined to a verb of the same shape.
    for (std::uint32_t k = before; k-- > 0 && before - k < 12;) {
      if (tags_[k] == Tag::kVerb) return Tag::kVerb;
      if (tags_[k] == Tag::kPast || tags_[k] == Tag::kPunct) break;
    }
    return Tag::kNoun;
  }
  const bool object_follows =
      i + 1 < tokens_.size() &&
      ((classes_[i + 1] &
        (kDeterminer | kPossessive | kPreposition | kPronoun | kSubordinator | kNumberWord)) != 0 ||
       tokens_[i + 1].kind == TokenKind::kNumber || (tokens_[i + 1].capitalised && !named_left) ||
       tokens_[i + 1].lower.ends_with("ly"));
  if (IsInvariantPast(token.lower) && left == Tag::kNoun && object_follows) return Tag::kPast;
  if (left == Tag::kNoun && object_follows) {
    if (third_person && !plural_left) return Tag::kVerb;
    if (!third_person && plural_left && i + 1 < tokens_.size() && tokens_[i + 1].lower != "of") {
      return Tag::kVerb;
    }
  }
  return Tag::kNoun;
}

}  // namespace isotherm::engine
