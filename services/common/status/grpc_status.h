// Carries absl::Status with its details across gRPC (grpc-status-details-bin).
#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace isotherm {

// For servers: code, message and details.
grpc::Status ToGrpcStatus(const absl::Status& status);

// For clients: code, message and, where the server sent them, details.
absl::Status FromGrpcStatus(const grpc::Status& status);

}  // namespace isotherm
