// A sparse vector of hashed features.
//
// Purpose: features are named by 64-bit hashes of what they say ("the subject is a rival and the
// verb is a loss") and folded into 2^bits buckets (Weinberger et al., "Feature hashing for large
// scale multitask learning", ICML 2009), so a model needs no dictionary of feature names.
// Ownership: a plain value. Thread-safety: none; one per thread.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace isotherm::engine {

struct Feature {
  std::uint32_t index = 0;
  float value = 0.0f;
};

class FeatureVector {
 public:
  // `bits`: 2^bits buckets, 1..30.
  explicit FeatureVector(int bits = 18) : shift_(64 - bits) {}

  // Mixes the hash (Steele, Lea, Flood 2014: splitmix64) so that weak low bits do not collide.
  void Add(std::uint64_t hash, float value = 1.0f) {
    hash += 0x9e3779b97f4a7c15ull;
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9ull;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebull;
    hash ^= hash >> 31;
    features_.push_back({static_cast<std::uint32_t>(hash >> shift_), value});
  }

  // Sorts, merges repeated buckets (values add up, bounded by `cap`), and scales to length
  // `norm` unless that is 0. To be called once, before the vector is read.
  void Finish(float norm = 0.0f, float cap = 2.0f);

  // For counted words, instead of Finish(): merges buckets, then value = (1 + ln count) * weight of
  // the bucket, scaled to length 1 (Salton and Buckley 1988). Buckets of weight 0 are dropped.
  template <typename Weight>
  void FinishAsCounts(Weight weight) {
    Finish(0.0f, 1e6f);
    std::size_t out = 0;
    double squares = 0.0;
    for (const Feature& feature : features_) {
      const double rarity = weight(feature.index);
      if (rarity == 0.0) continue;
      const double value = (1.0 + std::log(std::max(1.0f, feature.value))) * rarity;
      features_[out++] = {feature.index, static_cast<float>(value)};
      squares += value * value;
    }
    features_.resize(out);
    if (squares <= 0.0) return;
    for (Feature& f : features_) f.value = static_cast<float>(f.value / std::sqrt(squares));
  }

  void clear() { features_.clear(); }
  bool empty() const { return features_.empty(); }
  const std::vector<Feature>& features() const { return features_; }

 private:
  int shift_;
  std::vector<Feature> features_;
};

}  // namespace isotherm::engine
