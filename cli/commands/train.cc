#include <cstdio>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/commands/commands.h"
#include "cli/evaluation/corpora.h"
#include "cli/output/json.h"
#include "cli/training/event_training.h"
#include "cli/training/hold_out.h"
#include "cli/training/pipeline.h"
#include "services/factor_analysis/resources/engine_resources.h"

namespace isotherm::cli {
namespace {

constexpr char kHeatModelFile[] = "heat-1.json";

struct ModelFile {
  std::string name;
  std::string bytes;
};

// Written aside and renamed: a model that is in use is replaced whole or not at all.
absl::Status Write(const std::string& folder, const ModelFile& file) {
  const std::string path = absl::StrCat(folder, "/", file.name);
  const std::string temporary = path + ".part";
  std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
  out << file.bytes;
  out.close();
  if (!out || std::rename(temporary.c_str(), path.c_str()) != 0) {
    return absl::InternalError(absl::StrCat(path, " cannot be written; is its folder there?"));
  }
  return absl::OkStatus();
}

absl::StatusOr<ModelFile> TrainEvents(const TrainOptions& options) {
  const auto lexicons = factor_analysis::LoadEventLexicons(
      factor_analysis::PathsUnder(options.data_dir).lexicons + "/en");
  if (!lexicons.ok()) return lexicons.status();
  const absl::StatusOr<std::string> corpus =
      ReadFile(options.data_dir + "/data/train/events.jsonl");
  if (!corpus.ok()) return corpus.status();
  absl::StatusOr<std::string> bytes =
      TrainEventFile(*lexicons, *corpus, options.date,
                     options.hold_out.empty() ? TrainOn::kAll : TrainOn::kFourFifths);
  if (!bytes.ok()) return bytes.status();
  return ModelFile{factor_analysis::kEventModelFile, *std::move(bytes)};
}

absl::StatusOr<TrainedFiles> TrainFactors(const TrainOptions& options, Context& context) {
  const factor_analysis::ResourcePaths paths = factor_analysis::PathsUnder(options.data_dir);
  const auto directory = factor_analysis::LoadDirectory(paths.atlas);
  if (!directory.ok()) return directory.status();
  const auto language = factor_analysis::LoadLanguage(paths.lexicons + "/en");
  if (!language.ok()) return language.status();
  const absl::StatusOr<Corpora> corpora =
      LoadCorpora(options.data_dir + "/data/train", options.stance);
  if (!corpora.ok()) return corpora.status();
  if (corpora->stance.empty()) {
    context.err.Write(
        "No stance corpus (--stance): the factor models are trained without it and differ from "
        "those "
        "that are shipped.\n");
  }
  const TrainingRun run(*directory, *language,
                        options.hold_out.empty() ? *corpora : SplitByLeader(*corpora).training);
  return Train(run, options.date, [&](const std::string& line) {
    context.err.Write(line + "\n");
    context.err.Flush();
  });
}

absl::Status WriteHeldOut(const TrainOptions& options) {
  const absl::StatusOr<std::vector<HeldOutFile>> files =
      SelectHeldOut(options.data_dir + "/data/train", options.stance);
  if (!files.ok()) return files.status();
  std::error_code error;
  std::filesystem::create_directories(options.hold_out, error);
  for (const HeldOutFile& file : *files) {
    if (absl::Status status = Write(options.hold_out, {file.name, file.bytes}); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

void ShowScores(const TrainedFiles& files, const std::string& output, Context& context) {
  const scoring::FitScores& levels = files.levels;
  const FactorReport& factors = files.cross_fit.factors;
  if (context.json) {
    context.out.Write(Pretty({{"output", output},
                              {"cross_fitted",
                               {{"qwk", levels.qwk},
                                {"within_one", levels.within_one},
                                {"factor_f1", factors.counts.f1()},
                                {"direction_accuracy", factors.direction_accuracy()}}}}));
    return;
  }
  context.out.Write(absl::StrFormat(
      "Models written to %s. On training leaders that the models had not seen: level QWK %.3f, "
      "within one %.3f, factor F1 %.3f, direction %.3f\n",
      output, levels.qwk, levels.within_one, factors.counts.f1(), factors.direction_accuracy()));
}

}  // namespace

Result RunTrain(const TrainOptions& options, Context& context) {
  const std::string output = options.output.empty() ? options.data_dir + "/models" : options.output;
  context.err.Write("Training the event models\n");
  context.err.Flush();
  absl::StatusOr<ModelFile> events = TrainEvents(options);
  if (!events.ok()) return events.status();
  absl::StatusOr<TrainedFiles> files = TrainFactors(options, context);
  if (!files.ok()) return files.status();
  for (const ModelFile& file :
       {*std::move(events), ModelFile{factor_analysis::kFactorModelFile, files->factors},
        ModelFile{kHeatModelFile, files->heat}}) {
    if (absl::Status status = Write(output, file); !status.ok()) return status;
  }
  if (!options.hold_out.empty()) {
    if (absl::Status status = WriteHeldOut(options); !status.ok()) return status;
  }
  ShowScores(*files, output, context);
  return ExitCode::kOk;
}

}  // namespace isotherm::cli
