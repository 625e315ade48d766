#include "services/scoring/follower/grpc_watch_client.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <utility>

#include "isotherm/factor/v1/factor_service.grpc.pb.h"
#include "isotherm/profile/v1/profile_service.grpc.pb.h"
#include "services/common/status/grpc_status.h"

namespace isotherm::scoring {
namespace {

constexpr int kHeartbeatSeconds = 1;

// All Watch responses have the same shape.
template <typename Resource, typename Response>
class GrpcWatchStream final : public WatchStream {
 public:
  template <typename Start>
  explicit GrpcWatchStream(Start start) : reader_(start(&context_)) {}
  ~GrpcWatchStream() override {
    if (finished_) return;
    context_.TryCancel();
    while (reader_->Read(&response_)) {
    }
    reader_->Finish();
  }

  bool Read(FollowedMessage& message) override {
    if (!reader_->Read(&response_)) return false;
    message = FollowedMessage();
    message.position = std::move(*response_.mutable_position());
    switch (response_.event_case()) {
      case Response::kUpsert:
        message.kind = FollowedMessage::Kind::kUpsert;
        message.resource = std::make_shared<Resource>(std::move(*response_.mutable_upsert()));
        break;
      case Response::kDeleted:
        message.kind = FollowedMessage::Kind::kDeleted;
        message.deleted = response_.deleted();
        break;
      case Response::kSnapshotComplete:
        message.kind = FollowedMessage::Kind::kSnapshotComplete;
        break;
      case Response::kHeartbeat:
      case Response::EVENT_NOT_SET:  // an event newer than this build: only its position counts
        message.kind = FollowedMessage::Kind::kHeartbeat;
        break;
    }
    return true;
  }

  absl::Status Finish() override {
    finished_ = true;
    return FromGrpcStatus(reader_->Finish());
  }

  void Cancel() override { context_.TryCancel(); }

 private:
  grpc::ClientContext context_;
  Response response_;
  std::unique_ptr<grpc::ClientReaderInterface<Response>> reader_;
  bool finished_ = false;
};

class FactorWatchClient final : public WatchClient {
 public:
  explicit FactorWatchClient(std::shared_ptr<grpc::Channel> channel)
      : stub_(factor::v1::FactorService::NewStub(std::move(channel))) {}

  std::unique_ptr<WatchStream> Open(const std::string& resume_token) override {
    factor::v1::WatchFactorsRequest request;
    request.set_parent("leaders/-");
    request.mutable_options()->set_resume_token(resume_token);
    request.mutable_options()->set_delivery(common::v1::WATCH_DELIVERY_EVERY_REVISION);
    request.mutable_options()->mutable_heartbeat_interval()->set_seconds(kHeartbeatSeconds);
    return std::make_unique<GrpcWatchStream<factor::v1::Factor, factor::v1::WatchFactorsResponse>>(
        [&](grpc::ClientContext* context) { return stub_->WatchFactors(context, request); });
  }

 private:
  const std::unique_ptr<factor::v1::FactorService::Stub> stub_;
};

class ProfileWatchClient final : public WatchClient {
 public:
  explicit ProfileWatchClient(std::shared_ptr<grpc::Channel> channel)
      : stub_(profile::v1::ProfileService::NewStub(std::move(channel))) {}

  std::unique_ptr<WatchStream> Open(const std::string& resume_token) override {
    profile::v1::WatchActorsRequest request;
    request.set_filter("kind = LEADER");
    request.mutable_options()->set_resume_token(resume_token);
    request.mutable_options()->set_delivery(common::v1::WATCH_DELIVERY_CONFLATE_LATEST);
    request.mutable_options()->mutable_heartbeat_interval()->set_seconds(kHeartbeatSeconds);
    return std::make_unique<GrpcWatchStream<profile::v1::Actor, profile::v1::WatchActorsResponse>>(
        [&](grpc::ClientContext* context) { return stub_->WatchActors(context, request); });
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
