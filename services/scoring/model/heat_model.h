// The heat model: factors of one leader in, a reading out.
//
//   x_i(t) = direction * weight[domain, role] * strength * confidence
//            * 2^(-(t - observed) / half-life)
//   h(t)   = incumbency(t) + F(sum of raising x) - F(sum of lowering |x|)
//   score  = 100 * logistic(h / score_scale)
//   P(level <= k) = logistic((c_k - h) / level_scale)
//
// the last being proportional odds (McCullagh 1980).
//
// Factors of one claim are one cluster (cluster.h), F saturates (accumulation.h), the published
// level follows by hysteresis (hysteresis.h), contributions are Aumann-Shapley values
// (attribution.h). A reading is a pure function of (evidence set, incumbency, as_of): the order and
// the number of times in which evidence came in leave no trace in any bit of it.
//
// Thread-safety: immutable after construction. No clock, no I/O.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "services/scoring/model/evidence.h"
#include "services/scoring/model/factor_input.h"
#include "services/scoring/model/incumbency.h"
#include "services/scoring/model/parameters.h"
#include "services/scoring/model/reading.h"

namespace isotherm::scoring {

class HeatModel {
 public:
  // INVALID_ARGUMENT when the parameters are out of range.
  static absl::StatusOr<HeatModel> Create(HeatParameters parameters);

  const HeatParameters& parameters() const { return parameters_; }

  // The reading of a leader as of a time. Evidence observed after `as_of` counts nothing.
  HeatReading Read(const Evidence& evidence, const Incumbency& incumbency, absl::Time as_of) const;
  // The same from raw factors; INVALID_ARGUMENT names the first invalid factor.
  absl::StatusOr<HeatReading> Read(absl::Span<const FactorInput> factors,
                                   const Incumbency& incumbency, absl::Time as_of) const;

  // The reading with what each claim contributes to it.
  Explanation Explain(const Evidence& evidence, const Incumbency& incumbency,
                      absl::Time as_of) const;

 private:
  explicit HeatModel(HeatParameters parameters);

  HeatParameters parameters_;
};

}  // namespace isotherm::scoring
