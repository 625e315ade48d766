#include "services/common/status/errors.h"

#include <algorithm>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/rpc/error_details.pb.h"
#include "services/common/strings/view.h"

namespace isotherm {
namespace {

constexpr char kDomain[] = "isotherm";
constexpr char kReasonPrefix[] = "ERROR_REASON_";
constexpr char kTypeUrlPrefix[] = "type.googleapis.com/";
constexpr std::size_t kMaxMessageBytes = 1024;
constexpr std::size_t kMaxDescriptionBytes = 200;
constexpr std::size_t kMaxMetadataBytes = 256;
constexpr std::size_t kMaxViolations = 20;

// Cuts at a UTF-8 boundary, since proto3 strings must stay valid.
std::string Cut(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string(text);
  std::size_t end = limit - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return absl::StrCat(AbslView(text.substr(0, end)), "...");
}

template <typename Message>
std::string TypeUrl() {
  return absl::StrCat(kTypeUrlPrefix, Message::descriptor()->full_name());
}

template <typename Message>
void Attach(absl::Status& status, const Message& message) {
  status.SetPayload(TypeUrl<Message>(), absl::Cord(message.SerializeAsString()));
}

template <typename Message>
bool Read(const absl::Status& status, Message& message) {
  const auto payload = status.GetPayload(TypeUrl<Message>());
  return payload.has_value() && message.ParseFromString(std::string(*payload));
}

}  // namespace

absl::Status MakeError(absl::StatusCode code, ErrorReason reason, std::string_view message,
                       const ErrorMetadata& metadata) {
  absl::Status status(code, Cut(message, kMaxMessageBytes));
  google::rpc::ErrorInfo info;
  info.set_reason(
      std::string(absl::StripPrefix(common::v1::ErrorReason_Name(reason), kReasonPrefix)));
  info.set_domain(kDomain);
  for (const auto& [key, value] : metadata) {
    (*info.mutable_metadata())[key] = Cut(value, kMaxMetadataBytes);
  }
  Attach(status, info);
  return status;
}

absl::Status InvalidFields(const std::vector<FieldViolation>& violations) {
  if (violations.empty()) return absl::OkStatus();
  google::rpc::BadRequest bad_request;
  std::string message;
  const std::size_t shown = std::min(violations.size(), kMaxViolations);
  for (std::size_t i = 0; i < shown; ++i) {
    auto* violation = bad_request.add_field_violations();
    violation->set_field(Cut(violations[i].field, kMaxDescriptionBytes));
    violation->set_description(Cut(violations[i].description, kMaxDescriptionBytes));
    absl::StrAppend(&message, i == 0 ? "" : "; ", violation->field(), ": ",
                    violation->description());
  }
  if (violations.size() > shown) {
    absl::StrAppend(&message, "; and ", violations.size() - shown, " more");
  }
  absl::Status status = MakeError(absl::StatusCode::kInvalidArgument,
                                  common::v1::ERROR_REASON_INVALID_FIELD, message);
  if (bad_request.ByteSizeLong() > 2048) {
    // Long field paths: keep as many violations as fit beside the message.
    while (bad_request.field_violations_size() > 1 && bad_request.ByteSizeLong() > 2048) {
      bad_request.mutable_field_violations()->RemoveLast();
    }
  }
  Attach(status, bad_request);
  return status;
}

absl::Status MakeUnavailable(ErrorReason reason, std::string_view message,
                             absl::Duration retry_after, const ErrorMetadata& metadata) {
  absl::Status status = MakeError(absl::StatusCode::kUnavailable, reason, message, metadata);
  google::rpc::RetryInfo retry;
  const std::int64_t nanos = absl::ToInt64Nanoseconds(retry_after);
  retry.mutable_retry_delay()->set_seconds(nanos / 1'000'000'000);
  retry.mutable_retry_delay()->set_nanos(static_cast<int>(nanos % 1'000'000'000));
  Attach(status, retry);
  return status;
}

absl::Status NotFound(std::string_view resource_name) {
  return MakeError(absl::StatusCode::kNotFound, common::v1::ERROR_REASON_RESOURCE_NOT_FOUND,
                   absl::StrCat(AbslView(resource_name), " does not exist"),
                   {{"resource", std::string(resource_name)}});
}

ErrorReason ReasonOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  ErrorReason reason = common::v1::ERROR_REASON_UNSPECIFIED;
  if (Read(status, info)) {
    common::v1::ErrorReason_Parse(absl::StrCat(kReasonPrefix, info.reason()), &reason);
  }
  return reason;
}

std::string ErrorMetadataValue(const absl::Status& status, std::string_view key) {
  google::rpc::ErrorInfo info;
  if (!Read(status, info)) return "";
  const auto found = info.metadata().find(std::string(key));
  return found == info.metadata().end() ? "" : found->second;
}

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  google::rpc::Status result;
  if (status.ok()) return result;
  google::rpc::ErrorInfo info;
  const absl::Status known =
      Read(status, info)
          ? status
          : MakeError(status.code(), common::v1::ERROR_REASON_INTERNAL, StdView(status.message()));
  result.set_code(static_cast<int>(known.code()));
  result.set_message(std::string(known.message()));
  known.ForEachPayload([&result](absl::string_view url, const absl::Cord& payload) {
    auto* any = result.add_details();
    any->set_type_url(std::string(url));
    any->set_value(std::string(payload));
  });
  return result;
}

absl::Status FromRpcStatus(const google::rpc::Status& status) {
  absl::Status result(static_cast<absl::StatusCode>(status.code()), status.message());
  if (result.ok()) return result;
  for (const auto& detail : status.details()) {
    result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
  return result;
}

}  // namespace isotherm
