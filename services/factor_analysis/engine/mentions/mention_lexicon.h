// The words the mention step knows: titles of office, given names, verbs of speech.
//
// Purpose: parsed from the language folder (titles.tsv, given_names.tsv, speech_verbs.tsv); see the
// header of each file for its columns. Keys are token forms as DocumentText::lower gives them.
// Ownership: owns its strings. Thread-safety: immutable after Parse(), safe from any thread.
// Errors: INVALID_ARGUMENT naming file, line and what is wrong.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "services/common/ontology/ontology.h"

namespace isotherm::engine {

// A title of office: "president", "prime minister", "chancellor".
struct Title {
  std::string text;  // lower case, words separated by one space
  // Office titles it stands for, folded, compared with Office::title by prefix ("president").
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
  };
  static absl::StatusOr<MentionLexicon> Parse(const Files& files);

  // The longest title whose words start at words[0]; sets `length` to its number of words.
  const Title* FindTitle(const std::vector<std::string_view>& words, std::size_t& length) const;
  // Gender of a given name ("vladimir"); nullopt = no given name.
  std::optional<Gender> GivenName(std::string_view lower) const;
  bool IsSpeechVerb(std::string_view stem) const { return speech_verbs_.contains(stem); }

 private:
  std::vector<Title> titles_;
  absl::flat_hash_map<std::string, std::vector<std::size_t>> titles_by_first_;  // longest first
  absl::flat_hash_map<std::string, Gender> given_names_;
  absl::flat_hash_set<std::string> speech_verbs_;
};

}  // namespace isotherm::engine
