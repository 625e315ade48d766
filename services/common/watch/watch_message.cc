#include "services/common/watch/watch_message.h"

#include <grpcpp/support/slice.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "isotherm/common/v1/watch.pb.h"
#include "services/common/status/errors.h"
#include "services/common/strings/view.h"

namespace isotherm::watch {
namespace {

using stream::Delivery;
using stream::EndReason;

// Tags of length-delimited fields 1 to 5.
constexpr char kPositionTag = 0x0A;
constexpr char kUpsertTag = 0x12;
constexpr char kDeletedTag = 0x1A;
constexpr char kSnapshotCompleteTag = 0x22;
constexpr char kHeartbeatTag = 0x2A;

// Below this a copy costs less than a slice of its own.
constexpr std::size_t kShareBytes = 1024;
constexpr absl::Duration kRetryAfter = absl::Seconds(1);

void AppendHeader(std::string& out, char tag, std::size_t length) {
  out.push_back(tag);
  for (; length >= 0x80; length >>= 7) out.push_back(static_cast<char>(length | 0x80));
  out.push_back(static_cast<char>(length));
}

void AppendField(std::string& out, char tag, std::string_view bytes) {
  AppendHeader(out, tag, bytes.size());
  out.append(bytes);
}

std::string Position(const Delivery& delivery) {
  common::v1::WatchPosition position;
  position.set_resume_token(delivery.resume_token);
  position.set_conflated_count(delivery.conflated_count);
  position.set_revision(delivery.revision);
  if (delivery.commit_time != absl::InfinitePast()) {
    const timespec time = absl::ToTimespec(delivery.commit_time);
    position.mutable_commit_time()->set_seconds(time.tv_sec);
    position.mutable_commit_time()->set_nanos(static_cast<int>(time.tv_nsec));
  }
  return position.SerializeAsString();
}

// A slice over bytes that `owner` keeps alive.
grpc::Slice Share(std::shared_ptr<const std::string> owner) {
  const std::string* bytes = owner.get();
  auto* held = new std::shared_ptr<const std::string>(std::move(owner));
  // gRPC never writes through a slice.
  return grpc::Slice(
      const_cast<char*>(bytes->data()), bytes->size(),
      [](void* user_data) { delete static_cast<std::shared_ptr<const std::string>*>(user_data); },
      held);
}

grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes.data(), bytes.size());
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace

grpc::ByteBuffer EncodeWatchMessage(const Delivery& delivery) {
  std::string bytes;
  AppendField(bytes, kPositionTag, Position(delivery));
  switch (delivery.kind) {
    case Delivery::Kind::kUpsert: {
      const std::shared_ptr<const std::string>& payload = delivery.change->payload;
      AppendHeader(bytes, kUpsertTag, payload->size());
      if (payload->size() >= kShareBytes) {
        const grpc::Slice slices[] = {grpc::Slice(bytes.data(), bytes.size()), Share(payload)};
        return grpc::ByteBuffer(slices, 2);
      }
      bytes += *payload;
      break;
    }
    case Delivery::Kind::kDeleted:
      AppendField(bytes, kDeletedTag, delivery.change->name);
      break;
    case Delivery::Kind::kSnapshotComplete: {
      common::v1::WatchSnapshotComplete complete;
      complete.set_resource_count(delivery.resource_count);
      AppendField(bytes, kSnapshotCompleteTag, complete.SerializeAsString());
      break;
    }
    case Delivery::Kind::kHeartbeat:
    case Delivery::Kind::kEnd:
      AppendHeader(bytes, kHeartbeatTag, 0);
      break;
  }
  return ToBuffer(bytes);
}

absl::Status EndStatus(const Delivery& end) {
  const std::string_view message = StdView(end.status.message());
  switch (end.reason) {
    case EndReason::kTokenInvalid:
      return MakeError(end.status.code(), common::v1::ERROR_REASON_INVALID_RESUME_TOKEN, message);
    case EndReason::kTokenExpired:
      return MakeError(end.status.code(), common::v1::ERROR_REASON_RESUME_TOKEN_EXPIRED, message,
                       {{"oldest_token", end.resume_token}});
    case EndReason::kShuttingDown:
      return MakeUnavailable(common::v1::ERROR_REASON_SHUTTING_DOWN, message, kRetryAfter,
                             {{"resume_token", end.resume_token}});
    case EndReason::kLimitExceeded:
      return MakeError(end.status.code(), common::v1::ERROR_REASON_LIMIT_EXCEEDED, message);
    case EndReason::kNone:
      break;
  }
  return end.status;
}

}  // namespace isotherm::watch
