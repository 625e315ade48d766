#include "client/resumable_watch.h"

#include "absl/strings/cord.h"
#include "google/rpc/error_details.pb.h"
#include "services/common/status/errors.h"

namespace isotherm::client {

bool NeedsResync(const absl::Status& status) {
  const ErrorReason reason = ReasonOf(status);
  return reason == common::v1::ERROR_REASON_RESUME_TOKEN_EXPIRED ||
         reason == common::v1::ERROR_REASON_INVALID_RESUME_TOKEN;
}

absl::Duration RetryDelay(const absl::Status& status) {
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.RetryInfo");
  google::rpc::RetryInfo retry;
  if (!payload || !retry.ParseFromString(std::string(*payload))) return absl::ZeroDuration();
  return absl::Seconds(retry.retry_delay().seconds()) +
         absl::Nanoseconds(retry.retry_delay().nanos());
}

}  // namespace isotherm::client
