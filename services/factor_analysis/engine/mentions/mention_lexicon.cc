#include "services/factor_analysis/engine/mentions/mention_lexicon.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/common/strings/view.h"
#include "services/factor_analysis/engine/text/stem.h"
#include "services/factor_analysis/engine/text/token_hash.h"
#include "services/factor_analysis/engine/text/tsv.h"

namespace isotherm::engine {
namespace {

absl::Status BadValue(const char* column, std::string_view value) {
  return absl::InvalidArgumentError(
      absl::StrCat("column '", column, "' has unknown value '", AbslView(value), "'"));
}

absl::Status ParseGender(std::string_view text, Gender& gender) {
  gender = Gender::kUnknown;
  if (text == "-") return absl::OkStatus();
  const std::optional<Gender> value = Parse<Gender>(text);
  if (!value.has_value()) return BadValue("gender", text);
  gender = *value;
  return absl::OkStatus();
}

absl::Status ParseTitle(const TsvRow& row, Title& title) {
  title.text = std::string(row[0]);
  if (row[1] != "*" && row[1] != "-") {
    for (const std::string_view office : SplitFields(row[1], '|'))
      title.offices.emplace_back(office);
  }
  if (row[2] != "-") {
    for (const std::string_view name : SplitFields(row[2], '|')) {
      const std::optional<OfficeRank> rank = Parse<OfficeRank>(name);
      if (!rank.has_value()) return BadValue("ranks", name);
      title.ranks.push_back(*rank);
    }
  }
  title.before_name = row[4] == "before" || row[4] == "both";
  title.alone = row[4] == "alone" || row[4] == "both";
  if (!title.before_name && !title.alone) return BadValue("use", row[4]);
  return ParseGender(row[3], title.gender);
}

}  // namespace

absl::Status MentionLexicon::ParseTitles(std::string_view tsv) {
  absl::Status status = ForEachTsvRow("titles.tsv", tsv, 5, [this](const TsvRow& row) {
    Title title;
    if (absl::Status bad = ParseTitle(row, title); !bad.ok()) return bad;
    TitleWords words;
    words.title = titles_.size();
    for (const std::string_view word : SplitFields(title.text, ' ')) {
      words.hashes.push_back(TokenHash(word));
    }
    titles_by_first_[words.hashes.front()].push_back(std::move(words));
    titles_.push_back(std::move(title));
    return absl::OkStatus();
  });
  for (auto& [first, candidates] : titles_by_first_) {
    std::stable_sort(
        candidates.begin(), candidates.end(),
        [](const TitleWords& a, const TitleWords& b) { return a.hashes.size() > b.hashes.size(); });
  }
  return status;
}

absl::Status MentionLexicon::ParseNameWords(std::string_view tsv) {
  return ForEachTsvRow("name_words.tsv", tsv, 2, [this](const TsvRow& row) {
    static constexpr std::pair<std::string_view, WordClass> kClasses[] = {
        {"common", kCommon},
        {"particle", kParticle},
        {"institution", kInstitution},
        {"modifier", kModifier}};
    for (const auto& [name, bit] : kClasses) {
      if (row[1] == name) {
        name_words_[std::string(row[0])] |= bit;
        return absl::OkStatus();
      }
    }
    return BadValue("class", row[1]);
  });
}

absl::StatusOr<MentionLexicon> MentionLexicon::Parse(const Files& files) {
  MentionLexicon lexicon;
  absl::Status status = lexicon.ParseTitles(files.titles);
  if (!status.ok()) return status;
  status = lexicon.ParseNameWords(files.name_words);
  if (!status.ok()) return status;
  status = ForEachTsvRow("given_names.tsv", files.given_names, 2, [&](const TsvRow& row) {
    Gender gender = Gender::kUnknown;
    if (absl::Status bad = ParseGender(row[1], gender); !bad.ok()) return bad;
    lexicon.given_names_[std::string(row[0])] = gender;
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  status = ForEachTsvRow("speech_verbs.tsv", files.speech_verbs, 1, [&](const TsvRow& row) {
    lexicon.speech_verbs_.insert(StemOf(row[0]));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return lexicon;
}

const Title* MentionLexicon::FindTitle(absl::Span<const Token> tokens, std::size_t i,
                                       std::size_t& length) const {
  const auto it = titles_by_first_.find(tokens[i].hash);
  if (it == titles_by_first_.end()) return nullptr;
  for (const TitleWords& words : it->second) {
    std::size_t at = i;
    std::size_t matched = 0;
    while (matched < words.hashes.size() && at < tokens.size() &&
           tokens[at].hash == words.hashes[matched]) {
      ++matched;
      ++at;
      // "Lt. Gen.", "Gov.": the stop of an abbreviation.
      if (at < tokens.size() && tokens[at].form == "." && !tokens[at].space_before &&
          tokens[at - 1].form.size() <= 4 && at + 1 < tokens.size() &&
          tokens[at].sentence == tokens[at + 1].sentence) {
        ++at;
      }
    }
    if (matched == words.hashes.size()) {
      length = at - i;
      return &titles_[words.title];
    }
  }
  return nullptr;
}

std::optional<Gender> MentionLexicon::GivenName(std::string_view lower) const {
  const auto it = given_names_.find(AbslView(lower));
  if (it == given_names_.end()) return std::nullopt;
  return it->second;
}

bool MentionLexicon::IsSpeechVerb(std::string_view stem) const {
  return speech_verbs_.contains(AbslView(stem));
}

bool MentionLexicon::HasClass(std::string_view lower, WordClass word_class) const {
  const auto it = name_words_.find(AbslView(lower));
  return it != name_words_.end() && (it->second & word_class) != 0;
}

}  // namespace isotherm::engine
