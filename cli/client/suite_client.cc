#include "cli/client/suite_client.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "client/channel.h"
#include "isotherm/factor/v1/factor_service.grpc.pb.h"
#include "isotherm/profile/v1/profile_service.grpc.pb.h"
#include "isotherm/scoring/v1/scoring_service.grpc.pb.h"
#include "services/common/status/errors.h"
#include "services/common/status/grpc_status.h"

namespace isotherm::cli {
namespace {

// A page of documents or factors may be large.
constexpr int kMaxMessageBytes = 64 << 20;

std::shared_ptr<grpc::Channel> MakeChannel(const std::string& target) {
  client::ChannelOptions options;
  options.target = target;
  options.max_receive_bytes = kMaxMessageBytes;
  // A person waits: look for a restarted server often.
  options.max_reconnect_backoff = absl::Seconds(1);
  return client::MakeChannel(options);
}

// gRPC nests what failed: "failed to connect ...; last error: ...: Connection refused".
std::string LastCause(absl::string_view message) {
  const std::size_t colon = message.rfind(": ");
  return std::string(colon == absl::string_view::npos ? message : message.substr(colon + 2));
}

class GrpcSuiteClient final : public SuiteClient {
 public:
  GrpcSuiteClient(const Targets& targets, absl::Duration timeout)
      : targets_(targets),
        timeout_(timeout),
        channels_{MakeChannel(targets.profile), MakeChannel(targets.factor),
                  MakeChannel(targets.scoring)},
        profile_(profile::v1::ProfileService::NewStub(channels_[0])),
        factor_(factor::v1::FactorService::NewStub(channels_[1])),
        scoring_(scoring::v1::ScoringService::NewStub(channels_[2])) {}

  const Targets& targets() const override { return targets_; }

  absl::Status CheckServing(Service service) override;

  absl::StatusOr<profile::v1::GetActorResponse> GetActor(
      const profile::v1::GetActorRequest& request) override {
    return Unary(*profile_, &profile::v1::ProfileService::Stub::GetActor, request);
  }
  absl::StatusOr<profile::v1::ListActorsResponse> ListActors(
      const profile::v1::ListActorsRequest& request) override {
    return Unary(*profile_, &profile::v1::ProfileService::Stub::ListActors, request);
  }
  absl::StatusOr<profile::v1::BatchGetActorsResponse> BatchGetActors(
      const profile::v1::BatchGetActorsRequest& request) override {
    return Unary(*profile_, &profile::v1::ProfileService::Stub::BatchGetActors, request);
  }
  absl::StatusOr<profile::v1::ResolveMentionResponse> ResolveMention(
      const profile::v1::ResolveMentionRequest& request) override {
    return Unary(*profile_, &profile::v1::ProfileService::Stub::ResolveMention, request);
  }

  absl::StatusOr<factor::v1::AnalyzeDocumentResponse> AnalyzeDocument(
      const factor::v1::AnalyzeDocumentRequest& request) override {
    return Unary(*factor_, &factor::v1::FactorService::Stub::AnalyzeDocument, request);
  }
  absl::StatusOr<factor::v1::ListDocumentsResponse> ListDocuments(
      const factor::v1::ListDocumentsRequest& request) override {
    return Unary(*factor_, &factor::v1::FactorService::Stub::ListDocuments, request);
  }
  absl::StatusOr<factor::v1::ListFactorsResponse> ListFactors(
      const factor::v1::ListFactorsRequest& request) override {
    return Unary(*factor_, &factor::v1::FactorService::Stub::ListFactors, request);
  }
  absl::StatusOr<factor::v1::RetractDocumentResponse> RetractDocument(
      const factor::v1::RetractDocumentRequest& request) override {
    return Unary(*factor_, &factor::v1::FactorService::Stub::RetractDocument, request);
  }
  absl::StatusOr<factor::v1::RetractFactorResponse> RetractFactor(
      const factor::v1::RetractFactorRequest& request) override {
    return Unary(*factor_, &factor::v1::FactorService::Stub::RetractFactor, request);
  }

