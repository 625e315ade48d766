// A scoring server over real gRPC, with followed services that the test controls.
//
// Readings hold for the newest evidence, so that they do not depend on the day of the test.
#pragma once

#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "isotherm/scoring/v1/scoring_service.grpc.pb.h"
#include "services/common/status/errors.h"
#include "services/common/status/grpc_status.h"
#include "services/common/testing/temp_dir.h"
#include "services/scoring/server.h"
#include "services/scoring/testing/samples.h"
#include "services/scoring/testing/upstream.h"

namespace isotherm::scoring {

// Whether it comes true within 20 s.
bool Eventually(const std::function<bool()>& holds);

class ScoringServerTest : public ::testing::Test {
 protected:
  using Stub = v1::ScoringService::Stub;

  ScoringServerTest();
  ~ScoringServerTest() override;

  // (Re)starts the server on the same store.
  void StartServer();
  void StartReadyServer();
  // What grpc.health.v1 answers for the service.
  bool IsServing();

  // Tokens of the followed services' revisions.
  std::string FactorToken(std::int64_t revision) const;
  std::string ProfileToken(std::int64_t revision) const;
  // Puts the factors and waits until they are in the readings.
  void Score(const std::vector<factor::v1::Factor>& factors);

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
    EXPECT_FALSE(status.ok());
    return ReasonOf(status);
  }

  absl::StatusOr<v1::HeatReading> Get(const std::string& leader, const std::string& token = "");

  testing::TempDir folder_;
  Upstream factors_{"factor-store"};
  Upstream profiles_{"profile-store"};
  ScoringConfig config_;
  std::unique_ptr<ScoringServer> server_;
  std::unique_ptr<Stub> stub_;
};

}  // namespace isotherm::scoring
