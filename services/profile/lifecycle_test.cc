// Readiness that tells the truth, a Stop that ends, restarts, and configurations that cannot work.
#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "absl/time/clock.h"
#include "services/common/testing/free_port.h"
#include "services/common/testing/temp_dir.h"
#include "services/profile/testing/server_fixture.h"

namespace isotherm::profile {
namespace {

using ::testing::HasSubstr;

using LifecycleTest = ProfileServerTest;

TEST_P(LifecycleTest, IsReadyOnceStartedAndNotOnceStopped) {
  StartServer();
  EXPECT_TRUE(IsServing());
  // Held up by a call, the server is already off the load balancers' lists.
  options_.server.lame_duck = absl::Milliseconds(500);
  StartServer();
  std::thread stopper([&] { server_->Stop(); });
  EXPECT_TRUE(Eventually([&] { return !IsServing(); }));
  EXPECT_TRUE(absl::IsNotFound(Get("nobody").status())) << "serves on meanwhile";
  stopper.join();
  EXPECT_TRUE(absl::IsUnavailable(Get("nobody").status()));
}

TEST_P(LifecycleTest, KeepsEverythingOverARestart) {
  StartServer();
  const v1::CreateActorResponse created = Create(SampleActor("jane"));
  StartServer();
  EXPECT_EQ(Get("jane")->DebugString(), created.actor().DebugString());
  v1::GetActorRequest request;
  request.set_name("actors/jane");
  request.mutable_consistency()->set_at_least_as_fresh(created.consistency_token());
  v1::GetActorResponse response;
  EXPECT_TRUE(Call(&Stub::GetActor, request, response).ok());
}

TEST_P(LifecycleTest, StopDoesNotWaitForReadsThatWaitForAToken) {
  StartServer();
  std::atomic<int> told = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      v1::GetActorRequest request;
      request.set_name("actors/jane");
      request.mutable_consistency()->set_at_least_as_fresh(TokenOf(1'000'000));
      v1::GetActorResponse response;
      const absl::Status status = Call(&Stub::GetActor, request, response, absl::Seconds(25));
      EXPECT_TRUE(absl::IsUnavailable(status)) << status;
      if (ReasonOf(status) == common::v1::ERROR_REASON_SHUTTING_DOWN) ++told;
    });
  }
  absl::SleepFor(absl::Milliseconds(300));
  const absl::Time begun = absl::Now();
  server_->Stop();
  EXPECT_LT(absl::Now() - begun, absl::Seconds(1));
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(told, 4);
  server_->Stop();
}

TEST_P(LifecycleTest, StopGivesAnOpenImportItsGraceAndNoMore) {
  StartServer();
  grpc::ClientContext context;
  const auto stream = stub_->ImportActors(&context);
  v1::ImportActorsRequest request;
  *request.mutable_actor() = SampleActor("jane");
  ASSERT_TRUE(stream->Write(request));
  v1::ImportActorsResponse response;
  ASSERT_TRUE(stream->Read(&response));
  const absl::Time begun = absl::Now();
  server_->Stop();
  EXPECT_LT(absl::Now() - begun, options_.server.shutdown_grace + absl::Seconds(2));
  EXPECT_FALSE(stream->Finish().ok());
  StartServer();
  EXPECT_TRUE(Get("jane").ok()) << "what was answered is stored";
}

TEST_P(LifecycleTest, LoadsTheAtlasBeforeItIsReadyAndSkipsBadLines) {
  testing::TempDir folder;
  std::filesystem::create_directories(folder.File("atlas"));
  std::filesystem::copy(SourceDir() + "/data/atlas", folder.File("atlas"),
                        std::filesystem::copy_options::recursive);
  std::ofstream(folder.File("atlas") + "/leaders/europe.jsonl", std::ios::app)
      << "{\"id\": broken\n";
  options_.atlas = folder.File("atlas");
  StartServer();
  EXPECT_TRUE(IsServing());
  EXPECT_EQ(Get("ilham-aliyev")->display_name(), "Ilham Aliyev");
  const std::string etag = Get("ilham-aliyev")->etag();
  StartServer();
  EXPECT_EQ(Get("ilham-aliyev")->etag(), etag) << "the second time nothing changes";
}

TEST_P(LifecycleTest, WhoeverSeesItReadySeesTheWholeAtlas) {
  options_.atlas = SourceDir() + "/data/atlas";
  options_.server.listen_address = "127.0.0.1:" + std::to_string(testing::FreePort());
  grpc::ChannelArguments quickly;
  quickly.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  quickly.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 100);
  const auto channel = grpc::CreateCustomChannel(options_.server.listen_address,
                                                 grpc::InsecureChannelCredentials(), quickly);
  stub_ = v1::ProfileService::NewStub(channel);
  std::int32_t seen_when_ready = 0;
  std::thread caller([&] {
    v1::ListActorsResponse page;
    while (!IsServing(channel)) absl::SleepFor(absl::Milliseconds(1));
    EXPECT_TRUE(Call(&Stub::ListActors, v1::ListActorsRequest(), page).ok());
    seen_when_ready = page.total_size();
  });
  auto server = ProfileServer::Start(options_);
  ASSERT_TRUE(server.ok()) << server.status();
  caller.join();
  EXPECT_GT(seen_when_ready, 1000);
  v1::ListActorsResponse page;
  ASSERT_TRUE(Call(&Stub::ListActors, v1::ListActorsRequest(), page).ok());
  EXPECT_EQ(page.total_size(), seen_when_ready);
}

TEST_P(LifecycleTest, AConfigurationThatCannotWorkIsAnErrorThatNamesIt) {
  StartServer();
  const auto error = [](const ProfileServerOptions& options) {
    return std::string(ProfileServer::Start(options).status().message());
  };
  testing::TempDir folder;
  ProfileServerOptions options = options_;
  options.store = "sqlite:/no/such/folder/x.sqlite";
  EXPECT_THAT(error(options), HasSubstr("/no/such/folder"));
  options = options_;
  options.lexicons = folder.path();
  EXPECT_THAT(error(options), HasSubstr("titles.tsv"));
  options = options_;
  options.atlas = folder.File("no-atlas");
  EXPECT_THAT(error(options), HasSubstr("no-atlas"));
  options = options_;
  options.server.listen_address = server_->server().local_target();
  EXPECT_THAT(error(options), HasSubstr("cannot listen"));
  EXPECT_TRUE(IsServing()) << "none of which touched the one that runs";
}

INSTANTIATE_TEST_SUITE_P(Backends, LifecycleTest, testing::kBackends, testing::BackendName);

}  // namespace
}  // namespace isotherm::profile
