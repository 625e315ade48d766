#include "services/factor_analysis/engine/learning/feature_vector.h"

namespace isotherm::engine {

void FeatureVector::Finish(float norm, float cap) {
  std::stable_sort(features_.begin(), features_.end(),
                   [](const Feature& a, const Feature& b) { return a.index < b.index; });
  std::size_t out = 0;
  for (const Feature& feature : features_) {
    if (out > 0 && features_[out - 1].index == feature.index) {
      features_[out - 1].value += feature.value;
    } else {
      features_[out++] = feature;
    }
  }
  features_.resize(out);
  double squares = 0.0;
  for (Feature& feature : features_) {
    feature.value = std::clamp(feature.value, -cap, cap);
    squares += static_cast<double>(feature.value) * feature.value;
  }
  if (norm <= 0.0f || squares <= 0.0) return;
  const float scale = static_cast<float>(norm / std::sqrt(squares));
  for (Feature& feature : features_) feature.value *= scale;
}

}  // namespace isotherm::engine
