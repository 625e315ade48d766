#include "services/factor_analysis/builtin_analyzers.h"

#include <utility>
#include <vector>

#include "services/common/actors/actor.h"
#include "services/factor_analysis/engine/builtin_analyzer.h"
#include "services/factor_analysis/resources/engine_resources.h"

namespace isotherm::factor_analysis {

absl::StatusOr<AnalyzerFactory> BuiltinAnalyzers(const std::string& data_dir) {
  auto nobody = std::make_shared<const engine::ActorDirectory>(std::vector<Actor>());
  auto resources = LoadEngineResources(PathsUnder(data_dir), std::move(nobody));
  if (!resources.ok()) return resources.status();
  return [loaded = *std::move(resources)](std::shared_ptr<const engine::ActorDirectory> directory)
             -> absl::StatusOr<std::shared_ptr<const engine::Analyzer>> {
    engine::EngineResources own = loaded;
    own.directory = std::move(directory);
    return std::make_shared<const engine::BuiltinAnalyzer>(std::move(own));
  };
}

}  // namespace isotherm::factor_analysis
