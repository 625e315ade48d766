// The words the mention step knows: titles of office, given names, verbs of speech.
//
// Purpose: parsed from the language folder (titles.tsv, given_names.tsv, speech_verbs.tsv,
// name_words.tsv); see the
// header of each file for its columns. Keys are token forms as DocumentText::lower gives them.
// Ownership: owns its strings. Thread-safety: immutable after Parse(), safe from any thread.
// Errors: INVALID_ARGUMENT naming file, line and what is wrong.
#pragma once

#include <cstdint>
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

// A title of office: "president", "prime minister", "chancellor".
struct Title {
  std::string text;  // lower case, words separated by one space
  // Parts of office titles it stands for, folded ("president"); empty = any office of `ranks`.
  std::vector<std::string> offices;
  // Ranks a bare "the TITLE" may refer to, most likely first.
  std::vector<OfficeRank> ranks;
  Gender gender = Gender::kUnknown;
  bool before_name = false;  // "President Aliyev"
  bool alone = false;        // "the president"
};

class MentionLexicon {
 public:
  struct Files {
    std::string_view titles;
    std::string_view given_names;
    std::string_view speech_verbs;
    std::string_view name_words;
  };
  static absl::StatusOr<MentionLexicon> Parse(const Files& files);

  // The longest title that starts at tokens[i]; sets `length` to its number of tokens, a full stop
  // after an abbreviated one included ("Gen."). nullptr if there is none.
  const Title* FindTitle(absl::Span<const Token> tokens, std::size_t i, std::size_t& length) const;
  // Gender of a given name ("vladimir"); nullopt = no given name.
  std::optional<Gender> GivenName(std::string_view lower) const;
  bool IsSpeechVerb(std::string_view stem) const;
  // Everyday words that are names too: "may", "bush", "brown".
  bool IsCommonWord(std::string_view lower) const { return HasClass(lower, kCommon); }
  // "van", "bin": may stand small inside a name.
  bool IsParticle(std::string_view lower) const { return HasClass(lower, kParticle); }
  // "party", "court": a sequence with it names no person.
  bool IsInstitutionWord(std::string_view lower) const { return HasClass(lower, kInstitution); }
  // "former", "acting": may stand between a nationality and a title.
  bool IsTitleModifier(std::string_view lower) const { return HasClass(lower, kModifier); }

 private:
  enum WordClass : std::uint8_t { kCommon = 1, kParticle = 2, kInstitution = 4, kModifier = 8 };
  struct TitleWords {
    std::size_t title = 0;
    std::vector<std::uint64_t> hashes;
  };

  absl::Status ParseTitles(std::string_view tsv);
  absl::Status ParseNameWords(std::string_view tsv);
  bool HasClass(std::string_view lower, WordClass word_class) const;

  std::vector<Title> titles_;
  absl::flat_hash_map<std::uint64_t, std::vector<TitleWords>> titles_by_first_;  // longest first
  absl::flat_hash_map<std::string, Gender> given_names_;
  absl::flat_hash_set<std::string> speech_verbs_;
  absl::flat_hash_map<std::string, std::uint8_t> name_words_;  // bits of WordClass
};

}  // namespace isotherm::engine
