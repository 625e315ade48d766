// Reads the directions of a document's units together.
//
// Purpose: neighbouring clauses of one paragraph mostly point the same way, and "but" turns the
// way round. Units form a chain of two-state variables with couplings between neighbours; the
// marginals follow exactly from one pass in each direction (Pearl 1988). Pure and thread-safe.
#pragma once

#include <vector>

#include "absl/types/span.h"
#include "services/factor_analysis/engine/factors/units.h"
#include "services/factor_analysis/engine/text/document_text.h"

namespace isotherm::engine {

// `logits[i]`: log odds that units[i], read alone, raises. Returns the log odds read together.
std::vector<double> ChainLogits(const DocumentText& text, absl::Span<const Unit> units,
                                absl::Span<const double> logits);

// Whether a unit begins by turning against what stands before it.
bool BeginsContrast(const DocumentText& text, const Unit& unit);

}  // namespace isotherm::engine
