// Dictionaries of event predicates and of the cues that tell fact from plan (events_*.tsv,
// aux.tsv).
//
// Purpose: phrases over stems with gaps ("impose ~ sanctions on"), found at a token by longest
// match, each with its PLOVER type and mode; a verb with an object is also found in its passive
// ("sanctions were imposed on"). Columns: see the header comment of each file. Ownership: owns its
// tables. Thread-safety: immutable after Parse(), safe from any thread. Errors: INVALID_ARGUMENT
// naming the file, the line and what is wrong.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/common/ontology/ontology.h"
#include "services/factor_analysis/engine/text/document_text.h"

namespace isotherm::engine {

struct EventPattern {
  static constexpr std::uint64_t kGap = 0;  // up to kMaxGap words

  EventType type = EventType::kConsult;
  std::string mode;                  // lower case; empty = none
  bool noun = false;                 // an event noun; otherwise the first word is the verb
  std::vector<std::uint64_t> words;  // SpellingHash of each word, or kGap
  std::uint64_t id = 0;              // hash of the phrase
  int length = 0;                    // words without gaps
};

struct PatternMatch {
  const EventPattern* pattern = nullptr;
  std::uint32_t first = 0;  // tokens of the document
  std::uint32_t last = 0;   // one past the last
};

enum class AuxCue : std::uint8_t {
  kNegation,
  kImplicitNegation,
  kRefusal,
  kFuture,
  kPlan,
  kHypothetical,
  kCondition,
  kCounterfactual,
  kReporting,
  kDenial,
  kHistorical,
  kRecent
};
inline constexpr int kAuxCueCount = 12;

struct AuxMatch {
  AuxCue cue = AuxCue::kNegation;
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};

class EventLexicon {
 public:
  static constexpr std::uint32_t kMaxGap = 5;
  struct File {
    std::string_view name;
    std::string_view bytes;
  };
  // `events`: the files events_*.tsv in order of their names; `aux`: aux.tsv.
  static absl::StatusOr<EventLexicon> Parse(absl::Span<const File> events, std::string_view aux);

  // All patterns whose first word is tokens[at]; `hashes` are the SpellingHashes of the tokens and
  // both cover one sentence. Positions of the matches are relative to the sentence.
  void FindAt(absl::Span<const Token> tokens, absl::Span<const std::uint64_t> hashes,
              std::uint32_t at, std::vector<PatternMatch>& matches) const;
  // Patterns of verb and object whose object stands before the participle tokens[at].
  void FindPassiveAt(absl::Span<const Token> tokens, absl::Span<const std::uint64_t> hashes,
                     std::uint32_t at, std::vector<PatternMatch>& matches) const;
  void FindCues(absl::Span<const Token> tokens, absl::Span<const std::uint64_t> hashes,
                std::vector<AuxMatch>& matches) const;

  bool IsEventVerb(std::uint64_t spelling_hash) const { return verbs_.contains(spelling_hash); }
  bool IsEventNoun(std::uint64_t spelling_hash) const { return nouns_.contains(spelling_hash); }
  std::size_t size() const { return patterns_.size(); }

 private:
  struct Cue {
    AuxCue cue;
    std::vector<std::uint64_t> words;
  };
  absl::Status AddEvents(const File& file);
  absl::Status AddCues(std::string_view bytes);

  std::vector<EventPattern> patterns_;
  absl::flat_hash_map<std::uint64_t, std::vector<std::uint32_t>> by_first_;
  absl::flat_hash_set<std::uint64_t> verbs_;
  absl::flat_hash_set<std::uint64_t> nouns_;
  std::vector<Cue> cues_;
  absl::flat_hash_map<std::uint64_t, std::vector<std::uint32_t>> cues_by_first_;
};

}  // namespace isotherm::engine
