// A profile server over real gRPC on an empty store of the tested back end.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "isotherm/profile/v1/profile_service.grpc.pb.h"
#include "services/common/clock/clock.h"
#include "services/common/status/errors.h"
#include "services/common/status/grpc_status.h"
#include "services/common/testing/test_store.h"
#include "services/profile/server.h"
#include "services/profile/testing/samples.h"

namespace isotherm::profile {

// Whether it comes true within 20 s.
bool Eventually(const std::function<bool()>& holds);

// The folder that holds data/.
std::string SourceDir();

class ProfileServerTest : public ::testing::TestWithParam<sql::Backend> {
 protected:
  using Stub = v1::ProfileService::Stub;

  ProfileServerTest();
  ~ProfileServerTest() override;

  // (Re)starts the server on the same store.
  void StartServer();
  // What grpc.health.v1 answers for the service.
  bool IsServing();
  static bool IsServing(const std::shared_ptr<grpc::Channel>& channel);

  // Calls a unary method; the response is filled when the status is OK.
  template <typename Request, typename Response>
  absl::Status Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Request& request, Response& response,
                    absl::Duration timeout = absl::Seconds(20)) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + absl::ToChronoMilliseconds(timeout));
    return FromGrpcStatus((stub_.get()->*method)(&context, request, &response));
  }
  // Of a call that has to fail.
  template <typename Request, typename Response>
  ErrorReason ReasonFor(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                     Response*),
                        const Request& request, absl::Duration timeout = absl::Seconds(20)) {
    Response response;
    const absl::Status status = Call(method, request, response, timeout);
    EXPECT_FALSE(status.ok()) << request.ShortDebugString();
    return ReasonOf(status);
  }

  // Creates the actor under the id in its name; the answer.
  v1::CreateActorResponse Create(const v1::Actor& actor);
  absl::StatusOr<v1::Actor> Get(const std::string& id);
  v1::DeleteActorResponse Delete(const std::string& id);
  // Updates with a mask; a good request.
  v1::UpdateActorResponse Update(const v1::Actor& actor, std::initializer_list<const char*> paths);
  // All answers to the actors in one stream, and how it ended.
  std::vector<v1::ImportActorsResponse> Import(const std::vector<v1::Actor>& actors,
                                               absl::Status* end = nullptr);
  // This store's token for a revision, reached or not.
  std::string TokenOf(std::int64_t revision) const;

  testing::TestStore store_{GetParam()};
  FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  ProfileServerOptions options_;
  std::unique_ptr<ProfileServer> server_;
  std::unique_ptr<Stub> stub_;
};

}  // namespace isotherm::profile
