// Random but seeded evidence and a complete set of parameters for tests of the model.
#pragma once

#include <random>
#include <vector>

#include "services/scoring/model/factor_input.h"
#include "services/scoring/model/incumbency.h"
#include "services/scoring/model/parameters.h"

namespace isotherm::scoring::testing {

// 2023-01-01 00:00 UTC.
absl::Time Epoch();

// Valid parameters near the shipped model's.
HeatParameters TestParameters();

class EvidenceGenerator {
 public:
  explicit EvidenceGenerator(std::uint64_t seed) : random_(seed) {}

  // Between 1 and `max_count` factors within two years of Epoch(): shared and unique claims, few
  // and many sources, all roles and domains, some with an end, some at the same instant.
  std::vector<FactorInput> Factors(int max_count);
  // One raising or lowering factor whose claim and source may repeat those of Factors().
  FactorInput Scored(Direction direction);
  Incumbency Office();
  // Within Epoch() - 1 month .. Epoch() + 3 years.
  absl::Time AsOf();
  int Below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  double Uniform() { return std::uniform_real_distribution<double>(0.0, 1.0)(random_); }
  template <typename T>
  void Shuffle(std::vector<T>& values) {
    std::shuffle(values.begin(), values.end(), random_);
  }

 private:
  FactorInput Factor();

  std::mt19937_64 random_;
  int next_id_ = 0;
};

}  // namespace isotherm::scoring::testing
