#include "cli/training/factor_training.h"

#include <cmath>
#include <string>
#include <vector>

#include "services/factor_analysis/engine/factors/tone.h"
#include "services/factor_analysis/engine/learning/trainer.h"

namespace isotherm::cli {
namespace {

using engine::Example;
using engine::FeatureVector;
using engine::LinearModel;
using engine::TrainOptions;
using engine::UnitFeatures;

// How much an example counts by where it comes from, chosen by cross-validation.
constexpr double kClauseInDirection = 0.6;
constexpr double kStanceInDirection = 0.2;
constexpr double kUnitInDirection = 0.5;
constexpr double kClauseInRole = 0.3;
constexpr double kClauseInDomain = 0.8;
constexpr double kLooseDomain = 0.4;  // drivers and implications
constexpr double kDossierInBears = 0.5;
constexpr double kMinToneDocuments = 2;
constexpr double kToneL2 = 1.0;

class Trainer {
 public:
  Trainer(const std::vector<LabelledUnit>& examples, const std::function<bool(std::size_t)>& use) {
    for (const LabelledUnit& example : examples) {
      if (use(example.group)) examples_.push_back(&example);
    }
  }

  // `label` gives (class, weight); a weight of 0 leaves the example out.
  template <typename Label>
  absl::Status Train(const FeatureVector UnitFeatures::*part, std::vector<std::string> classes,
                     int bits, double l2, Label label, LinearModel& out) const {
    std::vector<Example> chosen;
    for (const LabelledUnit* example : examples_) {
      const auto [cls, weight] = label(*example);
      if (weight > 0) chosen.push_back({&(example->features.*part), cls, weight});
    }
    TrainOptions options;
    options.bits = bits;
    options.l2 = l2;
    absl::StatusOr<LinearModel> model = TrainLogistic(chosen, std::move(classes), options);
    if (!model.ok()) return model.status();
    out = *std::move(model);
    return absl::OkStatus();
  }

  bool Has(ExampleSource source) const {
    for (const LabelledUnit* example : examples_) {
      if (example->source == source) return true;
    }
    return false;
  }

