// Who a document names, and where: the result of the mention step.
//
// Purpose: participants are the actors of one document (known to the directory, given as focus, or
// persons that only the text names); mentions are their places. Mentions never overlap and stand in
// text order; every mention's bytes are [begin, end) of DocumentText::text().
// Ownership: participants borrow `actor` from the directory the finder was built on, which must
// outlive them. Plain values otherwise. Thread-safety: immutable after MentionFinder::Find().
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "services/common/actors/actor.h"
#include "services/factor_analysis/engine/text/document_text.h"

namespace isotherm::engine {

enum class MentionKind : std::uint8_t {
  kName,       // full name or alias: "Ilham Aliyev", "NATO", "Türkiye"
  kShortName,  // surname or what news uses alone: "Aliyev"
  kDemonym,    // "Azeri", "the French", "Armenian-backed"
  kMetonym,    // "Baku", "the Kremlin"
  kTitle,      // "the president", "the Azerbaijani president", "the opposition leader"
  kPronoun     // "he", "her"
};

// One actor of the document.
struct Participant {
  std::string id;                // the directory's id; a slug of the name for others
  const Actor* actor = nullptr;  // nullptr = not in the directory
  std::string name;              // "Ilham Aliyev"
  std::string surname;           // folded lower case, "aliyev"; empty for other kinds than leaders
  std::string country_code;      // ISO 3166-1 alpha-3; empty = unknown
  std::string role;              // office at the document's date or as the text says; may be empty
  ActorKind kind = ActorKind::kLeader;
  Gender gender = Gender::kUnknown;
  int focus = -1;               // index into DocumentInput::focuses; -1 = none
  bool person_of_text = false;  // named by the text alone
  std::uint32_t mention_count = 0;
  double salience = 0.0;  // 0..1: share among leaders, by mentions, title and early ones
};

struct ActorMention {
  std::uint32_t first_token = 0;
  std::uint32_t last_token = 0;  // one past the last; a title before a name is part of the mention
  std::uint32_t begin = 0;       // bytes; may cut a hyphenated token: "Russian" of "Russian-backed"
  std::uint32_t end = 0;
  std::uint32_t sentence = 0;
  std::uint32_t participant = 0;
  MentionKind kind = MentionKind::kName;
  bool possessive = false;  // "Aliyev's", "his", "her" before a noun
  float confidence = 0.0f;  // 0..1
};

class DocumentMentions {
 public:
  absl::Span<const Participant> participants() const { return participants_; }
  absl::Span<const ActorMention> mentions() const { return mentions_; }
  // The mentions of one sentence, in text order.
  absl::Span<const ActorMention> InSentence(std::uint32_t sentence) const {
    return mentions().subspan(sentence_starts_[sentence],
                              sentence_starts_[sentence + 1] - sentence_starts_[sentence]);
  }
  // Index into mentions() of the mention that covers a token; kNone32 if none does.
  std::uint32_t AtToken(std::uint32_t token) const { return by_token_[token]; }
  // The participant of DocumentInput::focuses[focus]; every focus has one, mentioned or not.
  std::uint32_t ParticipantOfFocus(std::size_t focus) const { return focuses_[focus]; }

 private:
  friend class MentionCollector;
  std::vector<Participant> participants_;
  std::vector<ActorMention> mentions_;
  std::vector<std::uint32_t> sentence_starts_;  // sentences + 1 entries
  std::vector<std::uint32_t> by_token_;
  std::vector<std::uint32_t> focuses_;
};

}  // namespace isotherm::engine
