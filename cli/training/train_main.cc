// Trains the engine and judges it, from a developer's command line: `train_engine --help`.
#include <cstdio>
#include <fstream>
#include <string>

#include "CLI/CLI.hpp"
#include "cli/evaluation/judges.h"
#include "cli/training/pipeline.h"
#include "services/factor_analysis/resources/engine_resources.h"

namespace isotherm::cli {
namespace {

struct Options {
  std::string root = ".";
  std::string train_folder;
  std::string stance_file;
  std::string date = "2026-11-25";
  std::string output;
  bool held_out = false;
};

absl::Status WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
  file.close();
  if (!file) return absl::DataLossError(path + ": cannot be written");
  return absl::OkStatus();
}

void PrintCrossFit(const TrainedFiles& files) {
  const scoring::FitScores& levels = files.levels;
  std::printf("CROSS-FITTED\nlevel qwk %.3f within one %.3f exact %.3f rps %.3f trend %.3f\n",
              levels.qwk, levels.within_one, levels.exact, levels.rps, levels.trend_accuracy);
  const FactorReport& f = files.cross_fit.factors;
  std::printf(
      "factors P %.3f R %.3f F1 %.3f scored F1 %.3f direction %.3f domain %.3f (%d pairs)\n",
      f.counts.precision(), f.counts.recall(), f.counts.f1(), f.scored.f1(), f.direction_accuracy(),
      double(f.domain_right) / f.direction_pairs, f.direction_pairs);
  std::printf("clauses direction %.3f macro %.3f domain %.3f\n",
              Accuracy(files.cross_fit.clauses.direction),
              MacroF1(files.cross_fit.clauses.direction), Accuracy(files.cross_fit.clauses.domain));
  std::printf("stance accuracy %.3f macro %.3f\n", Accuracy(files.cross_fit.stance.polarity),
              MacroF1(files.cross_fit.stance.polarity));
}

absl::Status JudgeHeldOut(const TrainingRun& run, const TrainedFiles& files,
                          const Corpora& held_out) {
  const engine::BuiltinAnalyzer analyzer = run.AnalyzerWith(files.models);
  absl::StatusOr<scoring::HeatModel> heat = scoring::HeatModel::Create(files.heat_parameters);
  if (!heat.ok()) return heat.status();
  absl::StatusOr<DossierReport> dossiers = EvaluateDossiers(analyzer, *heat, held_out.dossiers);
  if (!dossiers.ok()) return dossiers.status();
  std::printf("HELD OUT\n%s%s%s", ToTable(*dossiers).c_str(),
              ToTable(EvaluateClauses(BuiltinClauseJudge(analyzer), held_out.clauses)).c_str(),
              ToTable(EvaluateStance(BuiltinStanceJudge(analyzer), held_out.stance)).c_str());
  return absl::OkStatus();
}

absl::Status Run(const Options& options) {
  const factor_analysis::ResourcePaths paths = factor_analysis::PathsUnder(options.root);
  auto directory = factor_analysis::LoadDirectory(paths.atlas);
  if (!directory.ok()) return directory.status();
  auto language = factor_analysis::LoadLanguage(paths.lexicons + "/en");
  if (!language.ok()) return language.status();
  auto corpora = LoadCorpora(options.train_folder, options.stance_file);
  if (!corpora.ok()) return corpora.status();
  const SplitCorpora split = SplitByLeader(*corpora);
  const TrainingRun run(*directory, *language, split.training);
  auto files = Train(run, options.date, [](const std::string& line) { std::puts(line.c_str()); });
  if (!files.ok()) return files.status();
  PrintCrossFit(*files);
  if (options.held_out) {
    if (absl::Status status = JudgeHeldOut(run, *files, split.held_out); !status.ok()) {
      return status;
    }
  }
  if (options.output.empty()) return absl::OkStatus();
  absl::Status status =
      WriteFile(options.output + "/" + factor_analysis::kFactorModelFile, files->factors);
  if (status.ok()) status = WriteFile(options.output + "/heat-1.json", files->heat);
  return status;
}

}  // namespace
}  // namespace isotherm::cli

int main(int argc, char** argv) {
  isotherm::cli::Options options;
  CLI::App app("Trains the factor engine and the heat model and judges them");
  app.add_option("--root", options.root, "the project's folder");
  app.add_option("--corpus", options.train_folder, "folder of dossiers.jsonl and clauses.jsonl")
      ->required();
  app.add_option("--stance", options.stance_file, "NewsMTSC JSONL, may be absent");
  app.add_option("--date", options.date, "date of the provenance, ISO 8601");
  app.add_option("--output", options.output, "folder for the model files; none = nothing written");
  app.add_flag("--held-out", options.held_out, "judge the final models on the held-out fifth");
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = isotherm::cli::Run(options);
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return 1;
}
