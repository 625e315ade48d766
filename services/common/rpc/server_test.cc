#include "services/common/rpc/server.h"

#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/support/byte_buffer.h>
#include <gtest/gtest.h>

#include "isotherm/profile/v1/profile_service.grpc.pb.h"
#include "services/common/executor/executor.h"
#include "services/common/rpc/item_stream.h"
#include "services/common/rpc/unary.h"
#include "services/common/status/errors.h"
#include "services/common/status/grpc_status.h"

namespace isotherm::rpc {
namespace {

namespace pb = profile::v1;

constexpr char kServiceName[] = "isotherm.profile.v1.ProfileService";

class EchoService final : public pb::ProfileService::CallbackService {
 public:
  explicit EchoService(Executor& executor) : executor_(executor) {}

  grpc::ServerUnaryReactor* GetActor(grpc::CallbackServerContext* context,
                                     const pb::GetActorRequest* request,
                                     pb::GetActorResponse* response) override {
    return RunUnary(context, executor_, [request, response](const Call& call) -> absl::Status {
      if (request->name().empty()) return NotFound("actors/");
      response->mutable_actor()->set_name(request->name());
      return call.deadline() < absl::InfiniteFuture() ? absl::OkStatus()
                                                      : absl::InternalError("deadline was lost");
    });
  }

  grpc::ServerBidiReactor<pb::ImportActorsRequest, pb::ImportActorsResponse>* ImportActors(
      grpc::CallbackServerContext*) override {
    return new ItemStream<pb::ImportActorsRequest, pb::ImportActorsResponse>(
        executor_, 1'000,
        [](std::int64_t first, std::vector<pb::ImportActorsRequest>&& items,
           std::vector<pb::ImportActorsResponse>& responses) {
          for (const auto& item : items) {
            auto& response = responses.emplace_back();
            response.set_index(first++);
            response.set_name(item.actor().name());
          }
          return absl::OkStatus();
        });
  }

 private:
  Executor& executor_;
};

class ServerTest : public testing::Test {
 protected:
  void SetUp() override {
    auto started = Server::Start({}, {&service_}, {kServiceName});
    ASSERT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
    stub_ = pb::ProfileService::NewStub(
        grpc::CreateChannel(server_->local_target(), grpc::InsecureChannelCredentials()));
  }

  ThreadPool pool_{2, 100};
  EchoService service_{pool_};
  std::unique_ptr<Server> server_;
  std::unique_ptr<pb::ProfileService::Stub> stub_;
};

TEST_F(ServerTest, UnaryAnswersAndCarriesErrorDetails) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  pb::GetActorRequest request;
  request.set_name("actors/x");
  pb::GetActorResponse response;
  ASSERT_TRUE(stub_->GetActor(&context, request, &response).ok());
  EXPECT_EQ(response.actor().name(), "actors/x");

  grpc::ClientContext second;
  request.clear_name();
  const absl::Status status = FromGrpcStatus(stub_->GetActor(&second, request, &response));
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_RESOURCE_NOT_FOUND);
}

// Writes `count` items while reading the answers on another thread; returns the indices answered.
std::vector<std::int64_t> Import(pb::ProfileService::Stub& stub, int count, grpc::Status& status) {
  grpc::ClientContext context;
  auto stream = stub.ImportActors(&context);
  std::thread writer([&] {
    pb::ImportActorsRequest request;
    for (int i = 0; i < count; ++i) {
      request.mutable_actor()->set_name(std::to_string(i));
      if (!stream->Write(request)) break;
    }
    stream->WritesDone();
  });
  std::vector<std::int64_t> indices;
  pb::ImportActorsResponse response;
  while (stream->Read(&response)) {
    EXPECT_EQ(response.name(), std::to_string(response.index()));
    indices.push_back(response.index());
  }
  writer.join();
  status = stream->Finish();
  return indices;
}

TEST_F(ServerTest, ItemStreamAnswersEachItemOnceInOrder) {
  for (int count : {0, 1, 63, 64, 65, 1'000}) {
    grpc::Status status;
    const auto indices = Import(*stub_, count, status);
    EXPECT_TRUE(status.ok()) << status.error_message();
    ASSERT_EQ(indices.size(), static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) EXPECT_EQ(indices[i], i);
  }
}

TEST_F(ServerTest, ItemStreamAnswersTheGoodPartBeforeItRefusesTooMany) {
  grpc::Status status;
  const auto indices = Import(*stub_, 1'200, status);
  EXPECT_EQ(indices.size(), 1'000u);
  EXPECT_EQ(ReasonOf(FromGrpcStatus(status)), common::v1::ERROR_REASON_LIMIT_EXCEEDED);
}

TEST_F(ServerTest, ItemStreamSurvivesCallersThatLeave) {
  for (int i = 0; i < 20; ++i) {
    grpc::ClientContext context;
    auto stream = stub_->ImportActors(&context);
    pb::ImportActorsRequest request;
    for (int k = 0; k < i; ++k) stream->Write(request);
    context.TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  grpc::Status status;
  EXPECT_EQ(Import(*stub_, 10, status).size(), 10u);
}

TEST_F(ServerTest, SecondServerOnTheSamePortSaysSo) {
  ServerOptions options;
  options.listen_address = server_->local_target();
  EchoService other(pool_);
  const auto second = Server::Start(options, {&other}, {kServiceName});
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(second.status().message()), testing::HasSubstr(server_->local_target()));
}

TEST_F(ServerTest, StopDrainsOnce) {
  int drained = 0;
  server_->SetServing(true);
  server_->Stop([&] { ++drained; });
  server_->Stop([&] { ++drained; });
  EXPECT_EQ(drained, 1);
}

}  // namespace
}  // namespace isotherm::rpc
