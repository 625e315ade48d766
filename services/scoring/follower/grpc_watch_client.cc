#include "services/scoring/follower/grpc_watch_client.h"

#include <grpcpp/channel.h>

#include <utility>

#include "client/resumable_watch.h"
#include "isotherm/factor/v1/factor_service.grpc.pb.h"
#include "isotherm/profile/v1/profile_service.grpc.pb.h"

namespace isotherm::scoring {
namespace {

constexpr int kHeartbeatSeconds = 1;

// Follows without end: only what a new connection cannot mend ends the stream.
constexpr client::RetryPolicy kRetry = {
    .initial_backoff = absl::Milliseconds(100), .max_backoff = absl::Seconds(5), .max_failures = 0};

// All Watch responses have the same shape.
template <typename Resource, typename Request, typename Response>
class GrpcWatchStream final : public WatchStream {
 public:
  using Watch = client::ResumableWatch<Request, Response>;

  GrpcWatchStream(typename Watch::Open open, Request request)
      : watch_(std::move(open), std::move(request), kRetry, client::SystemRandom(), sleeper_) {}

  bool Read(FollowedMessage& message) override {
    absl::StatusOr<Response> step = watch_.NextOrLoss();
    message = FollowedMessage();
    if (step.ok()) {
      Convert(*step, message);
      return true;
    }
    end_ = step.status();
    if (!absl::IsUnavailable(end_)) return false;
    message.kind = FollowedMessage::Kind::kLost;
    message.loss = end_;
    return true;
  }

  absl::Status Finish() override { return end_; }
  void Cancel() override { watch_.Cancel(); }

 private:
  static void Convert(Response& response, FollowedMessage& message) {
    message.position = std::move(*response.mutable_position());
    switch (response.event_case()) {
      case Response::kUpsert:
        message.kind = FollowedMessage::Kind::kUpsert;
        message.resource = std::make_shared<Resource>(std::move(*response.mutable_upsert()));
        break;
      case Response::kDeleted:
        message.kind = FollowedMessage::Kind::kDeleted;
        message.deleted = response.deleted();
        break;
      case Response::kSnapshotComplete:
        message.kind = FollowedMessage::Kind::kSnapshotComplete;
        break;
      case Response::kHeartbeat:
      case Response::EVENT_NOT_SET:  // an event newer than this build: only its position counts
        message.kind = FollowedMessage::Kind::kHeartbeat;
        break;
    }
  }

  client::SystemSleeper sleeper_;
  Watch watch_;
  absl::Status end_;
};

template <typename Request>
void SetOptions(const std::string& resume_token, common::v1::WatchDelivery delivery,
                Request& request) {
  request.mutable_options()->set_resume_token(resume_token);
  request.mutable_options()->set_delivery(delivery);
  request.mutable_options()->mutable_heartbeat_interval()->set_seconds(kHeartbeatSeconds);
}

class FactorWatchClient final : public WatchClient {
 public:
  explicit FactorWatchClient(std::shared_ptr<grpc::Channel> channel)
      : stub_(factor::v1::FactorService::NewStub(std::move(channel))) {}

  std::unique_ptr<WatchStream> Open(const std::string& resume_token) override {
    using Request = factor::v1::WatchFactorsRequest;
    Request request;
    request.set_parent("leaders/-");
    SetOptions(resume_token, common::v1::WATCH_DELIVERY_EVERY_REVISION, request);
    return std::make_unique<
        GrpcWatchStream<factor::v1::Factor, Request, factor::v1::WatchFactorsResponse>>(
        [this](grpc::ClientContext* context, const Request& request) {
          return stub_->WatchFactors(context, request);
        },
        std::move(request));
  }

 private:
  const std::unique_ptr<factor::v1::FactorService::Stub> stub_;
};

class ProfileWatchClient final : public WatchClient {
 public:
  explicit ProfileWatchClient(std::shared_ptr<grpc::Channel> channel)
      : stub_(profile::v1::ProfileService::NewStub(std::move(channel))) {}

  std::unique_ptr<WatchStream> Open(const std::string& resume_token) override {
    using Request = profile::v1::WatchActorsRequest;
    Request request;
    request.set_filter("kind = LEADER");
    SetOptions(resume_token, common::v1::WATCH_DELIVERY_CONFLATE_LATEST, request);
    return std::make_unique<
        GrpcWatchStream<profile::v1::Actor, Request, profile::v1::WatchActorsResponse>>(
        [this](grpc::ClientContext* context, const Request& request) {
          return stub_->WatchActors(context, request);
        },
        std::move(request));
  }

 private:
  const std::unique_ptr<profile::v1::ProfileService::Stub> stub_;
};

}  // namespace

std::unique_ptr<WatchClient> NewFactorWatchClient(std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<FactorWatchClient>(std::move(channel));
}

std::unique_ptr<WatchClient> NewProfileWatchClient(std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<ProfileWatchClient>(std::move(channel));
}

}  // namespace isotherm::scoring
