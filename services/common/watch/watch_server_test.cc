// The Watch server over real sockets: a ProfileService whose only method is WatchActors.

#include "services/common/watch/watch_server.h"

#include <google/protobuf/descriptor.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "isotherm/factor/v1/factor_service.pb.h"
#include "isotherm/profile/v1/profile_service.grpc.pb.h"
#include "isotherm/scoring/v1/scoring_service.pb.h"
#include "services/common/executor/executor.h"
#include "services/common/status/grpc_status.h"
#include "services/common/stream/memory_change_source.h"
#include "services/common/stream/resume_token.h"

namespace isotherm::watch {
namespace {

using profile::v1::ProfileService;
using profile::v1::WatchActorsRequest;
using profile::v1::WatchActorsResponse;
using ClientReader = std::unique_ptr<grpc::ClientReader<WatchActorsResponse>>;

class Service final
    : public ProfileService::WithRawCallbackMethod_WatchActors<ProfileService::CallbackService> {
 public:
  explicit Service(WatchServer& watch) : watch_(watch) {}

  grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchActors(
      grpc::CallbackServerContext* context, const grpc::ByteBuffer* request) override {
    return watch_.Serve<WatchActorsRequest>(
        context, *request, [](const WatchActorsRequest& request) -> absl::StatusOr<stream::Filter> {
          if (request.filter() == "bad") {
            return MakeError(absl::StatusCode::kInvalidArgument,
                             common::v1::ERROR_REASON_INVALID_FILTER, "filter: bad");
          }
          return stream::Filter{.canonical = request.filter(), .by_name = {}, .by_attributes = {}};
        });
  }

 private:
  WatchServer& watch_;
};

class WatchServerTest : public ::testing::Test {
 protected:
  void SetUp() override { StartHub(); }

  void StartHub() {
    auto hub = stream::WatchHub::Create({}, source_, executor_, executor_, timer_);
    ASSERT_TRUE(hub.ok()) << hub.status();
    hub_ = *std::move(hub);
    watch_ = std::make_unique<WatchServer>(*hub_, write_timer_);
    service_ = std::make_unique<Service>(*watch_);
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(service_.get());
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);  // keeps flow-control windows small
    stub_ = ProfileService::NewStub(grpc::CreateCustomChannel(
        absl::StrCat("127.0.0.1:", port), grpc::InsecureChannelCredentials(), arguments));
  }

  void TearDown() override { StopServer(); }
  void StopServer() {
    if (server_ == nullptr) return;
    hub_->Drain();
    server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(5));
    server_->Wait();
    server_.reset();
  }

  static std::string Encode(const std::string& name, const std::string& display_name) {
    profile::v1::Actor actor;
    actor.set_name(name);
    actor.set_display_name(display_name);
    return actor.SerializeAsString();
  }
  void Put(const std::string& name, const std::string& display_name) {
    hub_->Publish(source_.Commit({{name, Encode(name, display_name), {}}}, absl::Now()));
  }
  void Delete(const std::string& name) {
    hub_->Publish(source_.Commit({{name, "", {}}}, absl::Now()));
  }

  ClientReader Watch(grpc::ClientContext& context, const std::string& token,
                     common::v1::WatchDelivery delivery) {
    WatchActorsRequest request;
    request.mutable_options()->set_resume_token(token);
    request.mutable_options()->set_delivery(delivery);
    return stub_->WatchActors(&context, request);
  }
  // What a request that cannot be served ends with.
  absl::Status Refusal(const WatchActorsRequest& request) {
    grpc::ClientContext context;
    auto reader = stub_->WatchActors(&context, request);
    WatchActorsResponse response;
    EXPECT_FALSE(reader->Read(&response)) << response.ShortDebugString();
    return FromGrpcStatus(reader->Finish());
  }
  bool WaitForSubscriptions(std::size_t count) {
    for (int i = 0; i < 500; ++i) {
      if (hub_->stats().subscriptions == count) return true;
      absl::SleepFor(absl::Milliseconds(10));
    }
    return false;
  }

  stream::MemoryChangeSource source_{"5f0c2f6e-7f43-4f7c-9a52-0f7d7d8f8c11"};
  stream::SystemTimer timer_;
  stream::FakeTimer write_timer_{absl::UnixEpoch()};
  ThreadPool executor_{2, 1000};
  std::unique_ptr<stream::WatchHub> hub_;
  std::unique_ptr<WatchServer> watch_;
  std::unique_ptr<Service> service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<ProfileService::Stub> stub_;
};

