// The trained models of the factor step.
//
// Purpose: one bundle read from the weights file, with the numbers that the models give for a unit.
// Ownership: owns its models. Thread-safety: immutable, safe from any thread.
#pragma once

#include <array>
#include <string>

#include "absl/status/statusor.h"
#include "services/common/ontology/ontology.h"
#include "services/factor_analysis/engine/factors/features.h"
#include "services/factor_analysis/engine/learning/weights_file.h"

namespace isotherm::engine {

// What the models say of one unit for one leader.
struct UnitScores {
  double none = 1.0;  // probabilities of being no factor, a scored one, a driver, an implication
  double scored = 0.0;
  double driver = 0.0;
  double implication = 0.0;
  double change = 0.5;        // given scored: CHANGE rather than STANDING
  double raises_logit = 0.0;  // log odds of raising against lowering
  double bears = 0.5;         // bears on the leader's standing at all
  double strength = 2.0;      // 1..3, expected
  std::array<double, kDomainCount> domain = {};

  Domain best_domain() const;
};

struct FactorModels {
  LinearModel role;         // none, scored, driver, implication
  LinearModel change;       // standing, change
  LinearModel direction;    // lowers, raises
  LinearModel bears;        // no, yes
  LinearModel domain;       // the 15 domains in the order of the enum
  LinearModel strength;     // 1, 2, 3
  LinearModel tone_rarity;  // weight of a word of the document by its rarity (Sparck Jones 1972)
  LinearModel tone;         // the level that the document's words speak of, 0 = the middle
  LinearModel stance;       // negative, neutral, positive; untrained where its corpus was absent

  // NOT_FOUND when a model is missing, FAILED_PRECONDITION when one does not fit this build.
  static absl::StatusOr<FactorModels> FromFile(const WeightsFile& file);
  void PutInto(WeightsFile& file) const;

  UnitScores Score(const UnitFeatures& features) const;
  // The level, -2.5 .. 2.5 around the middle of the scale, that the words of a document speak of.
  double Tone(FeatureVector words) const;
};

}  // namespace isotherm::engine
