// The engine's errors in the words of the service.
//
// The engine is free of protobuf, so its errors carry a code and a message only. What it refuses is
// told apart by the message, which a test holds against the engine's own: DOCUMENT_BINARY,
// DOCUMENT_EMPTY, UNSUPPORTED_LANGUAGE, DOCUMENT_TOO_LARGE, and INVALID_FIELD for other content
// that cannot be read. Anything but INVALID_ARGUMENT is INTERNAL. Thread-safety: pure function.
#pragma once

#include "absl/status/status.h"

namespace isotherm::factor_analysis {

// `status` is not OK.
absl::Status FromAnalyzerError(const absl::Status& status);

}  // namespace isotherm::factor_analysis
