#include "services/scoring/testing/server_fixture.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "services/common/consistency/consistency_token.h"
#include "services/common/strings/view.h"
#include "services/scoring/testing/models.h"

namespace isotherm::scoring {

bool Eventually(const std::function<bool()>& holds) {
  const absl::Time end = absl::Now() + absl::Seconds(20);
  while (absl::Now() < end) {
    if (holds()) return true;
    absl::SleepFor(absl::Milliseconds(5));
  }
  return holds();
}

ScoringServerTest::ScoringServerTest() {
  config_.base.server.listen_address = "127.0.0.1:0";
  config_.base.server.shutdown_grace = absl::Seconds(2);
  config_.base.worker_threads = 2;
  config_.base.store =
      absl::StrCat("sqlite:", folder_.File("scoring.sqlite"), "?synchronous=normal");
  config_.data_dir = ShippedDataDir();
  config_.as_of = "latest-evidence";
}

ScoringServerTest::~ScoringServerTest() { server_.reset(); }

void ScoringServerTest::StartServer() {
  server_.reset();
  auto started = ScoringServer::Start(config_, {profiles_.channel(), factors_.channel()});
  ASSERT_TRUE(started.ok()) << started.status();
  server_ = *std::move(started);
  stub_ = v1::ScoringService::NewStub(grpc::CreateChannel(
      absl::StrCat("127.0.0.1:", server_->port()), grpc::InsecureChannelCredentials()));
}

void ScoringServerTest::StartReadyServer() {
  StartServer();
  ASSERT_TRUE(Eventually([&] { return IsServing(); }));
}

bool ScoringServerTest::IsServing() {
  // Debian ships no stub of grpc.health.v1; its two messages have one field each.
  grpc::GenericStub stub(server_->InProcessChannel());
  grpc::ClientContext context;
  constexpr std::string_view kService = "isotherm.scoring.v1.ScoringService";
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

std::string ScoringServerTest::FactorToken(std::int64_t revision) const {
  return consistency::Token(consistency::Service::kFactor, factors_.store_id(), revision)
      .ToString();
}

std::string ScoringServerTest::ProfileToken(std::int64_t revision) const {
  return consistency::Token(consistency::Service::kProfile, profiles_.store_id(), revision)
      .ToString();
}

void ScoringServerTest::Score(const std::vector<factor::v1::Factor>& factors) {
  v1::ListHeatRequest request;
  request.mutable_consistency()->set_at_least_as_fresh(FactorToken(factors_.Put(factors)));
  v1::ListHeatResponse response;
  const absl::Status status = Call(&Stub::ListHeat, request, response);
  ASSERT_TRUE(status.ok()) << status;
}

absl::StatusOr<v1::HeatReading> ScoringServerTest::Get(const std::string& leader,
                                                       const std::string& token) {
  v1::GetHeatRequest request;
  request.set_name(absl::StrCat("leaders/", leader, "/heat"));
  if (!token.empty()) request.mutable_consistency()->set_at_least_as_fresh(token);
  v1::GetHeatResponse response;
  const absl::Status status = Call(&Stub::GetHeat, request, response);
  if (!status.ok()) return status;
  return response.reading();
}

}  // namespace isotherm::scoring
