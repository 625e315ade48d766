// The words the factor step knows: what verbs do to subject and object, which political nouns are
// assets and which liabilities, which words turn a clause round, which point to a domain.
//
// Purpose: parsed from the language folder (factors_*.tsv; columns in each file's header). Entries
// of several words are matched longest first. Verbs, nouns, groups and domain cues match by stem,
// adjectives and markers by form.
// Ownership: owns its entries. Thread-safety: immutable after Parse(), safe from any thread.
// Errors: INVALID_ARGUMENT naming the file, the line and what is wrong.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
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

enum class CueKind : std::uint8_t { kVerb, kNoun, kAdjective, kMarker, kGroup, kDomain, kQuestion };
inline constexpr int kCueKindCount = 7;

enum class CueClass : std::uint8_t {
  kNone,
  // verbs
  kGain,
  kLoss,
  kBeat,
  kHelp,
  kHarm,
  kUp,
  kDown,
  kGet,
  kDrop,
  kFace,
  kEnd,
  kFail,
  kContinue,
  // nouns
  kAsset,
  kLiability,
  // adjectives
  kGood,
  kBad,
  // markers
  kNegate,
  kHypothetical,
  kFuture,
  kPast,
  kContrast,
  kReport,
  // groups
  kOwn,
  kRival,
  kAlly,
  kCrowd,
  kPower,
  // questions and headings: what is asked
  kDriver,
  kImplication,
  kChange,
  kStanding
};

struct Cue {
  CueKind kind = CueKind::kNoun;
  CueClass cls = CueClass::kNone;
  std::optional<Domain> domain;
};

// The cues of one entry found in a text.
struct CueMatch {
  std::uint32_t first_token = 0;
  std::uint32_t last_token = 0;  // one past the last
  absl::Span<const Cue> cues;    // owned by the lexicon

  const Cue* Of(CueKind kind) const {
    for (const Cue& cue : cues) {
      if (cue.kind == kind) return &cue;
    }
    return nullptr;
  }
};

class FactorLexicon {
 public:
  // File name -> content of every factors_*.tsv of the language folder; other names are ignored.
  // FAILED_PRECONDITION when there is none.
  static absl::StatusOr<FactorLexicon> Parse(const std::map<std::string, std::string>& files);

  // All entries in a text, longest first at each place, in text order, never overlapping. Domain
  // cues overlap freely and are found by DomainCues().
  std::vector<CueMatch> Find(absl::Span<const Token> tokens) const;
  // Domains that the entry starting at tokens[i] points to; empty = none.
  absl::Span<const Cue> DomainCues(absl::Span<const Token> tokens, std::size_t i) const;

  // Spelling hashes of the verbs of one word, for the syntax.
  const absl::flat_hash_set<std::uint64_t>& verbs() const { return verbs_; }
  // What a heading or question that holds tokens[i] asks for; kNone = nothing known.
  CueClass QuestionCue(absl::Span<const Token> tokens, std::size_t i) const;
  std::size_t size() const { return size_; }

 private:
  using Key = std::uint64_t;
  struct Table {
    absl::flat_hash_map<Key, std::vector<Cue>> entries;
    absl::flat_hash_map<Key, std::uint8_t> longest;  // by first token: most words of an entry
  };
  static void Insert(Table& table, absl::Span<const Token> words, bool by_stem, Cue cue);
  // The longest entry at tokens[i]; sets `length`.
  static const std::vector<Cue>* Longest(const Table& table, absl::Span<const Token> tokens,
                                         std::size_t i, bool by_stem, std::size_t& length);

  Table stems_;
  Table forms_;
  Table domains_;
  Table questions_;
  absl::flat_hash_set<std::uint64_t> verbs_;
  std::size_t size_ = 0;
};

}  // namespace isotherm::engine
