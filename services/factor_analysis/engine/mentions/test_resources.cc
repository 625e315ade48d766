#include "services/factor_analysis/engine/mentions/test_resources.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <utility>

#include "gtest/gtest.h"
#include "services/common/actors/atlas_reader.h"

namespace isotherm::engine {
namespace {

std::string SourceDir() {
  const char* source = std::getenv("ISOTHERM_SOURCE_DIR");
  return source == nullptr ? "." : source;
}

}  // namespace

std::string ReadSourceFile(const std::string& path) {
  std::ifstream stream(SourceDir() + "/" + path, std::ios::binary);
  EXPECT_TRUE(stream.good()) << "cannot read " << SourceDir() << "/" << path;
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::shared_ptr<const MentionLexicon> EnglishMentionLexicon() {
  const std::string titles = ReadSourceFile("data/lexicons/en/titles.tsv");
  const std::string names = ReadSourceFile("data/lexicons/en/given_names.tsv");
  const std::string verbs = ReadSourceFile("data/lexicons/en/speech_verbs.tsv");
  const std::string words = ReadSourceFile("data/lexicons/en/name_words.tsv");
  auto lexicon = MentionLexicon::Parse({titles, names, verbs, words});
  EXPECT_TRUE(lexicon.ok()) << lexicon.status().message();
  if (!lexicon.ok()) return std::make_shared<const MentionLexicon>();
  return std::make_shared<const MentionLexicon>(*std::move(lexicon));
}

SideLexicon EnglishSideLexicon() {
  auto lexicon = SideLexicon::Parse(ReadSourceFile("data/lexicons/en/sides.tsv"));
  EXPECT_TRUE(lexicon.ok()) << lexicon.status().message();
  return lexicon.ok() ? *std::move(lexicon) : SideLexicon();
}

std::unique_ptr<const MentionFinder> AtlasFinder() {
  auto atlas = ReadAtlasFolder(SourceDir() + "/data/atlas");
  EXPECT_TRUE(atlas.ok()) << atlas.status().message();
  if (!atlas.ok()) return nullptr;
  return std::make_unique<const MentionFinder>(
      std::make_shared<const ActorDirectory>(std::move(atlas->actors)), EnglishMentionLexicon());
}

}  // namespace isotherm::engine
