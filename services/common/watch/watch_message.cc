#include "services/common/watch/watch_message.h"

#include <grpcpp/support/slice.h>

#include <algorithm>
#include <cstdint>
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

std::size_t VarintSize(std::size_t value) {
  std::size_t size = 1;
  for (; value >= 0x80; value >>= 7) ++size;
  return size;
}

std::size_t HeaderSize(std::size_t length) { return 1 + VarintSize(length); }

char* WriteHeader(char* out, char tag, std::size_t length) {
  *out++ = tag;
  for (; length >= 0x80; length >>= 7) *out++ = static_cast<char>(length | 0x80);
  *out++ = static_cast<char>(length);
  return out;
}

void FillPosition(const Delivery& delivery, common::v1::WatchPosition& position) {
  position.set_resume_token(delivery.resume_token);
  position.set_conflated_count(delivery.conflated_count);
  position.set_revision(delivery.revision);
  if (delivery.commit_time != absl::InfinitePast()) {
    const timespec time = absl::ToTimespec(delivery.commit_time);
    position.mutable_commit_time()->set_seconds(time.tv_sec);
    position.mutable_commit_time()->set_nanos(static_cast<int>(time.tv_nsec));
  }
}

// The position and the header of the event, with room for `body` behind it; written in place,
// because this is done for every message of every subscriber.
grpc::Slice Head(const Delivery& delivery, char event_tag, std::size_t event_size,
                 std::string_view body) {
  common::v1::WatchPosition position;
  FillPosition(delivery, position);
  const std::size_t position_size = position.ByteSizeLong();
  grpc::Slice slice(HeaderSize(position_size) + position_size + HeaderSize(event_size) +
                    body.size());
  char* out = reinterpret_cast<char*>(const_cast<std::uint8_t*>(slice.begin()));
  out = WriteHeader(out, kPositionTag, position_size);
  position.SerializeWithCachedSizesToArray(reinterpret_cast<std::uint8_t*>(out));
  out = WriteHeader(out + position_size, event_tag, event_size);
  std::copy(body.begin(), body.end(), out);
  return slice;
}

grpc::ByteBuffer WithBody(const Delivery& delivery, char event_tag, std::string_view body) {
  const grpc::Slice slice = Head(delivery, event_tag, body.size(), body);
  return grpc::ByteBuffer(&slice, 1);
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

}  // namespace

grpc::ByteBuffer EncodeWatchMessage(const Delivery& delivery) {
  switch (delivery.kind) {
    case Delivery::Kind::kUpsert: {
      const std::shared_ptr<const std::string>& payload = delivery.change->payload;
      if (payload->size() < kShareBytes) return WithBody(delivery, kUpsertTag, *payload);
      const grpc::Slice slices[] = {Head(delivery, kUpsertTag, payload->size(), ""),
                                    Share(payload)};
      return grpc::ByteBuffer(slices, 2);
    }
    case Delivery::Kind::kDeleted:
      return WithBody(delivery, kDeletedTag, delivery.change->name);
    case Delivery::Kind::kSnapshotComplete: {
      common::v1::WatchSnapshotComplete complete;
      complete.set_resource_count(delivery.resource_count);
      return WithBody(delivery, kSnapshotCompleteTag, complete.SerializeAsString());
    }
    case Delivery::Kind::kHeartbeat:
    case Delivery::Kind::kEnd:
      break;
  }
  return WithBody(delivery, kHeartbeatTag, "");
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
