#include "services/profile/testing/server_fixture.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>

#include <cstdlib>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "services/common/consistency/consistency_token.h"
#include "services/common/strings/view.h"

namespace isotherm::profile {

bool Eventually(const std::function<bool()>& holds) {
  const absl::Time end = absl::Now() + absl::Seconds(20);
  while (absl::Now() < end) {
    if (holds()) return true;
    absl::SleepFor(absl::Milliseconds(5));
  }
  return holds();
}

std::string SourceDir() {
  const char* folder = std::getenv("ISOTHERM_SOURCE_DIR");
  return folder == nullptr ? "." : folder;
}

ProfileServerTest::ProfileServerTest() {
  options_.server.listen_address = "127.0.0.1:0";
  options_.server.shutdown_grace = absl::Seconds(2);
  options_.store = store_.connection_string();
  options_.lexicons = SourceDir() + "/data/lexicons/en";
  options_.clock = &clock_;
}

ProfileServerTest::~ProfileServerTest() { server_.reset(); }

void ProfileServerTest::StartServer() {
  server_.reset();
  auto started = ProfileServer::Start(options_);
  ASSERT_TRUE(started.ok()) << started.status();
  server_ = *std::move(started);
  stub_ = v1::ProfileService::NewStub(
      grpc::CreateChannel(server_->server().local_target(), grpc::InsecureChannelCredentials()));
}

bool ProfileServerTest::IsServing() { return IsServing(server_->server().InProcessChannel()); }

bool ProfileServerTest::IsServing(const std::shared_ptr<grpc::Channel>& channel) {
  // Debian ships no stub of grpc.health.v1; its two messages have one field each.
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  constexpr std::string_view kService = "isotherm.profile.v1.ProfileService";
  const grpc::Slice name(
      absl::StrCat("\n", std::string(1, static_cast<char>(kService.size())), AbslView(kService)));
  const grpc::ByteBuffer request(&name, 1);
  grpc::ByteBuffer response;
  grpc::Status status;
  absl::Notification done;
  stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", grpc::StubOptions(), &request, &response,
                 [&](grpc::Status result) {
                   status = std::move(result);
                   done.Notify();
                 });
  done.WaitForNotification();
  grpc::Slice slice;
  return status.ok() && response.DumpToSingleSlice(&slice).ok() && slice.size() == 2 &&
         slice.begin()[1] == 1;
}

v1::CreateActorResponse ProfileServerTest::Create(const v1::Actor& actor) {
  v1::CreateActorRequest request;
  request.set_actor_id(actor.name().substr(NameOf("").size()));
  *request.mutable_actor() = actor;
  v1::CreateActorResponse response;
  const absl::Status status = Call(&Stub::CreateActor, request, response);
  EXPECT_TRUE(status.ok()) << status;
  return response;
}

absl::StatusOr<v1::Actor> ProfileServerTest::Get(const std::string& id) {
  v1::GetActorRequest request;
  request.set_name(NameOf(id));
  v1::GetActorResponse response;
  const absl::Status status = Call(&Stub::GetActor, request, response);
  if (!status.ok()) return status;
  return response.actor();
}

v1::DeleteActorResponse ProfileServerTest::Delete(const std::string& id) {
  v1::DeleteActorRequest request;
  request.set_name(NameOf(id));
  v1::DeleteActorResponse response;
  const absl::Status status = Call(&Stub::DeleteActor, request, response);
  EXPECT_TRUE(status.ok()) << status;
  return response;
}

v1::UpdateActorResponse ProfileServerTest::Update(const v1::Actor& actor,
                                                  std::initializer_list<const char*> paths) {
  v1::UpdateActorRequest request;
  *request.mutable_actor() = actor;
  for (const char* path : paths) request.mutable_update_mask()->add_paths(path);
  v1::UpdateActorResponse response;
  const absl::Status status = Call(&Stub::UpdateActor, request, response);
  EXPECT_TRUE(status.ok()) << status;
  return response;
}

std::vector<v1::ImportActorsResponse> ProfileServerTest::Import(
    const std::vector<v1::Actor>& actors, absl::Status* end) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  const auto stream = stub_->ImportActors(&context);
  std::thread writer([&] {
    for (const v1::Actor& actor : actors) {
      v1::ImportActorsRequest request;
      *request.mutable_actor() = actor;
      if (!stream->Write(request)) break;
    }
    stream->WritesDone();
  });
  std::vector<v1::ImportActorsResponse> responses;
  v1::ImportActorsResponse response;
  while (stream->Read(&response)) responses.push_back(response);
  writer.join();
  const absl::Status status = FromGrpcStatus(stream->Finish());
  if (end != nullptr) {
    *end = status;
  } else {
    EXPECT_TRUE(status.ok()) << status;
  }
  return responses;
}

std::string ProfileServerTest::TokenOf(std::int64_t revision) const {
  return consistency::Token(consistency::Service::kProfile, server_->database().store_id(),
                            revision)
      .ToString();
}

}  // namespace isotherm::profile
