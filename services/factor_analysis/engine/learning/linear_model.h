// A multinomial logistic model over hashed features.
//
// Purpose: the one kind of classifier of the engine. Scores are linear, probabilities the softmax
// of the scores; a model of two classes keeps one row of weights for the second class.
// Weights are kept as signed bytes with one scale a row: a quantised model is what training stores
// and what every later run reads, so both give the same numbers.
// Ownership: owns its weights. Thread-safety: immutable after construction, safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "services/factor_analysis/engine/learning/feature_vector.h"

namespace isotherm::engine {

class LinearModel {
 public:
  LinearModel() = default;  // no classes; only to be assigned to
  // `weights`: rows x buckets, row by row; rows = 1 for two classes, else the number of classes.
  LinearModel(std::vector<std::string> classes, int bits, const std::vector<double>& weights,
              const std::vector<double>& bias);

  const std::vector<std::string>& classes() const { return classes_; }
  int bits() const { return bits_; }
  int rows() const { return static_cast<int>(bias_.size()); }
  bool trained() const { return !classes_.empty(); }

  // Scores of all rows; `scores` has rows() entries.
  void Scores(const FeatureVector& features, absl::Span<double> scores) const;
  // Score of a two-class model: the log odds of the second class.
  double Score(const FeatureVector& features) const;
  // The weight of one bucket in the first row.
  double Weight(std::uint32_t index) const {
    return static_cast<double>(weights_[index]) * scale_[0];
  }
  // Probability of the second class of a two-class model.
  double Probability(const FeatureVector& features) const;
  // Probabilities of all classes; two-class models give both.
  std::vector<double> Probabilities(const FeatureVector& features) const;

 private:
  friend class WeightsFile;

  std::vector<std::string> classes_;
  int bits_ = 0;
  std::vector<std::int8_t> weights_;  // rows x buckets
  std::vector<float> scale_;          // by row
  std::vector<float> bias_;           // by row
};

}  // namespace isotherm::engine
