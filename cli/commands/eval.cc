#include <fstream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "cli/commands/commands.h"
#include "cli/evaluation/corpora.h"
#include "cli/evaluation/errors.h"
#include "cli/evaluation/evaluate.h"
#include "cli/evaluation/event_judges.h"
#include "cli/evaluation/events.h"
#include "cli/evaluation/judges.h"
#include "services/common/strings/view.h"
#include "services/factor_analysis/engine/builtin_analyzer.h"
#include "services/factor_analysis/resources/engine_resources.h"
#include "services/scoring/model/heat_model.h"
#include "services/scoring/model/parameters.h"

namespace isotherm::cli {
namespace {

constexpr char kHeatModelFile[] = "models/heat-1.json";

absl::StatusOr<engine::BuiltinAnalyzer> LoadAnalyzer(const std::string& data_dir) {
  absl::StatusOr<engine::EngineResources> resources =
      factor_analysis::LoadEngineResources(factor_analysis::PathsUnder(data_dir));
  if (!resources.ok()) return resources.status();
  return engine::BuiltinAnalyzer(*std::move(resources));
}

absl::StatusOr<scoring::HeatModel> LoadHeatModel(const std::string& data_dir) {
  const absl::StatusOr<std::string> text = ReadFile(absl::StrCat(data_dir, "/", kHeatModelFile));
  if (!text.ok()) return text.status();
  absl::StatusOr<scoring::HeatParameters> parameters = scoring::ParseHeatParameters(*text);
  if (!parameters.ok()) return parameters.status();
  return scoring::HeatModel::Create(*std::move(parameters));
}

template <typename Record, typename Report>
Result Show(const std::vector<Record>& records, const Report& report, const EvalOptions& options,
            Context& context) {
  if (!options.errors.empty()) {
    std::ofstream file(options.errors, std::ios::binary | std::ios::trunc);
    file << ErrorLines(records, report);
    file.close();
    if (!file) {
      return absl::InternalError(
          absl::StrCat(options.errors, " cannot be written; is its folder there?"));
    }
  }
  context.out.Write(context.json ? ToJson(report) + "\n" : ToTable(report));
  return ExitCode::kOk;
}

Result JudgeDossiers(const std::string& text, const EvalOptions& options, Context& context) {
  const absl::StatusOr<std::vector<Dossier>> dossiers = ReadDossiers(text);
  if (!dossiers.ok()) return dossiers.status();
  const absl::StatusOr<engine::BuiltinAnalyzer> analyzer = LoadAnalyzer(options.data_dir);
  if (!analyzer.ok()) return analyzer.status();
  const absl::StatusOr<scoring::HeatModel> model = LoadHeatModel(options.data_dir);
  if (!model.ok()) return model.status();
  const absl::StatusOr<DossierReport> report = EvaluateDossiers(*analyzer, *model, *dossiers);
  if (!report.ok()) return report.status();
  return Show(*dossiers, *report, options, context);
}

Result JudgeClauses(const std::string& text, const EvalOptions& options, Context& context) {
  const absl::StatusOr<std::vector<ClauseRecord>> clauses = ReadClauses(text);
  if (!clauses.ok()) return clauses.status();
  const absl::StatusOr<engine::BuiltinAnalyzer> analyzer = LoadAnalyzer(options.data_dir);
  if (!analyzer.ok()) return analyzer.status();
  return Show(*clauses, EvaluateClauses(BuiltinClauseJudge(*analyzer), *clauses), options, context);
}

Result JudgeStance(const std::string& text, const EvalOptions& options, Context& context) {
  const absl::StatusOr<std::vector<StanceRecord>> records = ReadStance(text);
  if (!records.ok()) return records.status();
  const absl::StatusOr<engine::BuiltinAnalyzer> analyzer = LoadAnalyzer(options.data_dir);
  if (!analyzer.ok()) return analyzer.status();
  return Show(*records, EvaluateStance(BuiltinStanceJudge(*analyzer), *records), options, context);
}

Result JudgeEventSentences(const std::string& text, const EvalOptions& options, Context& context) {
  const absl::StatusOr<std::vector<EventRecord>> records = ReadEvents(text);
  if (!records.ok()) return records.status();
  const factor_analysis::ResourcePaths paths = factor_analysis::PathsUnder(options.data_dir);
  const absl::StatusOr<std::shared_ptr<const engine::EventFinder>> finder =
      factor_analysis::LoadEventFinder(
          absl::StrCat(paths.lexicons, "/en"),
          absl::StrCat(paths.models, "/", factor_analysis::kEventModelFile));
  if (!finder.ok()) return finder.status();
  const TypeJudge judge = BuiltinTypeJudge(**finder);
  if (options.given_actors) {
    return Show(*records, EvaluateGivenActors(*records, judge), options, context);
  }
  return Show(*records, EvaluateTriples(*records, BuiltinEventReader(**finder), judge), options,
              context);
}

}  // namespace

Result RunEval(const EvalOptions& options, Context& context) {
  const absl::StatusOr<std::string> text = ReadFile(options.path);
  if (!text.ok()) return text.status();
  Result result = absl::InvalidArgumentError("unknown kind of corpus");
  if (options.kind == "calls" || options.kind == "dossiers") {
    result = JudgeDossiers(*text, options, context);
  } else if (options.kind == "clauses") {
    result = JudgeClauses(*text, options, context);
  } else if (options.kind == "events") {
    result = JudgeEventSentences(*text, options, context);
  } else if (options.kind == "stance") {
    result = JudgeStance(*text, options, context);
  }
  if (absl::IsInvalidArgument(result.status())) {
    return absl::InvalidArgumentError(absl::StrCat(options.path, ": ", result.status().message()));
  }
  return result;
}

}  // namespace isotherm::cli
