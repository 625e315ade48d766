// Makes the built-in analyzer for each new actor directory.
//
// Lexicons and models are read once, from the folders below `data_dir`; a new directory costs only
// the automaton over its names. Thread-safety: the factory may be called from any thread.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/factor_analysis/engine/analyzer.h"
#include "services/factor_analysis/engine/directory/actor_directory.h"

namespace isotherm::factor_analysis {

using AnalyzerFactory = std::function<absl::StatusOr<std::shared_ptr<const engine::Analyzer>>(
    std::shared_ptr<const engine::ActorDirectory>)>;

// `data_dir` holds data/lexicons and models. Errors name the file that is missing or wrong.
absl::StatusOr<AnalyzerFactory> BuiltinAnalyzers(const std::string& data_dir);

}  // namespace isotherm::factor_analysis
