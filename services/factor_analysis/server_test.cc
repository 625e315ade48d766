// The methods one by one, over a real server: what they answer and each documented error.
#include "services/factor_analysis/server.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/factor_analysis/testing_server.h"

namespace isotherm::factor_analysis {
namespace {

namespace pb = factor::v1;
using Stub = pb::FactorService::Stub;
using Ingested = pb::IngestDocumentsResponse;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class ReadyServerTest : public FactorServerTest {
 protected:
  void SetUp() override {
    profile_.SendSnapshot();
    StartServer();
    ASSERT_TRUE(WaitUntilServing());
  }

  template <typename Request, typename Response>
  ErrorReason ReasonFor(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                     Response*),
                        const Request& request) {
    Response response;
    const absl::Status status = Call(method, request, response);
    EXPECT_FALSE(status.ok());
    return ReasonOf(status);
  }
};

TEST_F(FactorServerTest, IsReadyExactlyWhenTheMirrorHasItsSnapshot) {
  StartServer();
  absl::SleepFor(absl::Milliseconds(50));
  EXPECT_FALSE(IsServing());
  pb::AnalyzeDocumentRequest request;
  *request.mutable_document() = MakeDocument("Growth +jane");
  pb::AnalyzeDocumentResponse response;
  const absl::Status status = Call(&Stub::AnalyzeDocument, request, response);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_NOT_READY);
  grpc::Status end;
  EXPECT_THAT(Ingest({MakeDocument("Growth +jane")}, &end), IsEmpty());
  EXPECT_EQ(ReasonOf(FromGrpcStatus(end)), common::v1::ERROR_REASON_NOT_READY);
  EXPECT_THAT(Factors(), IsEmpty());  // reads work

  profile_.SendSnapshot();
  EXPECT_TRUE(WaitUntilServing());
  EXPECT_TRUE(Call(&Stub::AnalyzeDocument, request, response).ok());
  server_->Stop();
  server_->Stop();
}

TEST_F(FactorServerTest, SaysWhatIsWrongWithItsConfiguration) {
  config_.base.store = "sqlite:/no/such/folder/x.sqlite";
  FactorDependencies dependencies;
  dependencies.analyzers = [](const std::shared_ptr<const engine::ActorDirectory>&) {
    return absl::StatusOr<std::shared_ptr<const engine::Analyzer>>(
        std::make_shared<const ScriptedAnalyzer>());
  };
  EXPECT_FALSE(FactorServer::Start(config_, dependencies).ok());
  config_.data_dir = folder_.path();
  EXPECT_THAT(FactorServer::Start(config_).status().ToString(),
              ::testing::HasSubstr(folder_.path()));
}

TEST_F(ReadyServerTest, AnalyzeAnswersAndStoresNothing) {
  pb::AnalyzeDocumentRequest request;
  *request.mutable_document() = MakeDocument("Growth +jane while -john and !mary");
  pb::AnalyzeDocumentResponse response;
  ASSERT_TRUE(Call(&Stub::AnalyzeDocument, request, response).ok());
  EXPECT_EQ(response.document().text(), "Growth +jane while -john and !mary");
  EXPECT_EQ(response.document().language(), "en");
  EXPECT_EQ(response.document().name(), "");
  ASSERT_EQ(response.factors_size(), 2);
  EXPECT_EQ(response.factors(0).leader(), "leaders/jane");
  EXPECT_EQ(response.factors(0).name(), "");
  EXPECT_EQ(response.factors(1).direction(), common::v1::DIRECTION_LOWERS);
  EXPECT_EQ(response.events_size(), 1);
  EXPECT_THAT(Factors(), IsEmpty());
  pb::ListDocumentsResponse documents;
  ASSERT_TRUE(Call(&Stub::ListDocuments, pb::ListDocumentsRequest(), documents).ok());
  EXPECT_EQ(documents.documents_size(), 0);
}

