// The interface every factor engine implements.
#pragma once

#include "absl/status/statusor.h"
#include "services/factor_analysis/engine/types.h"

namespace isotherm::engine {

// Reads one document. Implementations are immutable after construction: Analyze() may be called
// from any number of threads, performs no I/O beyond what the implementation documents, and
// returns the same bytes for the same input, model and directory.
//
// Errors: INVALID_ARGUMENT for content that is empty after cleaning, binary, or larger than
// kMaxContentBytes; the message says which.
class Analyzer {
 public:
  static constexpr std::size_t kMaxContentBytes = 2u << 20;

  virtual ~Analyzer() = default;
  virtual absl::StatusOr<Analysis> Analyze(const DocumentInput& document) const = 0;
  // Names the implementation and its model in results: "builtin/engine-1".
  virtual std::string_view version() const = 0;
};

}  // namespace isotherm::engine