  absl::StatusOr<scoring::v1::GetHeatResponse> GetHeat(
      const scoring::v1::GetHeatRequest& request) override {
    return Unary(*scoring_, &scoring::v1::ScoringService::Stub::GetHeat, request);
  }
  absl::StatusOr<scoring::v1::BatchGetHeatResponse> BatchGetHeat(
      const scoring::v1::BatchGetHeatRequest& request) override {
    return Unary(*scoring_, &scoring::v1::ScoringService::Stub::BatchGetHeat, request);
  }
  absl::StatusOr<scoring::v1::ListHeatResponse> ListHeat(
      const scoring::v1::ListHeatRequest& request) override {
    return Unary(*scoring_, &scoring::v1::ScoringService::Stub::ListHeat, request);
  }
  absl::StatusOr<scoring::v1::RankLeadersResponse> RankLeaders(
      const scoring::v1::RankLeadersRequest& request) override {
    return Unary(*scoring_, &scoring::v1::ScoringService::Stub::RankLeaders, request);
  }
  absl::StatusOr<scoring::v1::ListHeatHistoryResponse> ListHeatHistory(
      const scoring::v1::ListHeatHistoryRequest& request) override {
    return Unary(*scoring_, &scoring::v1::ScoringService::Stub::ListHeatHistory, request);
  }
  absl::StatusOr<scoring::v1::ExplainHeatResponse> ExplainHeat(
      const scoring::v1::ExplainHeatRequest& request) override {
    return Unary(*scoring_, &scoring::v1::ScoringService::Stub::ExplainHeat, request);
  }

  absl::Status ImportActors(
      const std::function<bool(profile::v1::ImportActorsRequest*)>& next,
      const std::function<void(const profile::v1::ImportActorsResponse&)>& on_result) override {
    grpc::ClientContext context;
    return Exchange(profile_->ImportActors(&context), Service::kProfile, next, on_result);
  }
  absl::Status IngestDocuments(
      const std::function<bool(factor::v1::IngestDocumentsRequest*)>& next,
      const std::function<void(const factor::v1::IngestDocumentsResponse&)>& on_result) override {
    grpc::ClientContext context;
    return Exchange(factor_->IngestDocuments(&context), Service::kFactor, next, on_result);
  }

  absl::Status WatchHeat(
      const scoring::v1::WatchHeatRequest& request, absl::Time deadline,
      const std::function<bool(const scoring::v1::WatchHeatResponse&)>& on_step) override;

 private:
  const std::string& TargetOf(Service service) const {
    switch (service) {
      case Service::kProfile:
        return targets_.profile;
      case Service::kFactor:
        return targets_.factor;
      case Service::kScoring:
        return targets_.scoring;
    }
    return targets_.profile;
  }

  static Service ServiceOf(const profile::v1::ProfileService::Stub&) { return Service::kProfile; }
  static Service ServiceOf(const factor::v1::FactorService::Stub&) { return Service::kFactor; }
  static Service ServiceOf(const scoring::v1::ScoringService::Stub&) { return Service::kScoring; }

  // A failure below the service is told with the address and a way out; the service's own errors
  // carry an ErrorInfo and pass as they are.
  absl::Status Locate(const grpc::Status& grpc_status, Service service) const {
    absl::Status status = FromGrpcStatus(grpc_status);
    if (status.ok() || ReasonOf(status) != common::v1::ERROR_REASON_UNSPECIFIED) return status;
    const std::string where =
        absl::StrCat("the ", ServiceName(service), " service at ", TargetOf(service));
    if (status.code() == absl::StatusCode::kUnavailable) {
      return absl::UnavailableError(
          absl::StrCat(where, " cannot be reached (", LastCause(status.message()),
                       "); start the suite with `isotherm up`, or name its address with --",
                       ServiceName(service)));
    }
    if (status.code() == absl::StatusCode::kDeadlineExceeded) {
      return absl::DeadlineExceededError(absl::StrCat(
          where, " did not answer within ", absl::FormatDuration(timeout_), "; try --timeout"));
    }
    return absl::Status(status.code(), absl::StrCat(where, ": ", status.message()));
  }

  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Unary(Stub& stub,
                                 grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                              Response*),
                                 const Request& request) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + timeout_));
    Response response;
    const grpc::Status status = (stub.*method)(&context, request, &response);
    if (!status.ok()) return Locate(status, ServiceOf(stub));
    return response;
  }

  template <typename Request, typename Response>
  absl::Status Exchange(std::unique_ptr<grpc::ClientReaderWriter<Request, Response>> stream,
                        Service service, const std::function<bool(Request*)>& next,
                        const std::function<void(const Response&)>& on_result) {
    std::thread writer([&] {
      Request request;
      while (next(&request)) {
        if (!stream->Write(request)) break;
        request.Clear();
      }
      stream->WritesDone();
    });
    Response response;
    while (stream->Read(&response)) on_result(response);
    writer.join();
    return Locate(stream->Finish(), service);
  }

  const Targets targets_;
  const absl::Duration timeout_;
  const std::shared_ptr<grpc::Channel> channels_[3];
  const std::unique_ptr<profile::v1::ProfileService::Stub> profile_;
  const std::unique_ptr<factor::v1::FactorService::Stub> factor_;
  const std::unique_ptr<scoring::v1::ScoringService::Stub> scoring_;
};

