// A shallow syntax of one sentence: tags, noun phrases, verb groups with subject and object.
//
// Purpose: enough structure to tell who stands where around a predicate, in one pass and without a
// parser: closed classes, endings and dictionary verbs give tags; runs of tags give phrases; clause
// borders, relative pronouns, conjunctions and infinitives lead a verb to its subject.
// Positions are tokens relative to the sentence. Ownership: borrows tokens and hashes.
// Thread-safety: immutable after construction.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/types/span.h"
#include "services/factor_analysis/engine/events/event_lexicon.h"
#include "services/factor_analysis/engine/events/syntax_lexicon.h"
#include "services/factor_analysis/engine/text/document_text.h"

namespace isotherm::engine {

enum class Tag : std::uint8_t {
  kNoun,  // nouns, adjectives, names: all that may stand inside a noun phrase
  kDeterminer,
  kPossessive,  // "his"
  kClitic,      // "'s", "'"
  kNumber,
  kPronoun,
  kRelative,
  kPreposition,
  kConjunction,
  kSubordinator,
  kModal,
  kAuxiliary,  // be, have, do
  kNegation,
  kAdverb,
  kTo,      // of an infinitive
  kVerb,    // finite or base form
  kPast,    // -ed and irregular pasts, participles
  kGerund,  // -ing
  kPunct
};

struct NounPhrase {
  std::uint32_t first = 0;  // with articles
  std::uint32_t core = 0;   // without articles, numbers, possessive pronouns
  std::uint32_t last = 0;   // one past the last token of the phrase itself
  std::uint32_t head = 0;
  std::uint32_t end = 0;  // one past the last token with "of", "in PLACE" phrases that follow
  std::uint32_t preposition = kNone32;  // the preposition it follows
  bool pronoun = false;
  bool time = false;
  bool proper = false;
};

struct VerbGroup {
  std::uint32_t first = 0;  // with auxiliaries and negation
  std::uint32_t main = 0;   // the main verb
  bool passive = false;
  bool negated = false;
  bool infinitive = false;
  bool gerund = false;    // -ing without auxiliary
  bool reduced = false;   // a participle after its noun: "deputies arrested by the army"
  bool relative = false;  // its subject is a relative pronoun
  std::uint32_t modal = kNone32;
  std::uint32_t parent = kNone32;    // group it depends on: "agreed" of "agreed to withdraw"
  std::uint32_t conjunct = kNone32;  // group it is joined to by "and", "but" or a comma
  std::uint32_t subject = kNone32;   // noun phrases; the subject of a passive is what it is done to
  std::uint32_t object = kNone32;
};

class SentenceSyntax {
 public:
  // `more_verbs`: spelling hashes of further verbs, or null.
  SentenceSyntax(absl::Span<const Token> tokens, const SyntaxLexicon& syntax,
                 const EventLexicon& events,
                 const absl::flat_hash_set<std::uint64_t>* more_verbs = nullptr);

  absl::Span<const Token> tokens() const { return tokens_; }
  absl::Span<const std::uint64_t> hashes() const { return hashes_; }
  const std::vector<Tag>& tags() const { return tags_; }
  const std::vector<NounPhrase>& phrases() const { return phrases_; }
  const std::vector<VerbGroup>& groups() const { return groups_; }
  std::uint32_t ClassesOf(std::uint32_t token) const { return classes_[token]; }
  // The phrase or group that covers a token; kNone32 if none does.
  std::uint32_t PhraseAt(std::uint32_t token) const { return phrase_at_[token]; }
  std::uint32_t GroupAt(std::uint32_t token) const { return group_at_[token]; }
  bool Is(std::uint32_t token, std::uint32_t word_class) const {
    return token < tokens_.size() && (classes_[token] & word_class) != 0;
  }
  bool IsMark(std::uint32_t token, char mark) const {
    return token < tokens_.size() && tags_[token] == Tag::kPunct &&
           tokens_[token].form.front() == mark;
  }

 private:
  void TagTokens(const SyntaxLexicon& syntax, const EventLexicon& events,
                 const absl::flat_hash_set<std::uint64_t>* more_verbs);
  Tag TagOf(std::uint32_t i) const;
  Tag TagOpenWord(std::uint32_t i) const;
  bool NounFollows(std::uint32_t i) const;
  bool VerbLike(std::uint32_t i) const { return verb_like_[i]; }
  std::uint32_t Previous(
      std::uint32_t i) const;  // skips adverbs and negation; kNone32 at the start
  void FindPhrases();
  void ExtendPhrases();
  void FindGroups();
  void LinkGroups();
  std::uint32_t SubjectOf(std::uint32_t group);
  std::uint32_t ObjectOf(const VerbGroup& group) const;

  absl::Span<const Token> tokens_;
  std::vector<std::uint64_t> hashes_;
  std::vector<std::uint32_t> classes_;
  std::vector<char> verb_like_;
  std::vector<Tag> tags_;
  std::vector<NounPhrase> phrases_;
  std::vector<VerbGroup> groups_;
  std::vector<std::uint32_t> phrase_at_;
  std::vector<std::uint32_t> group_at_;
};

}  // namespace isotherm::engine