TEST_F(ReadyServerTest, AnalyzeRefusesBadDocumentsWithTheirReasons) {
  const auto reason = [&](const std::string& content, pb::ContentFormat format) {
    pb::AnalyzeDocumentRequest request;
    *request.mutable_document() = MakeDocument(content);
    request.mutable_document()->set_format(format);
    return ReasonFor(&Stub::AnalyzeDocument, request);
  };
  EXPECT_EQ(reason("", pb::CONTENT_FORMAT_PLAIN), common::v1::ERROR_REASON_DOCUMENT_EMPTY);
  EXPECT_EQ(reason(" \n ", pb::CONTENT_FORMAT_PLAIN), common::v1::ERROR_REASON_DOCUMENT_EMPTY);
  EXPECT_EQ(reason("<script>x()</script>", pb::CONTENT_FORMAT_HTML),
            common::v1::ERROR_REASON_DOCUMENT_EMPTY);
  EXPECT_EQ(reason(std::string("\x7f"
                               "ELF\0\0\1",
                               7),
                   pb::CONTENT_FORMAT_UNSPECIFIED),
            common::v1::ERROR_REASON_DOCUMENT_BINARY);
  EXPECT_EQ(reason(std::string((2 << 20) + 1, 'a'), pb::CONTENT_FORMAT_PLAIN),
            common::v1::ERROR_REASON_DOCUMENT_TOO_LARGE);
  pb::AnalyzeDocumentRequest wrong_date;
  *wrong_date.mutable_document() = MakeDocument("Growth +jane");
  wrong_date.mutable_document()->set_date("2023-02-30");
  EXPECT_EQ(ReasonFor(&Stub::AnalyzeDocument, wrong_date), common::v1::ERROR_REASON_INVALID_FIELD);
}

TEST_F(ReadyServerTest, AMessageAboveTheCapIsRefusedByGrpc) {
  pb::AnalyzeDocumentRequest request;
  *request.mutable_document() = MakeDocument(std::string(50 << 20, 'a'));
  pb::AnalyzeDocumentResponse response;
  EXPECT_EQ(Call(&Stub::AnalyzeDocument, request, response).code(),
            absl::StatusCode::kResourceExhausted);
}