absl::Status GrpcSuiteClient::CheckServing(Service service) {
  // Debian ships no stub of grpc.health.v1; its two messages have one field each, so the request
  // for the whole server is empty and the answer is one tag and one small number.
  grpc::GenericStub stub(channels_[static_cast<int>(service)]);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + std::min(timeout_, absl::Seconds(5))));
  const grpc::ByteBuffer request(nullptr, 0);
  grpc::ByteBuffer response;
  grpc::Status status;
  absl::Mutex mutex;
  bool done = false;
  stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", grpc::StubOptions(), &request, &response,
                 [&](grpc::Status result) {
                   absl::MutexLock lock(&mutex);
                   status = std::move(result);
                   done = true;
                 });
  {
    absl::MutexLock lock(&mutex);
    mutex.Await(absl::Condition(&done));
  }
  if (!status.ok()) return Locate(status, service);
  grpc::Slice slice;
  constexpr unsigned char kStatusTag = 0x08;
  constexpr unsigned char kServing = 1;
  const bool serving = response.DumpToSingleSlice(&slice).ok() && slice.size() == 2 &&
                       slice.begin()[0] == kStatusTag && slice.begin()[1] == kServing;
  if (serving) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("the ", ServiceName(service), " service at ",
                                             TargetOf(service),
                                             " is up and not ready yet; its log says why"));
}

absl::Status GrpcSuiteClient::WatchHeat(
    const scoring::v1::WatchHeatRequest& request, absl::Time deadline,
    const std::function<bool(const scoring::v1::WatchHeatResponse&)>& on_step) {
  grpc::ClientContext context;
  if (deadline != absl::InfiniteFuture()) context.set_deadline(absl::ToChronoTime(deadline));
  auto stream = scoring_->WatchHeat(&context, request);
  scoring::v1::WatchHeatResponse step;
  while (stream->Read(&step)) {
    if (!on_step(step)) {
      context.TryCancel();
      while (stream->Read(&step)) {
      }
      stream->Finish();
      return absl::OkStatus();
    }
  }
  const grpc::Status status = stream->Finish();
  if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED && absl::Now() >= deadline) {
    return absl::OkStatus();
  }
  return Locate(status, Service::kScoring);
}

}  // namespace

const char* ServiceName(Service service) {
  switch (service) {
    case Service::kProfile:
      return "profile";
    case Service::kFactor:
      return "factor";
    case Service::kScoring:
      return "scoring";
  }
  return "";
}

std::unique_ptr<SuiteClient> SuiteClient::Connect(const Targets& targets, absl::Duration timeout) {
  return std::make_unique<GrpcSuiteClient>(targets, timeout);
}

absl::Status SuiteClient::WaitUntilServing(absl::Duration patience) {
  const absl::Time end = absl::Now() + patience;
  for (;;) {
    absl::Status status = absl::OkStatus();
    for (const Service service : {Service::kProfile, Service::kFactor, Service::kScoring}) {
      status = CheckServing(service);
      if (!status.ok()) break;
    }
    if (status.ok() || absl::Now() >= end) return status;
    absl::SleepFor(absl::Milliseconds(50));
  }
}

}  // namespace isotherm::cli
