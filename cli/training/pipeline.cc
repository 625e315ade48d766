#include "cli/training/pipeline.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/evaluation/judges.h"
#include "cli/training/factor_training.h"
#include "nlohmann/json.hpp"
#include "services/common/strings/view.h"
#include "services/factor_analysis/engine/learning/weights_file.h"

namespace isotherm::cli {
namespace {

constexpr int kFolds = 5;

std::string HashOf(std::string_view bytes) {
  std::uint64_t hash = 14695981039346656037ull;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return absl::StrCat(absl::Hex(hash, absl::kZeroPad16));
}

absl::Status InFile(const absl::Status& status, const std::string& path) {
  return absl::Status(status.code(), AbslView(absl::StrCat(path, ": ", status.message())));
}

// clauses_*.jsonl: more labelled clauses, for training alone. In the order of their names.
std::vector<std::string> ExtraClauseFiles(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (absl::StartsWith(name, "clauses_") && absl::EndsWith(name, ".jsonl")) {
      paths.push_back(entry.path().string());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

absl::StatusOr<Corpora> LoadCorpora(const std::string& train_folder,
                                    const std::string& stance_file) {
  Corpora corpora;
  std::string all;
  const std::string dossier_path = train_folder + "/dossiers.jsonl";
  const std::string clause_path = train_folder + "/clauses.jsonl";
  absl::StatusOr<std::string> bytes = ReadFile(dossier_path);
  if (!bytes.ok()) return bytes.status();
  absl::StatusOr<std::vector<Dossier>> dossiers = ReadDossiers(*bytes);
  if (!dossiers.ok()) return InFile(dossiers.status(), dossier_path);
  corpora.dossiers = *std::move(dossiers);
  all += *bytes;
  bytes = ReadFile(clause_path);
  if (!bytes.ok()) return bytes.status();
  absl::StatusOr<std::vector<ClauseRecord>> clauses = ReadClauses(*bytes);
  if (!clauses.ok()) return InFile(clauses.status(), clause_path);
  corpora.clauses = *std::move(clauses);
  all += *bytes;
  for (const std::string& path : ExtraClauseFiles(train_folder)) {
    bytes = ReadFile(path);
    if (!bytes.ok()) return bytes.status();
    clauses = ReadClauses(*bytes);
    if (!clauses.ok()) return InFile(clauses.status(), path);
    for (ClauseRecord& clause : *clauses) {
      clause.training_only = true;
      corpora.clauses.push_back(std::move(clause));
    }
    all += *bytes;
  }
  if (!stance_file.empty() && std::filesystem::exists(stance_file)) {
    bytes = ReadFile(stance_file);
    if (!bytes.ok()) return bytes.status();
    absl::StatusOr<std::vector<StanceRecord>> stance = ReadStance(*bytes);
    if (!stance.ok()) return InFile(stance.status(), stance_file);
    corpora.stance = *std::move(stance);
    all += *bytes;
  }
  corpora.hash = HashOf(all);
  return corpora;
}

SplitCorpora SplitByLeader(const Corpora& corpora) {
  SplitCorpora split;
  const std::vector<RecordGroup> groups = GroupRecords(corpora.dossiers, corpora.clauses);
  for (std::size_t i = 0; i < corpora.dossiers.size(); ++i) {
    (groups[i].held_out ? split.held_out : split.training).dossiers.push_back(corpora.dossiers[i]);
  }
  for (std::size_t i = 0; i < corpora.clauses.size(); ++i) {
    const bool held_out = groups[corpora.dossiers.size() + i].held_out;
    // Texts for training alone are never judged on; those of a held-out group are left out.
    if (held_out && corpora.clauses[i].training_only) continue;
    (held_out ? split.held_out : split.training).clauses.push_back(corpora.clauses[i]);
  }
  for (const StanceRecord& record : corpora.stance) {
    (HeldOutName(record.document) ? split.held_out : split.training).stance.push_back(record);
  }
  split.training.hash = split.held_out.hash = corpora.hash;
  split.training.without_held_out = true;
  return split;
}

TrainingRun::TrainingRun(std::shared_ptr<const engine::ActorDirectory> directory,
                         engine::LanguageResources language, Corpora training)
    : directory_(directory),
      language_(language),
      training_(std::move(training)),
      reader_(std::move(directory), std::move(language)),
      groups_(GroupRecords(training_.dossiers, training_.clauses)) {
  const auto groups = absl::MakeConstSpan(groups_);
  const std::size_t dossiers = training_.dossiers.size();
  examples_.documents = ToneExamples(reader_, training_.dossiers, groups.first(dossiers));
  examples_.units = DossierExamples(reader_, training_.dossiers, groups.first(dossiers));
  for (LabelledUnit& example :
       ClauseExamples(reader_, training_.clauses, groups.subspan(dossiers))) {
    examples_.units.push_back(std::move(example));
  }
  std::size_t next_group = 0;
  for (const RecordGroup& group : groups_) next_group = std::max(next_group, group.group + 1);
  for (LabelledUnit& example : StanceExamples(reader_, training_.stance, next_group)) {
    stance_groups_.push_back(example.group);
    examples_.units.push_back(std::move(example));
  }
}

engine::BuiltinAnalyzer TrainingRun::AnalyzerWith(engine::FactorModels models) const {
  engine::EngineResources resources;
  resources.directory = directory_;
  resources.language = language_;
  resources.models = std::make_shared<const engine::FactorModels>(std::move(models));
  resources.model_id = "training";
  return engine::BuiltinAnalyzer(std::move(resources));
}

absl::StatusOr<engine::FactorModels> TrainingRun::TrainFinal() const {
  return TrainFactorModels(examples_, [](std::size_t) { return true; });
}

absl::Status TrainingRun::JudgeFold(const engine::BuiltinAnalyzer& analyzer, int fold, int folds,
                                    CrossFit& result) const {
  for (std::size_t i = 0; i < training_.dossiers.size(); ++i) {
    if (FoldOf(groups_[i].group, folds) != fold) continue;
    const Dossier& dossier = training_.dossiers[i];
    const absl::StatusOr<engine::Analysis> analysis = analyzer.Analyze(InputOf(dossier));
    if (!analysis.ok()) return InFile(analysis.status(), dossier.id);
    CountFactors(*analysis, dossier, result.factors);
    scoring::FitSample& sample = result.samples[i];
    sample.group = absl::StrCat(groups_[i].group);
    sample.factors = FactorInputsOf(*analysis, dossier);
    sample.as_of = AsOf(dossier);
    sample.incumbency = scoring::IncumbencyFromRole(dossier.role, sample.as_of);
    sample.level = dossier.level;
    sample.trend = dossier.trend;
  }
  std::vector<ClauseRecord> clauses;
  for (std::size_t i = 0; i < training_.clauses.size(); ++i) {
    if (training_.clauses[i].training_only) continue;
    if (FoldOf(groups_[training_.dossiers.size() + i].group, folds) == fold) {
      clauses.push_back(training_.clauses[i]);
    }
  }
  const ClauseReport judged = EvaluateClauses(BuiltinClauseJudge(analyzer), clauses);
  result.clauses.n += judged.n;
  AddConfusion(judged.direction, result.clauses.direction);
  AddConfusion(judged.domain, result.clauses.domain);
  std::vector<StanceRecord> stance;
  for (std::size_t i = 0; i < training_.stance.size(); ++i) {
    if (FoldOf(stance_groups_[i], folds) == fold) stance.push_back(training_.stance[i]);
  }
  AddConfusion(EvaluateStance(BuiltinStanceJudge(analyzer), stance).polarity,
               result.stance.polarity);
  return absl::OkStatus();
}

absl::StatusOr<CrossFit> TrainingRun::RunCrossFit(int folds, const Report& report) const {
  CrossFit result;
  result.samples.resize(training_.dossiers.size());
  for (int fold = 0; fold < folds; ++fold) {
    report(absl::StrCat("cross-fitting, fold ", fold + 1, " of ", folds));
    absl::StatusOr<engine::FactorModels> models = TrainFactorModels(
        examples_, [&](std::size_t group) { return FoldOf(group, folds) != fold; });
    if (!models.ok()) return models.status();
    const absl::Status status = JudgeFold(AnalyzerWith(*std::move(models)), fold, folds, result);
    if (!status.ok()) return status;
  }
  return result;
}

scoring::HeatParameters HeatPrior() {
  scoring::HeatParameters prior = scoring::UnfittedHeatParameters();
  prior.id = "heat-1";
  prior.version = 1;
  return prior;
}

absl::StatusOr<scoring::FitScores> CrossValidateLevels(
    const std::vector<scoring::FitSample>& samples, int folds) {
  scoring::FitScores total;
  Confusion confusion = MakeConfusion(kHeatLevelCount);
  double rps = 0.0, trends = 0.0;
  for (int fold = 0; fold < folds; ++fold) {
    std::vector<scoring::FitSample> fit, judged;
    for (const scoring::FitSample& sample : samples) {
      const bool inside = static_cast<int>(SplitHash("level" + sample.group) % folds) == fold;
      (inside ? judged : fit).push_back(sample);
    }
    scoring::FitOptions options;
    options.prior = HeatPrior();
    const absl::StatusOr<scoring::FitReport> fitted = scoring::FitHeatParameters(fit, options);
    if (!fitted.ok()) return fitted.status();
    const absl::StatusOr<scoring::HeatModel> model = scoring::HeatModel::Create(fitted->parameters);
    if (!model.ok()) return model.status();
    for (const scoring::FitSample& sample : judged) {
      const auto reading = model->Read(sample.factors, sample.incumbency, sample.as_of);
      if (!reading.ok()) return reading.status();
      ++confusion[static_cast<int>(sample.level)][static_cast<int>(reading->level)];
      rps += RankedProbabilityScore(reading->probabilities, static_cast<int>(sample.level));
      trends += reading->trend.trend == sample.trend;
    }
  }
  total.samples = Total(confusion);
  total.exact = Accuracy(confusion);
  total.within_one = WithinOne(confusion);
  total.qwk = QuadraticWeightedKappa(confusion);
  total.rps = rps / std::max(1, total.samples);
  total.trend_accuracy = trends / std::max(1, total.samples);
  return total;
}

namespace {

std::string ProvenanceOf(const TrainingRun& run, const std::string& date,
                         const TrainedFiles& files) {
  const Corpora& data = run.corpora();
  std::string text = data.without_held_out
                         ? "four fifths of dossiers.jsonl and clauses*.jsonl, split by leader "
                           "(data/train)"
                         : "dossiers.jsonl and clauses*.jsonl (data/train)";
  if (!data.stance.empty()) {
    text += "; stance weights from NewsMTSC (Hamborg, EACL 2021; MIT), weights alone are shipped";
  }
  const FactorReport& factors = files.cross_fit.factors;
  const nlohmann::ordered_json json = {
      {"model", "engine-1"},
      {"method", "multinomial logistic regression on hashed features, L-BFGS"},
      {"data", text},
      {"data_hash", data.hash},
      {"date", date},
      {"dossiers", data.dossiers.size()},
      {"clauses", data.clauses.size()},
      {"stance_targets", data.stance.size()},
      {"split", data.without_held_out
                    ? "held out: FNV-1a 64 of the lower-case leader name divisible by 5"
                    : "nothing held out"},
      {"cross_fitted_scores",
       {{"factor_f1", factors.counts.f1()},
        {"direction_accuracy", factors.direction_accuracy()},
        {"clause_direction_accuracy", Accuracy(files.cross_fit.clauses.direction)},
        {"clause_domain_accuracy", Accuracy(files.cross_fit.clauses.domain)},
        {"stance_macro_f1", MacroF1(files.cross_fit.stance.polarity)},
        {"level_qwk", files.levels.qwk},
        {"level_within_one", files.levels.within_one}}}};
  return json.dump();
}

}  // namespace

absl::StatusOr<TrainedFiles> Train(const TrainingRun& run, const std::string& date,
                                   const TrainingRun::Report& report) {
  TrainedFiles files;
  absl::StatusOr<CrossFit> cross_fit = run.RunCrossFit(kFolds, report);
  if (!cross_fit.ok()) return cross_fit.status();
  files.cross_fit = *std::move(cross_fit);
  report("fitting the heat model on the cross-fitted analyses");
  absl::StatusOr<scoring::FitScores> levels = CrossValidateLevels(files.cross_fit.samples, kFolds);
  if (!levels.ok()) return levels.status();
  files.levels = *levels;
  scoring::FitOptions options;
  options.prior = HeatPrior();
  scoring::Provenance& provenance = options.prior.provenance;
  provenance.method =
      "proportional odds, penalised maximum likelihood, shrinkage and saturation by "
      "cross-validation over leaders";
  provenance.data =
      "cross-fitted analyses of the training dossiers (each read by models that never saw its "
      "leader)";
  provenance.data_hash = run.corpora().hash;
  provenance.date = date;
  absl::StatusOr<scoring::FitReport> heat =
      scoring::FitHeatParameters(files.cross_fit.samples, options);
  if (!heat.ok()) return heat.status();
  heat->parameters.provenance.scores = {{"cross_validated_qwk", levels->qwk},
                                        {"cross_validated_within_one", levels->within_one},
                                        {"cross_validated_exact", levels->exact},
                                        {"cross_validated_rps", levels->rps},
                                        {"cross_validated_trend_accuracy", levels->trend_accuracy}};
  files.heat_parameters = heat->parameters;
  files.heat = scoring::SerializeHeatParameters(heat->parameters);
  report("training the final models");
  absl::StatusOr<engine::FactorModels> models = run.TrainFinal();
  if (!models.ok()) return models.status();
  engine::WeightsFile weights(ProvenanceOf(run, date, files));
  models->PutInto(weights);
  files.models = *std::move(models);
  files.factors = weights.Serialize();
  return files;
}

}  // namespace isotherm::cli
