// Builds the errors of the suite: an absl::Status with exactly one google.rpc.ErrorInfo, plus
// BadRequest or RetryInfo where they apply, as payloads.
//
// Purpose: one place that decides how an error looks. Domain code returns absl::Status; the rpc
// layer turns it into a gRPC status (grpc_status.h) or a per-item google.rpc.Status. Limits:
// details stay under 4 KB (trailing metadata is capped at 8 KB): messages are cut at 1,024 bytes,
// violations at 20 of 200 bytes each, metadata values at 256 bytes. Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/rpc/status.pb.h"
#include "isotherm/common/v1/error_reason.pb.h"

namespace isotherm {

using ErrorReason = common::v1::ErrorReason;
using ErrorMetadata = std::vector<std::pair<std::string, std::string>>;

// One wrong request field.
struct FieldViolation {
  std::string field;        // "actor.offices[2].start_date"
  std::string description;  // what is wrong and what is expected
};

// An error whose message says what, where and what to do.
absl::Status MakeError(absl::StatusCode code, ErrorReason reason, std::string_view message,
                       const ErrorMetadata& metadata = {});

// INVALID_ARGUMENT, reason INVALID_FIELD, with the violations; OK when there are none.
absl::Status InvalidFields(const std::vector<FieldViolation>& violations);

// UNAVAILABLE with a RetryInfo: the only kind of error worth a retry.
absl::Status MakeUnavailable(ErrorReason reason, std::string_view message,
                             absl::Duration retry_after, const ErrorMetadata& metadata = {});

// NOT_FOUND, reason RESOURCE_NOT_FOUND: "<name> does not exist".
absl::Status NotFound(std::string_view resource_name);

// The ErrorInfo's reason; ERROR_REASON_UNSPECIFIED when the status carries none.
ErrorReason ReasonOf(const absl::Status& status);

// A value of the ErrorInfo's metadata; empty when absent.
std::string ErrorMetadataValue(const absl::Status& status, std::string_view key);

// The status as a message. An error without ErrorInfo (a bug or a foreign library) becomes reason
// INTERNAL, so that exactly one is always sent.
google::rpc::Status ToRpcStatus(const absl::Status& status);

// The way back, payloads included.
absl::Status FromRpcStatus(const google::rpc::Status& status);

}  // namespace isotherm
