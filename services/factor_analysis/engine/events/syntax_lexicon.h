// The closed word classes of a language and its general verbs (syntax.tsv of the language folder).
//
// Purpose: what noun phrases, verb groups and clause borders are cut by.
// Ownership: owns its tables. Thread-safety: immutable after Parse(), safe from any thread.
// Errors: INVALID_ARGUMENT naming the file, the line and what is wrong.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "services/factor_analysis/engine/text/document_text.h"

namespace isotherm::engine {

// Classes a word may belong to, as bits.
enum WordClass : std::uint32_t {
  kDeterminer = 1u << 0,
  kPossessive = 1u << 1,
  kPronoun = 1u << 2,
  kPreposition = 1u << 3,
  kSubordinator = 1u << 4,
  kRelative = 1u << 5,
  kConjunction = 1u << 6,
  kModal = 1u << 7,
  kBe = 1u << 8,
  kHave = 1u << 9,
  kDo = 1u << 10,
  kNegation = 1u << 11,
  kAdverb = 1u << 12,
  kTime = 1u << 13,
  kNumberWord = 1u << 14
};

// Stems meet across spellings: "criticise" and "criticize", "labour" and "labor".
std::uint64_t SpellingHash(std::string_view stem);
inline std::uint64_t SpellingHash(const Token& token) { return SpellingHash(token.stem); }

class SyntaxLexicon {
 public:
  static absl::StatusOr<SyntaxLexicon> Parse(std::string_view tsv);

  // Classes of a word by TokenHash of its lower-case form; 0 = none.
  std::uint32_t ClassesOf(std::uint64_t hash) const {
    const auto it = classes_.find(hash);
    return it == classes_.end() ? 0 : it->second;
  }
  bool IsGeneralVerb(std::uint64_t spelling_hash) const { return verbs_.contains(spelling_hash); }

 private:
  absl::flat_hash_map<std::uint64_t, std::uint32_t> classes_;
  absl::flat_hash_set<std::uint64_t> verbs_;
};

}  // namespace isotherm::engine
