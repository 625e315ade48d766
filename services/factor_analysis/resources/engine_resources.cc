#include "services/factor_analysis/resources/engine_resources.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "services/common/actors/atlas_reader.h"
#include "services/common/strings/view.h"

namespace isotherm::factor_analysis {
namespace {

namespace fs = std::filesystem;

absl::StatusOr<std::string> ReadWhole(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat("cannot open ", path.string()));
  std::ostringstream content;
  content << file.rdbuf();
  return std::move(content).str();
}

// Name -> content of the *.tsv files of a folder.
absl::StatusOr<std::map<std::string, std::string>> ReadTsvFolder(const std::string& folder) {
  std::error_code error;
  std::map<std::string, std::string> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".tsv") continue;
    absl::StatusOr<std::string> content = ReadWhole(entry.path());
    if (!content.ok()) return content.status();
    files[entry.path().filename().string()] = *std::move(content);
  }
  if (error || files.empty()) {
    return absl::NotFoundError(absl::StrCat("no dictionaries (*.tsv) in ", folder));
  }
  return files;
}

absl::Status Annotate(const absl::Status& status, std::string_view where) {
  return absl::Status(status.code(),
                      AbslView(absl::StrCat(AbslView(where), ": ", status.message())));
}

}  // namespace

ResourcePaths PathsUnder(const std::string& root) {
  const fs::path base(root);
  return {(base / "data" / "lexicons").string(), (base / "models").string(),
          (base / "data" / "atlas").string()};
}

absl::StatusOr<engine::EventLexicons> LoadEventLexicons(const std::string& language_folder) {
  absl::StatusOr<std::map<std::string, std::string>> files = ReadTsvFolder(language_folder);
  if (!files.ok()) return files.status();
  std::vector<engine::EventLexicon::File> themes;
  for (const auto& [name, bytes] : *files) {
    if (name.starts_with("events_")) themes.push_back({name, bytes});
  }
  absl::StatusOr<engine::EventLexicon> events =
      engine::EventLexicon::Parse(themes, (*files)["aux.tsv"]);
  if (!events.ok()) return Annotate(events.status(), language_folder);
  absl::StatusOr<engine::SyntaxLexicon> syntax =
      engine::SyntaxLexicon::Parse((*files)["syntax.tsv"]);
  if (!syntax.ok()) return Annotate(syntax.status(), language_folder);
  return engine::EventLexicons{std::make_shared<const engine::SyntaxLexicon>(*std::move(syntax)),
                               std::make_shared<const engine::EventLexicon>(*std::move(events))};
}

absl::StatusOr<engine::LanguageResources> LoadLanguage(const std::string& folder) {
  absl::StatusOr<std::map<std::string, std::string>> files = ReadTsvFolder(folder);
  if (!files.ok()) return files.status();
  engine::LanguageResources language;
  absl::StatusOr<engine::MentionLexicon> mentions =
      engine::MentionLexicon::Parse({(*files)["titles.tsv"], (*files)["given_names.tsv"],
                                     (*files)["speech_verbs.tsv"], (*files)["name_words.tsv"]});
  if (!mentions.ok()) return Annotate(mentions.status(), folder);
  language.mentions = std::make_shared<const engine::MentionLexicon>(*std::move(mentions));
  absl::StatusOr<engine::SideLexicon> sides = engine::SideLexicon::Parse((*files)["sides.tsv"]);
  if (!sides.ok()) return Annotate(sides.status(), folder);
  language.sides = std::make_shared<const engine::SideLexicon>(*std::move(sides));
  absl::StatusOr<engine::FactorLexicon> factors = engine::FactorLexicon::Parse(*files);
  if (!factors.ok()) return Annotate(factors.status(), folder);
  language.factors = std::make_shared<const engine::FactorLexicon>(*std::move(factors));
  absl::StatusOr<engine::EventLexicons> events = LoadEventLexicons(folder);
  if (!events.ok()) return events.status();
  language.syntax = events->syntax;
  language.events = events->events;
  return language;
}

absl::StatusOr<std::shared_ptr<const engine::EventFinder>> LoadEventFinder(
    const std::string& language_folder, const std::string& model_path) {
  absl::StatusOr<engine::EventLexicons> lexicons = LoadEventLexicons(language_folder);
  if (!lexicons.ok()) return lexicons.status();
  absl::StatusOr<std::string> bytes = ReadWhole(model_path);
  if (!bytes.ok()) return bytes.status();
  absl::StatusOr<engine::EventModels> models = engine::EventModels::Parse(*bytes);
  if (!models.ok()) return Annotate(models.status(), model_path);
  return std::make_shared<const engine::EventFinder>(
      *std::move(lexicons), std::make_shared<const engine::EventModels>(*std::move(models)));
}

absl::StatusOr<std::shared_ptr<const engine::ActorDirectory>> LoadDirectory(
    const std::string& atlas_folder) {
  absl::StatusOr<Atlas> atlas = ReadAtlasFolder(atlas_folder);
  if (!atlas.ok()) return atlas.status();
  return std::make_shared<const engine::ActorDirectory>(std::move(atlas->actors));
}

absl::StatusOr<engine::WeightsFile> LoadWeights(const std::string& path) {
  absl::StatusOr<std::string> bytes = ReadWhole(path);
  if (!bytes.ok()) return bytes.status();
  absl::StatusOr<engine::WeightsFile> file = engine::WeightsFile::Parse(*bytes);
  if (!file.ok()) return Annotate(file.status(), path);
  return file;
}

absl::StatusOr<engine::EngineResources> LoadEngineResources(
    const ResourcePaths& paths, std::shared_ptr<const engine::ActorDirectory> directory) {
  engine::EngineResources resources;
  if (directory == nullptr) {
    absl::StatusOr<std::shared_ptr<const engine::ActorDirectory>> loaded =
        LoadDirectory(paths.atlas);
    if (!loaded.ok()) return loaded.status();
    directory = *std::move(loaded);
  }
  resources.directory = std::move(directory);
  absl::StatusOr<engine::LanguageResources> language =
      LoadLanguage((fs::path(paths.lexicons) / "en").string());
  if (!language.ok()) return language.status();
  resources.language = *std::move(language);
  const std::string path = (fs::path(paths.models) / kFactorModelFile).string();
  absl::StatusOr<engine::WeightsFile> weights = LoadWeights(path);
  if (!weights.ok()) return weights.status();
  absl::StatusOr<engine::FactorModels> models = engine::FactorModels::FromFile(*weights);
  if (!models.ok()) return Annotate(models.status(), path);
  resources.models = std::make_shared<const engine::FactorModels>(*std::move(models));
  absl::StatusOr<std::shared_ptr<const engine::EventFinder>> events =
      LoadEventFinder((fs::path(paths.lexicons) / "en").string(),
                      (fs::path(paths.models) / kEventModelFile).string());
  if (!events.ok()) return events.status();
  resources.events = *std::move(events);
  resources.model_id = "engine-1";
  return resources;
}

}  // namespace isotherm::factor_analysis
