#include "services/factor_analysis/engine/factors/factor_models.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "services/factor_analysis/engine/factors/tone.h"

namespace isotherm::engine {
namespace {

struct Slot {
  const char* name;
  LinearModel FactorModels::*model;
  int bits;
  std::size_t classes;
  bool optional = false;
};

constexpr Slot kSlots[] = {
    {"factor.role", &FactorModels::role, kRoleBits, 4},
    {"factor.change", &FactorModels::change, kRoleBits, 2},
    {"factor.direction", &FactorModels::direction, kDirectionBits, 2},
    {"factor.bears", &FactorModels::bears, kDirectionBits, 2},
    {"factor.domain", &FactorModels::domain, kTopicBits, kDomainCount},
    {"factor.strength", &FactorModels::strength, kDirectionBits, 3},
    {"factor.tone_rarity", &FactorModels::tone_rarity, kToneBits, 2},
    {"factor.tone", &FactorModels::tone, kToneBits, 2},
    {"stance", &FactorModels::stance, kDirectionBits, 3, true},
};

}  // namespace

Domain UnitScores::best_domain() const {
  return static_cast<Domain>(std::max_element(domain.begin(), domain.end()) - domain.begin());
}

absl::StatusOr<FactorModels> FactorModels::FromFile(const WeightsFile& file) {
  FactorModels models;
  for (const Slot& slot : kSlots) {
    absl::StatusOr<LinearModel> model = file.Get(slot.name);
    if (slot.optional && !model.ok()) continue;
    if (!model.ok()) return model.status();
    if (model->bits() != slot.bits || model->classes().size() != slot.classes) {
      return absl::FailedPreconditionError(
          absl::StrCat("the model \"", slot.name,
                       "\" was trained for another build: train again with `make train`"));
    }
    models.*slot.model = *std::move(model);
  }
  return models;
}

void FactorModels::PutInto(WeightsFile& file) const {
  for (const Slot& slot : kSlots) {
    if ((this->*slot.model).trained()) file.Put(slot.name, this->*slot.model);
  }
}

double FactorModels::Tone(FeatureVector words) const {
  words.FinishAsCounts([this](std::uint32_t bucket) { return tone_rarity.Weight(bucket); });
  return std::clamp(tone.Score(words), -2.5, 2.5);
}

UnitScores FactorModels::Score(const UnitFeatures& features) const {
  UnitScores scores;
  const std::vector<double> roles = role.Probabilities(features.role);
  scores.none = roles[0];
  scores.scored = roles[1];
  scores.driver = roles[2];
  scores.implication = roles[3];
  scores.change = change.Probability(features.role);
  scores.raises_logit = direction.Score(features.direction);
  scores.bears = bears.Probability(features.direction);
  const std::vector<double> strengths = strength.Probabilities(features.direction);
  scores.strength = strengths[0] + 2 * strengths[1] + 3 * strengths[2];
  const std::vector<double> domains = domain.Probabilities(features.topic);
  std::copy(domains.begin(), domains.end(), scores.domain.begin());
  return scores;
}

}  // namespace isotherm::engine
