// The file format of the engine's trained models.
//
// Layout: one line of JSON (format, version, provenance as training wrote it), then for each model
// its name, classes, scale, bias and non-zero weights, then a checksum of all before it. Numbers
// are little-endian. Weights are stored as (gap, byte) pairs, so a sparse model is small. Errors:
// Parse gives DATA_LOSS for a damaged or cut file and FAILED_PRECONDITION for a file of a newer
// format than this build reads; never half a model. Thread-safety: immutable after Parse().
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/factor_analysis/engine/learning/linear_model.h"

namespace isotherm::engine {

class WeightsFile {
 public:
  static constexpr int kFormatVersion = 1;

  // `provenance`: one JSON object without line breaks.
  explicit WeightsFile(std::string provenance = "{}") : provenance_(std::move(provenance)) {}

  static absl::StatusOr<WeightsFile> Parse(std::string_view bytes);
  std::string Serialize() const;

  const std::string& provenance() const { return provenance_; }
  void Put(std::string name, LinearModel model) { models_[std::move(name)] = std::move(model); }
  // NOT_FOUND naming the model.
  absl::StatusOr<LinearModel> Get(std::string_view name) const;
  const std::map<std::string, LinearModel, std::less<>>& models() const { return models_; }

 private:
  std::string provenance_;
  std::map<std::string, LinearModel, std::less<>> models_;
};

}  // namespace isotherm::engine
