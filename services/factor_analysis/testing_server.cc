#include "services/factor_analysis/testing_server.h"

#include <grpcpp/generic/generic_stub.h>

#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/common/strings/view.h"
#include "services/factor_analysis/engine/text/clean.h"
#include "services/factor_analysis/engine/text/fingerprint.h"

namespace isotherm::factor_analysis {

namespace pb = factor::v1;

absl::StatusOr<engine::Analysis> ScriptedAnalyzer::Analyze(
    const engine::DocumentInput& document) const {
  auto cleaned = engine::CleanDocument(document);
  if (!cleaned.ok()) return cleaned.status();
  engine::Analysis analysis;
  analysis.text = cleaned->text;
  analysis.language = "en";
  analysis.fingerprint = engine::Fingerprint(engine::DocumentText::Parse(cleaned->text));
  const std::string& text = analysis.text;
  for (std::size_t begin = text.find_first_of("+-!"); begin != std::string::npos;
       begin = text.find_first_of("+-!", begin + 1)) {
    std::size_t end = begin + 1;
    while (end < text.size() && text[end] >= 'a' && text[end] <= 'z') ++end;
    if (end == begin + 1) continue;
    const std::string name = text.substr(begin + 1, end - begin - 1);
    const engine::Evidence evidence{begin, end, text.substr(begin, end - begin)};
    if (text[begin] == '!') {
      engine::Event event;
      event.source_actor_id = name;
      event.type = EventType::kAid;
      event.trigger = event.evidence = evidence;
      event.confidence = 0.5;
      analysis.events.push_back(std::move(event));
      continue;
    }
    engine::Factor factor;
    factor.leader_id = name;
    factor.leader_display_name = name;
    factor.role = FactorRole::kStanding;
    factor.domain = Domain::kEconomy;
    factor.direction = text[begin] == '+' ? Direction::kRaises : Direction::kLowers;
    factor.strength = 1.0;
    factor.confidence = 0.5;
    factor.statement = evidence.quote;
    factor.evidence = {evidence};
    factor.claim_key = text.substr(0, begin);
    factor.observed = document.date;
    analysis.factors.push_back(std::move(factor));
  }
  return analysis;
}

grpc::Status SilentProfile::WatchActors(
    grpc::ServerContext* context, const profile::v1::WatchActorsRequest*,
    grpc::ServerWriter<profile::v1::WatchActorsResponse>* writer) {
  while (!may_send_.WaitForNotificationWithTimeout(absl::Milliseconds(5))) {
    if (context->IsCancelled()) return grpc::Status::CANCELLED;
  }
  profile::v1::WatchActorsResponse response;
  response.mutable_position()->set_resume_token("1");
  response.mutable_snapshot_complete();
  writer->Write(response);
  while (!context->IsCancelled()) absl::SleepFor(absl::Milliseconds(5));
  return grpc::Status::CANCELLED;
}

FactorServerTest::FactorServerTest() {
  grpc::ServerBuilder builder;
  builder.RegisterService(&profile_);
  profile_server_ = builder.BuildAndStart();
  config_.base.server.listen_address = "127.0.0.1:0";
  config_.base.worker_threads = 2;
  // The process lives through these tests: what fsync guards against cannot happen.
  config_.base.store =
      absl::StrCat("sqlite:", folder_.File("factor.sqlite"), "?synchronous=normal");
}

FactorServerTest::~FactorServerTest() {
  server_.reset();
  profile_server_->Shutdown(std::chrono::system_clock::now());
}

void FactorServerTest::StartServer() {
  server_.reset();
  FactorDependencies dependencies;
  dependencies.profile = profile_server_->InProcessChannel({});
  dependencies.clock = &clock_;
  dependencies.analyzers = [](const std::shared_ptr<const engine::ActorDirectory>&) {
    return absl::StatusOr<std::shared_ptr<const engine::Analyzer>>(
        std::make_shared<const ScriptedAnalyzer>());
  };
  auto started = FactorServer::Start(config_, std::move(dependencies));
  ASSERT_TRUE(started.ok()) << started.status();
  server_ = *std::move(started);
  stub_ = pb::FactorService::NewStub(
      grpc::CreateChannel(server_->server().local_target(), grpc::InsecureChannelCredentials()));
}

bool FactorServerTest::IsServing() {
  // Debian ships no stub of grpc.health.v1; its two messages have one field each.
  grpc::GenericStub stub(server_->InProcessChannel());
  grpc::ClientContext context;
  const grpc::ByteBuffer everything(nullptr, 0);
  grpc::ByteBuffer response;
  grpc::Status status;
  absl::Notification done;
  stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", grpc::StubOptions(), &everything,
                 &response, [&](grpc::Status result) {
                   status = std::move(result);
                   done.Notify();
                 });
  done.WaitForNotification();
  grpc::Slice slice;
  return status.ok() && response.DumpToSingleSlice(&slice).ok() && slice.size() == 2 &&
         slice.begin()[1] == 1;
}

bool FactorServerTest::WaitUntilServing() {
  for (int i = 0; i < 1'000; ++i) {
    if (IsServing()) return true;
    absl::SleepFor(absl::Milliseconds(5));
  }
  return false;
}

pb::Document FactorServerTest::MakeDocument(const std::string& content,
                                            const std::string& publisher) {
  pb::Document document;
  document.set_content(content);
  document.set_format(pb::CONTENT_FORMAT_PLAIN);
  document.set_date("2023-10-02");
  document.set_publisher(publisher);
  return document;
}

std::vector<pb::IngestDocumentsResponse> FactorServerTest::Ingest(
    const std::vector<pb::Document>& documents, grpc::Status* end) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(100));
  auto stream = stub_->IngestDocuments(&context);
  std::thread writer([&] {
    for (std::size_t i = 0; i < documents.size(); ++i) {
      pb::IngestDocumentsRequest request;
      *request.mutable_document() = documents[i];
      request.set_correlation_id(absl::StrCat("c", i));
      if (!stream->Write(request)) break;
    }
    stream->WritesDone();
  });
  std::vector<pb::IngestDocumentsResponse> responses;
  pb::IngestDocumentsResponse response;
  while (stream->Read(&response)) responses.push_back(response);
  writer.join();
  const grpc::Status status = stream->Finish();
  if (end != nullptr) {
    *end = status;
  } else {
    EXPECT_TRUE(status.ok()) << status.error_message();
  }
  return responses;
}

pb::IngestDocumentsResponse FactorServerTest::IngestOne(const pb::Document& document) {
  auto responses = Ingest({document});
  EXPECT_EQ(responses.size(), 1u);
  return responses.empty() ? pb::IngestDocumentsResponse() : responses.front();
}

std::vector<pb::Factor> FactorServerTest::Factors(const std::string& parent,
                                                  const std::string& filter) {
  pb::ListFactorsRequest request;
  request.set_parent(parent);
  request.set_filter(filter);
  request.set_page_size(1'000);
  std::vector<pb::Factor> factors;
  do {
    pb::ListFactorsResponse response;
    const absl::Status status = Call(&pb::FactorService::Stub::ListFactors, request, response);
    EXPECT_TRUE(status.ok()) << status;
    factors.insert(factors.end(), response.factors().begin(), response.factors().end());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return factors;
}

}  // namespace isotherm::factor_analysis
