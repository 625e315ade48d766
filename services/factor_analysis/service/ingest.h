// IngestDocuments: one batch of a stream.
//
// A batch is checked, read on all threads of the executor and written in one transaction; results
// come in the order of the documents and do not depend on the number of threads. A document that
// cannot be read, or that the store refuses, gets its own status and takes nothing else along. A
// document that came before, byte by byte, is recognised without reading it again.
// What happens when the store cannot write (disk full, connection lost): each document of the batch
// gets STORE_UNAVAILABLE, the stream goes on, and later documents try again.
// Content above 2 MiB is DOCUMENT_TOO_LARGE; a message above the server's cap (4 MiB) never gets
// here: gRPC ends the stream with RESOURCE_EXHAUSTED, and all documents answered until then are
// stored.
// Thread-safety: safe from any thread; blocks.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "isotherm/factor/v1/factor_service.pb.h"
#include "services/factor_analysis/service/parts.h"

namespace isotherm::factor_analysis {

inline constexpr std::int64_t kMaxDocumentsPerStream = 100'000;

// A document to ingest, or why its message could not be decoded.
using IngestItem = absl::StatusOr<factor::v1::IngestDocumentsRequest>;

// Answers each of `items`, the first of which has position `first_index`. NOT_READY (UNAVAILABLE)
// ends the stream.
absl::Status IngestItems(const Parts& parts, std::int64_t first_index,
                         std::vector<IngestItem> items,
                         std::vector<factor::v1::IngestDocumentsResponse>& responses);

}  // namespace isotherm::factor_analysis
