// Writes analysed documents, in one transaction.
//
// Errors and thread-safety: as sql/transaction.h.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "isotherm/factor/v1/document.pb.h"
#include "isotherm/factor/v1/factor.pb.h"
#include "services/common/sql/transaction.h"
#include "services/factor_analysis/near_duplicate/signature.h"

namespace isotherm::factor_analysis {

// A document to store with what was read in it. All names are set already; ingest time, known
// times, publishers of factors, states and `near_duplicate_of` are set here.
struct NewDocument {
  std::string source_key;   // of the bytes as received
  std::string fingerprint;  // near_duplicate/signature.h
  factor::v1::Document document;
  std::vector<factor::v1::Factor> factors;
  std::vector<factor::v1::Event> events;
};

enum class IngestOutcome { kIngested, kDuplicate, kRestored };

struct IngestResult {
  IngestOutcome outcome = IngestOutcome::kIngested;
  std::string document;  // name
  int factor_count = 0;  // active factors of the document
  int event_count = 0;
  std::string near_duplicate_of;  // name; empty = none
};

struct IngestSettings {
  absl::Time now;  // the documents' known time, in whole microseconds
  double near_duplicate_resemblance = near_duplicate::kMinResemblance;
};

// Stores the documents in order; one that stands there already is a duplicate, one that was
// retracted is restored. An entry whose `document` has no content speaks of a stored document that
// the caller recognised by its source key.
absl::StatusOr<std::vector<IngestResult>> IngestBatch(sql::WriteTransaction& transaction,
                                                      absl::Span<const NewDocument* const> batch,
                                                      const IngestSettings& settings);

}  // namespace isotherm::factor_analysis
