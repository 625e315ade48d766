#include "services/factor_analysis/engine/events/syntax_lexicon.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "services/common/strings/view.h"
#include "services/factor_analysis/engine/text/stem.h"
#include "services/factor_analysis/engine/text/token_hash.h"
#include "services/factor_analysis/engine/text/tsv.h"

namespace isotherm::engine {
namespace {

constexpr std::pair<std::string_view, std::uint32_t> kClassNames[] = {
    {"determiner", kDeterminer},
    {"possessive", kPossessive},
    {"pronoun", kPronoun},
    {"preposition", kPreposition},
    {"subordinator", kSubordinator},
    {"relative", kRelative},
    {"conjunction", kConjunction},
    {"modal", kModal},
    {"be", kBe},
    {"have", kHave},
    {"do", kDo},
    {"negation", kNegation},
    {"adverb", kAdverb},
    {"time", kTime},
    {"number", kNumberWord}};

}  // namespace

std::uint64_t SpellingHash(std::string_view stem) {
  if (stem.size() > 4 && stem.ends_with("iz")) {
    return TokenHash("is", TokenHash(stem.substr(0, stem.size() - 2)));
  }
  if (stem.size() > 4 && stem.ends_with("our")) {
    return TokenHash("or", TokenHash(stem.substr(0, stem.size() - 3)));
  }
  // Forms that are both a base and the past of another verb.
  if (stem == "lay") return TokenHash("lie");
  if (stem == "wound") return TokenHash("wind");
  return TokenHash(stem);
}

absl::StatusOr<SyntaxLexicon> SyntaxLexicon::Parse(std::string_view tsv) {
  SyntaxLexicon lexicon;
  const absl::Status status = ForEachTsvRow("syntax.tsv", tsv, 2, [&](const TsvRow& row) {
    std::uint32_t bit = 0;
    for (const auto& [name, value] : kClassNames) {
      if (name == row[0]) bit = value;
    }
    if (bit == 0 && row[0] != "verb") {
      return absl::InvalidArgumentError(
          absl::StrCat("\"", AbslView(row[0]), "\" is no word class"));
    }
    for (const std::string_view word : SplitFields(row[1], ';')) {
      if (bit == 0) {
        lexicon.verbs_.insert(SpellingHash(StemOf(word)));
      } else {
        lexicon.classes_[TokenHash(word)] |= bit;
      }
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return lexicon;
}

}  // namespace isotherm::engine
