#include "services/common/watch/watch_server.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/status/grpc_status.h"
#include "services/common/watch/watch_reactor.h"

namespace isotherm::watch {
namespace {

constexpr absl::Duration kLongestMinInterval = absl::Seconds(60);
constexpr absl::Duration kDefaultHeartbeat = absl::Seconds(30);
constexpr absl::Duration kShortestHeartbeat = absl::Seconds(1);
constexpr absl::Duration kLongestHeartbeat = absl::Minutes(10);

class Rejection final : public Reactor {
 public:
  explicit Rejection(const absl::Status& status) { Finish(ToGrpcStatus(status)); }
  void OnDone() override { delete this; }
};

absl::Duration ToDuration(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

void CheckRange(const char* field, absl::Duration value, absl::Duration low, absl::Duration high,
                std::vector<FieldViolation>& violations) {
  if (value >= low && value <= high) return;
  violations.push_back(
      {field, absl::StrCat("is ", absl::FormatDuration(value), "; give ", absl::FormatDuration(low),
                           " to ", absl::FormatDuration(high))});
}

}  // namespace

absl::StatusOr<stream::WatchOptions> ReadWatchOptions(const common::v1::WatchOptions& options) {
  std::vector<FieldViolation> violations;
  stream::WatchOptions result;
  result.resume_token = options.resume_token();
  switch (options.delivery()) {
    case common::v1::WATCH_DELIVERY_UNSPECIFIED:
    case common::v1::WATCH_DELIVERY_CONFLATE_LATEST:
      result.mode = stream::DeliveryMode::kConflateLatest;
      break;
    case common::v1::WATCH_DELIVERY_EVERY_REVISION:
      result.mode = stream::DeliveryMode::kEveryRevision;
      break;
    default:
      violations.push_back(
          {"options.delivery",
           absl::StrCat("has unknown value ", static_cast<int>(options.delivery()))});
  }
  result.min_interval = ToDuration(options.min_interval());
  CheckRange("options.min_interval", result.min_interval, absl::ZeroDuration(), kLongestMinInterval,
             violations);
  result.heartbeat_interval = options.has_heartbeat_interval()
                                  ? ToDuration(options.heartbeat_interval())
                                  : kDefaultHeartbeat;
  CheckRange("options.heartbeat_interval", result.heartbeat_interval, kShortestHeartbeat,
             kLongestHeartbeat, violations);
  if (result.mode == stream::DeliveryMode::kEveryRevision &&
      result.min_interval != absl::ZeroDuration()) {
    violations.push_back(
        {"options.min_interval", "applies to CONFLATE_LATEST only; leave it unset"});
  }
  if (!violations.empty()) return InvalidFields(violations);
  return result;
}

Reactor* WatchServer::Start(grpc::CallbackServerContext* context,
                            const stream::WatchOptions& options, stream::Filter filter) {
  return WatchReactor::Start(context, hub_, timer_, options_.write_timeout, options,
                             std::move(filter));
}

Reactor* WatchServer::Reject(const absl::Status& status) { return new Rejection(status); }

absl::Status WatchServer::MalformedRequest() {
  return MakeError(
      absl::StatusCode::kInvalidArgument, common::v1::ERROR_REASON_INVALID_FIELD,
      "the request's bytes are not a message of this method; check the client's proto");
}

}  // namespace isotherm::watch
