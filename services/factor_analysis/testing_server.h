// A factor server for tests: real gRPC on port 0, a scripted analyzer, a profile service that sends
// one snapshot.
#pragma once

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/synchronization/notification.h"
#include "isotherm/factor/v1/factor_service.grpc.pb.h"
#include "isotherm/profile/v1/profile_service.grpc.pb.h"
#include "services/common/clock/clock.h"
#include "services/common/consistency/consistency_token.h"
#include "services/common/status/errors.h"
#include "services/common/status/grpc_status.h"
#include "services/common/testing/temp_dir.h"
#include "services/factor_analysis/server.h"

namespace isotherm::factor_analysis {

// Cleans and fingerprints like the built-in engine. Each word "+name" or "-name" of the text is a
// factor that raises or lowers leaders/name, its claim the words before it; each word "!name" is an
// event of that actor.
class ScriptedAnalyzer final : public engine::Analyzer {
 public:
  absl::StatusOr<engine::Analysis> Analyze(const engine::DocumentInput& document) const override;
  std::string_view version() const override { return "scripted/1"; }
};

// Sends one snapshot of nobody and keeps the stream open; before SendSnapshot it sends nothing.
class SilentProfile final : public profile::v1::ProfileService::Service {
 public:
  grpc::Status WatchActors(grpc::ServerContext* context,
                           const profile::v1::WatchActorsRequest* request,
                           grpc::ServerWriter<profile::v1::WatchActorsResponse>* writer) override;
  void SendSnapshot() { may_send_.Notify(); }

 private:
  absl::Notification may_send_;
};

class FactorServerTest : public ::testing::Test {
 protected:
  FactorServerTest();
  ~FactorServerTest() override;

  // (Re)starts the server on the same store.
  void StartServer();
  bool WaitUntilServing();
  bool IsServing();

  static factor::v1::Document MakeDocument(const std::string& content,
                                           const std::string& publisher = "Agency");
  // All answers, in order of arrival.
  std::vector<factor::v1::IngestDocumentsResponse> Ingest(
      const std::vector<factor::v1::Document>& documents, grpc::Status* end = nullptr);
  factor::v1::IngestDocumentsResponse IngestOne(const factor::v1::Document& document);
  std::vector<factor::v1::Factor> Factors(const std::string& parent = "leaders/-",
                                          const std::string& filter = "");

  // Calls a unary method; the response is filled when the status is OK.
  template <typename Request, typename Response>
  absl::Status Call(grpc::Status (factor::v1::FactorService::Stub::*method)(grpc::ClientContext*,
                                                                            const Request&,
                                                                            Response*),
                    const Request& request, Response& response) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    return FromGrpcStatus((stub_.get()->*method)(&context, request, &response));
  }

  testing::TempDir folder_;
  FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  SilentProfile profile_;
  std::unique_ptr<grpc::Server> profile_server_;
  FactorConfig config_;
  std::unique_ptr<FactorServer> server_;
  std::unique_ptr<factor::v1::FactorService::Stub> stub_;
};

}  // namespace isotherm::factor_analysis