TEST_F(WatchServerTest, StreamsSnapshotThenChangesAndResumes) {
  const std::string large(300'000, 'x');
  Put("actors/a", "A");
  Put("actors/large", large);
  std::string token;
  {
    grpc::ClientContext context;
    auto reader = Watch(context, "", common::v1::WATCH_DELIVERY_EVERY_REVISION);
    WatchActorsResponse response;
    ASSERT_TRUE(reader->Read(&response));
    EXPECT_EQ(response.upsert().display_name(), "A");
    EXPECT_EQ(response.position().revision(), 2);
    ASSERT_TRUE(reader->Read(&response));
    EXPECT_EQ(response.upsert().display_name(), large);
    ASSERT_TRUE(reader->Read(&response));
    EXPECT_EQ(response.snapshot_complete().resource_count(), 2);
    Put("actors/a", "A2");
    ASSERT_TRUE(reader->Read(&response));
    EXPECT_EQ(response.upsert().display_name(), "A2");
    EXPECT_EQ(response.position().revision(), 3);
    EXPECT_GT(response.position().commit_time().seconds(), 0);
    token = response.position().resume_token();
    context.TryCancel();
    EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  EXPECT_TRUE(WaitForSubscriptions(0)) << "a cancelled stream keeps its subscription";
  Delete("actors/a");
  Put("actors/b", "B");
  grpc::ClientContext context;
  auto reader = Watch(context, token, common::v1::WATCH_DELIVERY_EVERY_REVISION);
  WatchActorsResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.deleted(), "actors/a");
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.upsert().name(), "actors/b");
  context.TryCancel();
}

TEST_F(WatchServerTest, BurstsArriveCompleteAndInOrder) {
  grpc::ClientContext context;
  auto reader = Watch(context, "", common::v1::WATCH_DELIVERY_EVERY_REVISION);
  WatchActorsResponse response;
  ASSERT_TRUE(reader->Read(&response));
  constexpr int kChanges = 20'000;
  std::thread writer([this] {
    for (int i = 1; i <= kChanges; ++i) Put(absl::StrCat("actors/", i % 7), absl::StrCat(i));
  });
  for (int i = 1; i <= kChanges; ++i) {
    ASSERT_TRUE(reader->Read(&response)) << i;
    ASSERT_EQ(response.upsert().display_name(), absl::StrCat(i));
  }
  writer.join();
  context.TryCancel();
}

TEST_F(WatchServerTest, SlowReaderGetsTheLatestAndTheCount) {
  grpc::ClientContext context;
  auto reader = Watch(context, "", common::v1::WATCH_DELIVERY_CONFLATE_LATEST);
  WatchActorsResponse response;
  ASSERT_TRUE(reader->Read(&response));
  ASSERT_TRUE(response.has_snapshot_complete());
  const std::string padding(20'000, 'x');
  constexpr int kChanges = 5'000;
  for (int i = 1; i <= kChanges; ++i) Put("actors/a", absl::StrCat(i, " ", padding));
  std::int64_t changes = 0;
  int messages = 0;
  while (changes < kChanges && reader->Read(&response)) {
    changes += 1 + response.position().conflated_count();
    ++messages;
  }
  EXPECT_EQ(changes, kChanges);
  EXPECT_LT(messages, kChanges / 2);
  EXPECT_EQ(response.upsert().display_name(), absl::StrCat(kChanges, " ", padding));
  context.TryCancel();
}

TEST_F(WatchServerTest, DrainEndsWithTheLastTokenWhichWorksElsewhere) {
  Put("actors/a", "A");
  std::string token;
  {
    grpc::ClientContext context;
    auto reader = Watch(context, "", common::v1::WATCH_DELIVERY_CONFLATE_LATEST);
    WatchActorsResponse response;
    ASSERT_TRUE(reader->Read(&response));
    ASSERT_TRUE(reader->Read(&response));
    ASSERT_TRUE(response.has_snapshot_complete());
    hub_->Drain();
    EXPECT_FALSE(reader->Read(&response));
    const absl::Status status = FromGrpcStatus(reader->Finish());
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
    EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_SHUTTING_DOWN);
    token = ErrorMetadataValue(status, "resume_token");
    EXPECT_EQ(token, response.position().resume_token());
  }
  StopServer();
  StartHub();
  Put("actors/b", "B");
  grpc::ClientContext context;
  auto reader = Watch(context, token, common::v1::WATCH_DELIVERY_CONFLATE_LATEST);
  WatchActorsResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.upsert().name(), "actors/b");
  context.TryCancel();
}

