// What the engine found, as messages of the service.
//
// Names are made from content (identity/content_id.h), so the same document gives the same names in
// any store and order. Thread-safety: pure functions.
// Errors: INTERNAL when the analysis breaks a promise of engine/types.h (a quote that does not
// stand at its offsets, a number out of its range): such a factor must never be stored.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "isotherm/factor/v1/document.pb.h"
#include "isotherm/factor/v1/factor.pb.h"
#include "services/factor_analysis/engine/types.h"

namespace isotherm::factor_analysis {

struct Findings {
  factor::v1::Document document;  // the request's, with name, text, language, analyzer filled
  std::vector<factor::v1::Factor> factors;
  std::vector<factor::v1::Event> events;
};

// `received` is the document of the request; its output-only fields are ignored.
absl::StatusOr<Findings> ToFindings(const factor::v1::Document& received,
                                    const engine::DocumentInput& input,
                                    const engine::Analysis& analysis,
                                    std::string_view analyzer_version);

// For answers about what is not stored: without names of documents, factors and events.
void RemoveNames(Findings& read);

}  // namespace isotherm::factor_analysis
