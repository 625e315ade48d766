// The training run: corpora in, model files out.
//
// Purpose: (1) examples from the corpora it is given, (2) cross-fitting: every training dossier is
// analysed by models that never saw its leader, (3) the heat model fitted on those analyses,
// because a fit on texts the engine was trained on would be too trusting, (4) the final models on
// all of it. What is judged is trained without the held-out fifth (SplitByLeader); what is shipped
// is trained on everything. Deterministic. Errors: the reader's or trainer's, with what was being
// read. Thread-safety: pure but for files.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/evaluation/evaluate.h"
#include "cli/training/examples.h"
#include "cli/training/factor_training.h"
#include "services/factor_analysis/engine/builtin_analyzer.h"
#include "services/scoring/model/fitting/fit_scores.h"
#include "services/scoring/model/fitting/ordinal_fit.h"

namespace isotherm::cli {

struct Corpora {
  std::vector<Dossier> dossiers;
  std::vector<ClauseRecord> clauses;
  std::vector<StanceRecord> stance;  // empty where the corpus is absent
  std::string hash;                  // FNV-1a 64 of all bytes read
  bool without_held_out = false;     // the held-out fifth has been taken out
};

// `train_folder` holds dossiers.jsonl and clauses.jsonl; `stance_file` may be empty or absent.
absl::StatusOr<Corpora> LoadCorpora(const std::string& train_folder,
                                    const std::string& stance_file);

// The part of the corpora that training may see, or the part it may not.
struct SplitCorpora {
  Corpora training;
  Corpora held_out;
};
SplitCorpora SplitByLeader(const Corpora& corpora);

struct CrossFit {
  std::vector<scoring::FitSample> samples;  // one a training dossier
  FactorReport factors;                     // of the training dossiers, out of fold
  ClauseReport clauses;
  StanceReport stance;
};

class TrainingRun {
 public:
  TrainingRun(std::shared_ptr<const engine::ActorDirectory> directory,
              engine::LanguageResources language, Corpora training);

  // Progress in words.
  using Report = std::function<void(const std::string&)>;

  absl::StatusOr<CrossFit> RunCrossFit(int folds, const Report& report) const;
  // Models trained on everything.
  absl::StatusOr<engine::FactorModels> TrainFinal() const;
  engine::BuiltinAnalyzer AnalyzerWith(engine::FactorModels models) const;

  const Corpora& corpora() const { return training_; }

 private:
  absl::Status JudgeFold(const engine::BuiltinAnalyzer& analyzer, int fold, int folds,
                         CrossFit& result) const;

  std::shared_ptr<const engine::ActorDirectory> directory_;
  engine::LanguageResources language_;
  Corpora training_;
  engine::DocumentReader reader_;
  std::vector<RecordGroup> groups_;  // dossiers, then clauses
  TrainingExamples examples_;
  std::vector<std::size_t> stance_groups_;
};

struct TrainedFiles {
  std::string factors;  // bytes of models/factors-en.bin
  std::string heat;     // bytes of models/heat-1.json
  CrossFit cross_fit;
  scoring::FitScores levels;  // cross-validated
  engine::FactorModels models;
  scoring::HeatParameters heat_parameters;
};

// The whole run. `date`: ISO 8601, written into the provenance; never read from the clock.
absl::StatusOr<TrainedFiles> Train(const TrainingRun& run, const std::string& date,
                                   const TrainingRun::Report& report);

// What the heat model's fit takes as given: half-lives, hysteresis and so on.
scoring::HeatParameters HeatPrior();

// Level scores of cross-fitted samples when the heat model is itself fitted without the fold.
absl::StatusOr<scoring::FitScores> CrossValidateLevels(
    const std::vector<scoring::FitSample>& samples, int folds);

}  // namespace isotherm::cli
