#include "services/profile/resolve/lexicon_files.h"

#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"

namespace isotherm::profile {
namespace {

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) {
    return absl::NotFoundError(absl::StrCat("cannot read the lexicon file ", path));
  }
  return text;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const engine::MentionLexicon>> LoadMentionLexicon(
    const std::string& folder) {
  std::string texts[4];
  const char* names[4] = {"titles.tsv", "given_names.tsv", "speech_verbs.tsv", "name_words.tsv"};
  for (int i = 0; i < 4; ++i) {
    absl::StatusOr<std::string> text = ReadFile(absl::StrCat(folder, "/", names[i]));
    if (!text.ok()) return text.status();
    texts[i] = *std::move(text);
  }
  absl::StatusOr<engine::MentionLexicon> lexicon =
      engine::MentionLexicon::Parse({texts[0], texts[1], texts[2], texts[3]});
  if (!lexicon.ok()) return lexicon.status();
  return std::make_shared<const engine::MentionLexicon>(*std::move(lexicon));
}

}  // namespace isotherm::profile
