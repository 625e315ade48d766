// Loads what the engine needs from the project's folders.
//
// Purpose: the engine itself does no I/O; this reads data/lexicons/<language>, models/ and, where
// the caller has no actor directory of its own, data/atlas.
// Errors: NOT_FOUND naming the folder or file, else the parser's error with the file's name.
// Thread-safety: reads files; safe from any thread.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/factor_analysis/engine/builtin_analyzer.h"
#include "services/factor_analysis/engine/learning/weights_file.h"

namespace isotherm::factor_analysis {

// The model file of the factor step inside models/.
inline constexpr char kFactorModelFile[] = "factors-en.bin";
// Of the event step.
inline constexpr char kEventModelFile[] = "events-en.bin";

struct ResourcePaths {
  std::string lexicons;  // ".../data/lexicons"
  std::string models;    // ".../models"
  std::string atlas;     // ".../data/atlas"
};

// The usual places below the project's or an installation's root folder.
ResourcePaths PathsUnder(const std::string& root);

absl::StatusOr<engine::LanguageResources> LoadLanguage(const std::string& folder);
absl::StatusOr<engine::EventLexicons> LoadEventLexicons(const std::string& language_folder);
// From the dictionaries of `language_folder` and the model file.
absl::StatusOr<std::shared_ptr<const engine::EventFinder>> LoadEventFinder(
    const std::string& language_folder, const std::string& model_path);
absl::StatusOr<std::shared_ptr<const engine::ActorDirectory>> LoadDirectory(
    const std::string& atlas_folder);
absl::StatusOr<engine::WeightsFile> LoadWeights(const std::string& path);

// All of it. `directory` null = the atlas of `paths`.
absl::StatusOr<engine::EngineResources> LoadEngineResources(
    const ResourcePaths& paths, std::shared_ptr<const engine::ActorDirectory> directory = nullptr);

}  // namespace isotherm::factor_analysis
