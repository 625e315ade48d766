#include "cli/commands/context.h"

#include "services/common/status/errors.h"

namespace isotherm::cli {

ExitCode ExitCodeOf(const absl::Status& status) {
  const bool from_service = ReasonOf(status) != common::v1::ERROR_REASON_UNSPECIFIED;
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return ExitCode::kOk;
    case absl::StatusCode::kInvalidArgument:
      return ExitCode::kUsage;
    case absl::StatusCode::kNotFound:
      return ExitCode::kNotFound;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return from_service ? ExitCode::kServerError : ExitCode::kUnreachable;
    default:
      return ExitCode::kServerError;
  }
}

}  // namespace isotherm::cli
