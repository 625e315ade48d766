#include "services/factor_analysis/engine/learning/linear_model.h"

#include <algorithm>
#include <cmath>

namespace isotherm::engine {

LinearModel::LinearModel(std::vector<std::string> classes, int bits,
                         const std::vector<double>& weights, const std::vector<double>& bias)
    : classes_(std::move(classes)), bits_(bits) {
  const std::size_t buckets = std::size_t{1} << bits;
  weights_.assign(weights.size(), 0);
  for (std::size_t row = 0; row < bias.size(); ++row) {
    const double* begin = weights.data() + row * buckets;
    double largest = 0.0;
    for (std::size_t i = 0; i < buckets; ++i) largest = std::max(largest, std::abs(begin[i]));
    const double scale = largest > 0.0 ? largest / 127.0 : 1.0;
    for (std::size_t i = 0; i < buckets; ++i) {
      weights_[row * buckets + i] = static_cast<std::int8_t>(std::lround(begin[i] / scale));
    }
    scale_.push_back(static_cast<float>(scale));
    bias_.push_back(static_cast<float>(bias[row]));
  }
}

void LinearModel::Scores(const FeatureVector& features, absl::Span<double> scores) const {
  const std::size_t buckets = std::size_t{1} << bits_;
  for (int row = 0; row < rows(); ++row) {
    const std::int8_t* weights = weights_.data() + row * buckets;
    double sum = 0.0;
    for (const Feature& feature : features.features()) {
      sum += static_cast<double>(feature.value) * weights[feature.index];
    }
    scores[row] = sum * scale_[row] + bias_[row];
  }
}

double LinearModel::Score(const FeatureVector& features) const {
  double score = 0.0;
  Scores(features, absl::MakeSpan(&score, 1));
  return score;
}

double LinearModel::Probability(const FeatureVector& features) const {
  return 1.0 / (1.0 + std::exp(-Score(features)));
}

std::vector<double> LinearModel::Probabilities(const FeatureVector& features) const {
  if (classes_.size() == 2) {
    const double second = Probability(features);
    return {1.0 - second, second};
  }
  std::vector<double> result(bias_.size());
  Scores(features, absl::MakeSpan(result));
  const double largest = *std::max_element(result.begin(), result.end());
  double sum = 0.0;
  for (double& value : result) sum += value = std::exp(value - largest);
  for (double& value : result) value /= sum;
  return result;
}

}  // namespace isotherm::engine