TEST_F(ReadyServerTest, DocumentsAreReadListedAndRetracted) {
  const Ingested ingested = IngestOne(MakeDocument("Growth +jane and !mary", "Wire"));
  EXPECT_EQ(ingested.outcome(), Ingested::OUTCOME_INGESTED);
  EXPECT_EQ(ingested.correlation_id(), "c0");
  EXPECT_EQ(ingested.factor_count(), 1);
  EXPECT_EQ(ingested.event_count(), 1);
  EXPECT_THAT(ingested.document(), StartsWith("documents/"));
  EXPECT_THAT(ingested.consistency_token(), Not(IsEmpty()));

  pb::GetDocumentRequest get;
  get.set_name(ingested.document());
  pb::GetDocumentResponse got;
  ASSERT_TRUE(Call(&Stub::GetDocument, get, got).ok());
  EXPECT_EQ(got.document().text(), "Growth +jane and !mary");
  EXPECT_EQ(got.document().state(), pb::STATE_ACTIVE);
  EXPECT_EQ(got.document().analyzer(), "scripted/1");
  EXPECT_EQ(got.document().ingest_time().seconds(), 1'700'000'000);

  pb::ListDocumentsRequest list;
  list.set_filter("publisher = Wire AND date = \"2023-10-02\" AND state = ACTIVE");
  pb::ListDocumentsResponse listed;
  ASSERT_TRUE(Call(&Stub::ListDocuments, list, listed).ok());
  ASSERT_EQ(listed.documents_size(), 1);
  EXPECT_EQ(listed.documents(0).content(), "");
  list.set_filter("publisher = Other");
  ASSERT_TRUE(Call(&Stub::ListDocuments, list, listed).ok());
  EXPECT_EQ(listed.documents_size(), 0);

  pb::RetractDocumentRequest retract;
  retract.set_name(ingested.document());
  EXPECT_EQ(ReasonFor(&Stub::RetractDocument, retract), common::v1::ERROR_REASON_INVALID_FIELD);
  retract.set_reason("withdrawn");
  retract.set_request_id("not a uuid");
  EXPECT_EQ(ReasonFor(&Stub::RetractDocument, retract),
            common::v1::ERROR_REASON_INVALID_REQUEST_ID);
  retract.set_request_id("123e4567-e89b-42d3-a456-426614174000");
  pb::RetractDocumentResponse first;
  ASSERT_TRUE(Call(&Stub::RetractDocument, retract, first).ok());
  EXPECT_EQ(first.retracted_factor_count(), 1);
  EXPECT_EQ(first.document().state(), pb::STATE_RETRACTED);
  EXPECT_THAT(first.consistency_token(), Not(IsEmpty()));
  pb::RetractDocumentResponse replayed;
  ASSERT_TRUE(Call(&Stub::RetractDocument, retract, replayed).ok());
  EXPECT_EQ(replayed.SerializeAsString(), first.SerializeAsString());
  retract.set_reason("another");
  EXPECT_EQ(ReasonFor(&Stub::RetractDocument, retract), common::v1::ERROR_REASON_REQUEST_ID_REUSED);
  retract.clear_request_id();
  EXPECT_EQ(ReasonFor(&Stub::RetractDocument, retract), common::v1::ERROR_REASON_ALREADY_RETRACTED);
  retract.set_name("documents/none");
  EXPECT_EQ(ReasonFor(&Stub::RetractDocument, retract),
            common::v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_THAT(Factors(), IsEmpty());
}

TEST_F(ReadyServerTest, FactorsAreReadListedAndRetracted) {
  const Ingested ingested = IngestOne(MakeDocument("Growth +jane and crime -john"));
  ASSERT_EQ(Factors("leaders/jane").size(), 1u);
  const pb::Factor factor = Factors("leaders/jane")[0];
  EXPECT_EQ(Factors("leaders/-", "direction = LOWERS").size(), 1u);
  EXPECT_EQ(Factors("leaders/-", "role = STANDING AND domain = economy").size(), 2u);
  EXPECT_EQ(Factors("leaders/-", "document = \"" + ingested.document() + "\"").size(), 2u);
  EXPECT_THAT(Factors("leaders/-", "state = RETRACTED"), IsEmpty());

  pb::GetFactorRequest get;
  get.set_name(factor.name());
  pb::GetFactorResponse got;
  ASSERT_TRUE(Call(&Stub::GetFactor, get, got).ok());
  EXPECT_EQ(got.factor().SerializeAsString(), factor.SerializeAsString());

  pb::RetractFactorRequest retract;
  retract.set_name(factor.name());
  EXPECT_EQ(ReasonFor(&Stub::RetractFactor, retract), common::v1::ERROR_REASON_INVALID_FIELD);
  retract.set_reason("misread");
  pb::RetractFactorResponse retracted;
  ASSERT_TRUE(Call(&Stub::RetractFactor, retract, retracted).ok());
  EXPECT_EQ(retracted.factor().state(), pb::STATE_RETRACTED);
  EXPECT_EQ(ReasonFor(&Stub::RetractFactor, retract), common::v1::ERROR_REASON_ALREADY_RETRACTED);
  EXPECT_THAT(Factors("leaders/jane"), IsEmpty());
  EXPECT_EQ(Factors("leaders/-", "state = RETRACTED").size(), 1u);
}

TEST_F(ReadyServerTest, EventsAreReadAndListed) {
  IngestOne(MakeDocument("Today !mary and !john"));
  pb::ListEventsRequest list;
  list.set_filter("source_actor = \"actors/mary\" AND type = AID AND aux = ASSERTED");
  pb::ListEventsResponse listed;
  ASSERT_TRUE(Call(&Stub::ListEvents, list, listed).ok());
  ASSERT_EQ(listed.events_size(), 1);
  pb::GetEventRequest get;
  get.set_name(listed.events(0).name());
  pb::GetEventResponse got;
  ASSERT_TRUE(Call(&Stub::GetEvent, get, got).ok());
  EXPECT_EQ(got.event().source_actor(), "actors/mary");
  get.set_name("events/none");
  EXPECT_EQ(ReasonFor(&Stub::GetEvent, get), common::v1::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(ReadyServerTest, WrongNamesSizesTokensAndFiltersAreInvalid) {
  pb::GetDocumentRequest document;
  document.set_name("document/x");
  EXPECT_EQ(ReasonFor(&Stub::GetDocument, document), common::v1::ERROR_REASON_INVALID_FIELD);
  document.set_name("documents/none");
  EXPECT_EQ(ReasonFor(&Stub::GetDocument, document), common::v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  pb::GetFactorRequest factor;
  factor.set_name("leaders/jane");
  EXPECT_EQ(ReasonFor(&Stub::GetFactor, factor), common::v1::ERROR_REASON_INVALID_FIELD);
  factor.set_name("leaders/jane/factors/none");
  EXPECT_EQ(ReasonFor(&Stub::GetFactor, factor), common::v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  pb::GetEventRequest event;
  EXPECT_EQ(ReasonFor(&Stub::GetEvent, event), common::v1::ERROR_REASON_INVALID_FIELD);

  pb::ListFactorsRequest list;
  EXPECT_EQ(ReasonFor(&Stub::ListFactors, list), common::v1::ERROR_REASON_INVALID_FIELD);
  list.set_parent("leaders/-");
  list.set_page_size(-5);
  EXPECT_EQ(ReasonFor(&Stub::ListFactors, list), common::v1::ERROR_REASON_INVALID_PAGE_SIZE);
  list.set_page_size(0);
  list.set_page_token("bad");
  EXPECT_EQ(ReasonFor(&Stub::ListFactors, list), common::v1::ERROR_REASON_INVALID_PAGE_TOKEN);
  list.clear_page_token();
  list.set_filter("colour = red");
  EXPECT_EQ(ReasonFor(&Stub::ListFactors, list), common::v1::ERROR_REASON_INVALID_FILTER);
  list.set_filter("direction = SIDEWAYS");
  EXPECT_EQ(ReasonFor(&Stub::ListFactors, list), common::v1::ERROR_REASON_INVALID_FILTER);
  list.clear_filter();
  list.mutable_consistency()->set_at_least_as_fresh("damaged");
  EXPECT_EQ(ReasonFor(&Stub::ListFactors, list),
            common::v1::ERROR_REASON_INVALID_CONSISTENCY_TOKEN);
  pb::ListEventsRequest events;
  events.set_page_size(-1);
  EXPECT_EQ(ReasonFor(&Stub::ListEvents, events), common::v1::ERROR_REASON_INVALID_PAGE_SIZE);
  pb::ListDocumentsRequest documents;
  documents.set_filter("title = x");
  EXPECT_EQ(ReasonFor(&Stub::ListDocuments, documents), common::v1::ERROR_REASON_INVALID_FILTER);
}

TEST_F(ReadyServerTest, ATokenIsMetOrTimesOut) {
  const Ingested ingested = IngestOne(MakeDocument("Growth +jane"));
  pb::ListFactorsRequest list;
  list.set_parent("leaders/jane");
  list.mutable_consistency()->set_at_least_as_fresh(ingested.consistency_token());
  pb::ListFactorsResponse listed;
  ASSERT_TRUE(Call(&Stub::ListFactors, list, listed).ok());
  EXPECT_EQ(listed.factors_size(), 1);

  auto token = consistency::Token::Parse(ingested.consistency_token());
  ASSERT_TRUE(token.ok());
  const auto reached = *token->of(consistency::Service::kFactor);
  list.mutable_consistency()->set_at_least_as_fresh(
      consistency::Token(consistency::Service::kFactor, reached.store_id, reached.revision + 9)
          .ToString());
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(300));
  EXPECT_EQ(stub_->ListFactors(&context, list, &listed).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
}

TEST_F(ReadyServerTest, PagesFollowEachOtherNewestObservedFirst) {
  for (int day = 1; day <= 9; ++day) {
    pb::Document document = MakeDocument(absl::StrCat("Report of day ", day, " +jane"));
    document.set_date(absl::StrCat("2023-10-0", day));
    IngestOne(document);
  }
  pb::ListFactorsRequest request;
  request.set_parent("leaders/jane");
  request.set_page_size(2);
  std::vector<std::int64_t> times;
  do {
    pb::ListFactorsResponse response;
    ASSERT_TRUE(Call(&Stub::ListFactors, request, response).ok());
    for (const auto& factor : response.factors()) times.push_back(factor.observed_time().seconds());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(times.size(), 9u);
  EXPECT_TRUE(std::is_sorted(times.rbegin(), times.rend()));
}

}  // namespace
}  // namespace isotherm::factor_analysis
