// Retraction and return: new rows in state_changes, never a deletion.
//
// A document takes its events and factors with it, as if it had never been ingested, and brings
// back the same ones under the same names and times when it is ingested again. A factor that was
// retracted on its own stays retracted when its document returns.
// Errors: NOT_FOUND, FAILED_PRECONDITION (ALREADY_RETRACTED), and as sql/transaction.h.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "isotherm/factor/v1/document.pb.h"
#include "isotherm/factor/v1/factor.pb.h"
#include "services/common/sql/transaction.h"
#include "services/factor_analysis/store/ingest.h"

namespace isotherm::factor_analysis {

struct RetractedDocument {
  factor::v1::Document document;
  int retracted_factors = 0;  // that counted until now
};

absl::StatusOr<RetractedDocument> RetractDocument(sql::WriteTransaction& transaction,
                                                  const std::string& id, const std::string& reason,
                                                  const IngestSettings& settings);

// `leader_id` must be the factor's, else it is NOT_FOUND.
absl::StatusOr<factor::v1::Factor> RetractFactor(sql::WriteTransaction& transaction,
                                                 const std::string& leader_id,
                                                 const std::string& id, const std::string& reason,
                                                 absl::Time now);

// `document` is one that stands retracted.
absl::Status RestoreDocument(sql::WriteTransaction& transaction,
                             const factor::v1::Document& document, const IngestSettings& settings);

}  // namespace isotherm::factor_analysis