TEST_F(WatchServerTest, ErrorsCarryTheirReasons) {
  WatchActorsRequest request;
  request.mutable_options()->set_resume_token("damaged");
  absl::Status status = Refusal(request);
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_INVALID_RESUME_TOKEN);

  request.Clear();
  request.set_filter("bad");
  EXPECT_EQ(ReasonOf(Refusal(request)), common::v1::ERROR_REASON_INVALID_FILTER);

  request.Clear();
  request.mutable_options()->mutable_min_interval()->set_seconds(61);
  request.mutable_options()->mutable_heartbeat_interval()->set_nanos(1);
  status = Refusal(request);
  EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_INVALID_FIELD);
  EXPECT_NE(status.message().find("options.min_interval"), absl::string_view::npos) << status;
  EXPECT_NE(status.message().find("options.heartbeat_interval"), absl::string_view::npos) << status;

  for (int i = 0; i < 3; ++i) Put("actors/a", absl::StrCat(i));
  source_.Compact(2);
  request.Clear();
  request.mutable_options()->set_delivery(common::v1::WATCH_DELIVERY_EVERY_REVISION);
  request.mutable_options()->set_resume_token(stream::EncodeResumeToken(
      {stream::StableHash(source_.store_id()), stream::StableHash("")}, {1, std::nullopt}));
  StopServer();
  StartHub();  // with an empty ring
  status = Refusal(request);
  EXPECT_TRUE(absl::IsOutOfRange(status)) << status;
  EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_RESUME_TOKEN_EXPIRED);
  grpc::ClientContext context;
  auto reader = Watch(context, ErrorMetadataValue(status, "oldest_token"),
                      common::v1::WATCH_DELIVERY_EVERY_REVISION);
  WatchActorsResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.upsert().display_name(), "2");
  context.TryCancel();
}

TEST_F(WatchServerTest, HeadersComeBeforeTheFirstMessage) {
  Put("actors/a", "A");
  const std::string token = stream::EncodeResumeToken(
      {stream::StableHash(source_.store_id()), stream::StableHash("")}, {1, std::nullopt});
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  auto reader = Watch(context, token, common::v1::WATCH_DELIVERY_EVERY_REVISION);
  reader->WaitForInitialMetadata();
  EXPECT_TRUE(WaitForSubscriptions(1));
  context.TryCancel();
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(WatchServerTest, StuckWriteIsCancelled) {
  grpc::ClientContext context;
  auto reader = Watch(context, "", common::v1::WATCH_DELIVERY_EVERY_REVISION);
  WatchActorsResponse response;
  ASSERT_TRUE(reader->Read(&response));
  const std::string padding(1'000'000, 'x');
  for (int i = 0; i < 30; ++i) Put("actors/a", padding);
  absl::SleepFor(absl::Milliseconds(200));  // until flow control stops the writer
  write_timer_.Advance(absl::Seconds(59));
  EXPECT_EQ(hub_->stats().subscriptions, 1u);
  // The write in flight may have begun after the first; two timeouts catch it for sure.
  write_timer_.Advance(absl::Seconds(61));
  write_timer_.Advance(absl::Seconds(61));
  EXPECT_TRUE(WaitForSubscriptions(0));
  while (reader->Read(&response)) {
  }
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST(WatchMessageTest, ThreeResponsesShareOneShape) {
  const google::protobuf::Descriptor* descriptors[] = {
      profile::v1::WatchActorsResponse::descriptor(),
      factor::v1::WatchFactorsResponse::descriptor(), scoring::v1::WatchHeatResponse::descriptor()};
  const char* names[] = {"position", "upsert", "deleted", "snapshot_complete", "heartbeat"};
  for (const auto* descriptor : descriptors) {
    for (int number = 1; number <= 5; ++number) {
      const auto* field = descriptor->FindFieldByNumber(number);
      ASSERT_NE(field, nullptr) << descriptor->full_name() << " " << number;
      EXPECT_EQ(field->name(), names[number - 1]) << descriptor->full_name();
      EXPECT_EQ(field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_STRING,
                number == 3);
    }
  }
}

}  // namespace
}  // namespace isotherm::watch