 private:
  std::vector<const LabelledUnit*> examples_;
};

using Choice = std::pair<int, double>;
constexpr Choice kSkip = {0, 0.0};

Choice RoleLabel(const LabelledUnit& e) {
  if (e.source == ExampleSource::kClause) return {e.factor ? 1 : 0, kClauseInRole};
  if (e.source != ExampleSource::kUnit) return kSkip;
  if (!e.factor) return {0, 1.0};
  return {IsScored(e.role) ? 1 : e.role == FactorRole::kDriver ? 2 : 3, 1.0};
}

Choice ChangeLabel(const LabelledUnit& e) {
  if (e.source != ExampleSource::kUnit || !e.factor || !IsScored(e.role)) return kSkip;
  return {e.role == FactorRole::kChange ? 1 : 0, 1.0};
}

double DirectionWeight(const LabelledUnit& e) {
  if (e.direction == Direction::kNone) return 0.0;
  switch (e.source) {
    case ExampleSource::kEvidence:
      return 1.0;
    case ExampleSource::kUnit:
      return kUnitInDirection;
    case ExampleSource::kClause:
      return kClauseInDirection;
    case ExampleSource::kStance:
      return kStanceInDirection;
  }
  return 0.0;
}

Choice DirectionLabel(const LabelledUnit& e) {
  if (e.source == ExampleSource::kStance) {
    return e.polarity == 0 ? kSkip : Choice{e.polarity > 0 ? 1 : 0, kStanceInDirection};
  }
  return {e.direction == Direction::kRaises ? 1 : 0, DirectionWeight(e)};
}

Choice StrengthLabel(const LabelledUnit& e) {
  if (e.strength < 1 || e.strength > 3) return kSkip;
  return {e.strength - 1, DirectionWeight(e)};
}

Choice BearsLabel(const LabelledUnit& e) {
  if (e.source == ExampleSource::kClause) return {e.factor ? 1 : 0, 1.0};
  if (e.source != ExampleSource::kUnit) return kSkip;
  return {e.factor ? 1 : 0, kDossierInBears};
}

Choice DomainLabel(const LabelledUnit& e) {
  const int domain = static_cast<int>(e.domain);
  if (e.source == ExampleSource::kClause) return {domain, kClauseInDomain};
  if (e.source == ExampleSource::kStance || !e.factor) return kSkip;
  const double share = e.source == ExampleSource::kUnit ? 0.5 : 1.0;
  return {domain, share * (IsScored(e.role) ? 1.0 : kLooseDomain)};
}

Choice StanceLabel(const LabelledUnit& e) {
  if (e.source != ExampleSource::kStance) return kSkip;
  return {e.polarity + 1, 1.0};
}

std::vector<std::string> DomainNames() {
  std::vector<std::string> names;
  for (int d = 0; d < kDomainCount; ++d) names.emplace_back(Name(static_cast<Domain>(d)));
  return names;
}

// Ridge regression of the level on the words of the document, weighed by their rarity.
absl::Status TrainTone(const std::vector<ToneExample>& examples,
                       const std::function<bool(std::size_t)>& use, engine::FactorModels& models) {
  std::vector<double> documents_with(std::size_t{1} << engine::kToneBits, 0.0);
  std::vector<FeatureVector> words;
  std::vector<double> levels;
  for (const ToneExample& example : examples) {
    if (!use(example.group)) continue;
    words.push_back(example.words);
    levels.push_back(example.level);
    FeatureVector merged = example.words;
    merged.Finish();
    for (const engine::Feature& feature : merged.features()) ++documents_with[feature.index];
  }
  for (double& count : documents_with) {
    count = count < kMinToneDocuments ? 0.0 : std::log((1.0 + words.size()) / (1.0 + count)) + 1.0;
  }
  models.tone_rarity = LinearModel({"", "rarity"}, engine::kToneBits, documents_with, {0.0});
  std::vector<engine::RegressionExample> chosen(words.size());
  for (std::size_t i = 0; i < words.size(); ++i) {
    words[i].FinishAsCounts(
        [&](std::uint32_t bucket) { return models.tone_rarity.Weight(bucket); });
    chosen[i] = {&words[i], levels[i], 1.0};
  }
  TrainOptions options;
  options.bits = engine::kToneBits;
  options.l2 = kToneL2;
  absl::StatusOr<LinearModel> model = TrainRidge(chosen, options);
  if (!model.ok()) return model.status();
  models.tone = *std::move(model);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<engine::FactorModels> TrainFactorModels(
    const TrainingExamples& examples, const std::function<bool(std::size_t group)>& use) {
  const Trainer trainer(examples.units, use);
  engine::FactorModels models;
  const auto direction = &UnitFeatures::direction;
  const auto role = &UnitFeatures::role;
  absl::Status status = trainer.Train(role, {"none", "scored", "driver", "implication"},
                                      engine::kRoleBits, 1.0, RoleLabel, models.role);
  if (status.ok()) {
    status = trainer.Train(role, {"standing", "change"}, engine::kRoleBits, 2.0, ChangeLabel,
                           models.change);
  }
  if (status.ok()) {
    status = trainer.Train(direction, {"lowers", "raises"}, engine::kDirectionBits, 1.0,
                           DirectionLabel, models.direction);
  }
  if (status.ok()) {
    status = trainer.Train(direction, {"no", "yes"}, engine::kDirectionBits, 1.0, BearsLabel,
                           models.bears);
  }
  if (status.ok()) {
    status = trainer.Train(direction, {"1", "2", "3"}, engine::kDirectionBits, 3.0, StrengthLabel,
                           models.strength);
  }
  if (status.ok()) {
    status = trainer.Train(&UnitFeatures::topic, DomainNames(), engine::kTopicBits, 0.5,
                           DomainLabel, models.domain);
  }
  if (status.ok() && trainer.Has(ExampleSource::kStance)) {
    status = trainer.Train(direction, {"negative", "neutral", "positive"}, engine::kDirectionBits,
                           1.0, StanceLabel, models.stance);
  }
  if (status.ok()) status = TrainTone(examples.documents, use, models);
  if (!status.ok()) return status;
  return models;
}

}  // namespace isotherm::cli
