// Bad input of every kind through the real servers: its documented error, nothing else lost, and
// the servers stay up.
#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "isotherm/factor/v1/factor_service.grpc.pb.h"
#include "isotherm/profile/v1/profile_service.grpc.pb.h"
#include "isotherm/scoring/v1/scoring_service.grpc.pb.h"
#include "services/common/status/errors.h"
#include "services/common/status/grpc_status.h"
#include "tests/integration/harness.h"

namespace isotherm::integration {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kGoodText[] =
    "Keir Starmer won the general election in a landslide. His party holds a large majority.";

class BadInputTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    suite_ = Suite::Start().release();
    const auto channel = [](const std::string& target) {
      return grpc::CreateChannel(target, grpc::InsecureChannelCredentials());
    };
    profile_ = profile::v1::ProfileService::NewStub(channel(suite_->targets().profile)).release();
    factor_ = factor::v1::FactorService::NewStub(channel(suite_->targets().factor)).release();
    scoring_ = scoring::v1::ScoringService::NewStub(channel(suite_->targets().scoring)).release();
  }
  static void TearDownTestSuite() {
    delete profile_;
    delete factor_;
    delete scoring_;
    delete suite_;
  }

  // Whatever was thrown at them, the servers answer.
  void TearDown() override {
    const absl::Status serving = suite_->client().WaitUntilServing(absl::Seconds(5));
    EXPECT_TRUE(serving.ok()) << serving;
  }

  // Ingests one bad document between two good ones and returns what the bad one was told.
  static absl::Status IngestBetweenGoodOnes(const Document& bad, const std::string& label) {
    const auto good = [&](int i) {
      return MakeDocument(label, absl::StrCat(kGoodText, " ", label, " ", i), "2024-07-05", label);
    };
    const auto results = Ingest(suite_->client(), {good(1), bad, good(2)});
    if (results.size() != 3) return absl::InternalError("not three results");
    EXPECT_EQ(results[0].outcome(), IngestDocumentsResponse::OUTCOME_INGESTED);
    EXPECT_EQ(results[2].outcome(), IngestDocumentsResponse::OUTCOME_INGESTED);
    return FromRpcStatus(results[1].status());
  }

  static void ExpectError(const absl::Status& status, absl::StatusCode code, ErrorReason reason) {
    EXPECT_EQ(status.code(), code) << status;
    EXPECT_EQ(ReasonOf(status), reason) << status;
    EXPECT_GT(status.message().size(), 10u);
  }

  // Calls a method with a context of its own.
  template <typename Stub, typename Request, typename Response>
  static absl::Status Call(Stub* stub,
                           grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                        Response*),
                           const Request& request) {
    grpc::ClientContext context;
    Response response;
    return FromGrpcStatus((stub->*method)(&context, request, &response));
  }

  static Suite* suite_;
  static profile::v1::ProfileService::Stub* profile_;
  static factor::v1::FactorService::Stub* factor_;
  static scoring::v1::ScoringService::Stub* scoring_;
};

Suite* BadInputTest::suite_ = nullptr;
profile::v1::ProfileService::Stub* BadInputTest::profile_ = nullptr;
factor::v1::FactorService::Stub* BadInputTest::factor_ = nullptr;
scoring::v1::ScoringService::Stub* BadInputTest::scoring_ = nullptr;

TEST_F(BadInputTest, EmptyDocument) {
  ExpectError(IngestBetweenGoodOnes(MakeDocument("", "", "2024-07-05"), "empty"),
              absl::StatusCode::kInvalidArgument, common::v1::ERROR_REASON_DOCUMENT_EMPTY);
  ExpectError(IngestBetweenGoodOnes(MakeDocument("", " \n\t ", "2024-07-05"), "blank"),
              absl::StatusCode::kInvalidArgument, common::v1::ERROR_REASON_DOCUMENT_EMPTY);
}

TEST_F(BadInputTest, BinaryDocument) {
  std::string content = kGoodText;
  content[20] = '\0';
  ExpectError(IngestBetweenGoodOnes(MakeDocument("", content, "2024-07-05"), "binary"),
              absl::StatusCode::kInvalidArgument, common::v1::ERROR_REASON_DOCUMENT_BINARY);
}

TEST_F(BadInputTest, DocumentJustOverTheLimit) {
  ExpectError(IngestBetweenGoodOnes(
                  MakeDocument("", std::string((2u << 20) + 1, 'a'), "2024-07-05"), "large"),
              absl::StatusCode::kInvalidArgument, common::v1::ERROR_REASON_DOCUMENT_TOO_LARGE);
}

TEST_F(BadInputTest, FiftyMegabytes) {
  // gRPC's own cap stops the message: that call or stream ends, with what was answered stored.
  factor::v1::AnalyzeDocumentRequest request;
  *request.mutable_document() = MakeDocument("", std::string(50u << 20, 'a'), "2024-07-05");
  EXPECT_EQ(Call(factor_, &factor::v1::FactorService::Stub::AnalyzeDocument, request).code(),
            absl::StatusCode::kResourceExhausted);
}

TEST_F(BadInputTest, InvalidUtf8IsRepaired) {
  const absl::Status status = IngestBetweenGoodOnes(
      MakeDocument("", absl::StrCat("Stray \xff byte. ", kGoodText, " \xc3\x28 end."), "2024-07-05",
                   "utf8"),
      "utf8");
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(BadInputTest, ScriptsOfHtmlAreNoText) {
  Document document = MakeDocument(
      "",
      absl::StrCat("<html><head><script>alert('Starmer resigned')</script><style>p{}</style></head>"
                   "<body><p>",
                   kGoodText, "</p><script>document.write('x')</script></body></html>"),
      "2024-07-05");
  document.set_format(factor::v1::CONTENT_FORMAT_HTML);
  factor::v1::AnalyzeDocumentRequest request;
  *request.mutable_document() = document;
  const auto response = suite_->client().AnalyzeDocument(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_THAT(response->document().text(), HasSubstr("won the general election"));
  EXPECT_THAT(response->document().text(), Not(HasSubstr("alert")));
  EXPECT_THAT(response->document().text(), Not(HasSubstr("document.write")));
}

TEST_F(BadInputTest, WrongDates) {
  for (const char* date : {"", "2024-13-01", "05/07/2024", "1850-01-01", "2999-01-01"}) {
    ExpectError(
        IngestBetweenGoodOnes(MakeDocument("", kGoodText, date), absl::StrCat("date ", date)),
        absl::StatusCode::kInvalidArgument, common::v1::ERROR_REASON_INVALID_FIELD);
  }
}

TEST_F(BadInputTest, TenThousandDocumentsOfWhichThreeAreBroken) {
  std::vector<Document> documents = GeneratedDocuments(10'000);
  documents[17].set_content("");
  documents[5000].set_content(std::string("\0\1\2", 3));
  documents[9999].set_date("yesterday");
  const auto results = Ingest(suite_->client(), documents);
  ASSERT_THAT(results, SizeIs(10'000));
  for (std::size_t i = 0; i < results.size(); ++i) {
    const bool broken = i == 17 || i == 5000 || i == 9999;
    EXPECT_EQ(results[i].index(), static_cast<std::int64_t>(i));
    EXPECT_EQ(results[i].outcome() == IngestDocumentsResponse::OUTCOME_INGESTED, !broken)
        << i << ": " << results[i].ShortDebugString();
  }
}

TEST_F(BadInputTest, UnknownLeader) {
  scoring::v1::GetHeatRequest request;
  request.set_name("leaders/nobody-at-all/heat");
  ExpectError(Call(scoring_, &scoring::v1::ScoringService::Stub::GetHeat, request),
              absl::StatusCode::kNotFound, common::v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  scoring::v1::ExplainHeatRequest explain;
  explain.set_name("leaders/nobody-at-all/heat");
  ExpectError(Call(scoring_, &scoring::v1::ScoringService::Stub::ExplainHeat, explain),
              absl::StatusCode::kNotFound, common::v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  request.set_name("no resource name");
  ExpectError(Call(scoring_, &scoring::v1::ScoringService::Stub::GetHeat, request),
              absl::StatusCode::kInvalidArgument, common::v1::ERROR_REASON_INVALID_FIELD);
  // A document about somebody whom no profile knows is read all the same.
  Document document = MakeDocument(
      "", "Adebayo Olaniyan won the vote for governor in a landslide, and his rivals conceded.",
      "2024-07-05", "unknown");
  document.add_focus_leaders()->set_display_name("Adebayo Olaniyan");
  const auto results = Ingest(suite_->client(), {document});
  ASSERT_EQ(results[0].outcome(), IngestDocumentsResponse::OUTCOME_INGESTED);
  EXPECT_TRUE(Reading(suite_->client(), "leaders/adebayo-olaniyan", TokenOf(results)).has_value());
}

TEST_F(BadInputTest, WrongEtag) {
  profile::v1::UpdateActorRequest request;
  request.mutable_actor()->set_name("actors/ilham-aliyev");
  request.mutable_actor()->set_capital("Nowhere");
  request.mutable_actor()->set_etag("\"123456\"");
  request.mutable_update_mask()->add_paths("capital");
  ExpectError(Call(profile_, &profile::v1::ProfileService::Stub::UpdateActor, request),
              absl::StatusCode::kAborted, common::v1::ERROR_REASON_ETAG_MISMATCH);
}

TEST_F(BadInputTest, BadPages) {
  const auto expect = [](const absl::Status& size, const absl::Status& token) {
    ExpectError(size, absl::StatusCode::kInvalidArgument,
                common::v1::ERROR_REASON_INVALID_PAGE_SIZE);
    ExpectError(token, absl::StatusCode::kInvalidArgument,
                common::v1::ERROR_REASON_INVALID_PAGE_TOKEN);
  };
  const auto list = [&](auto* stub, auto method, auto request) {
    auto negative = request;
    negative.set_page_size(-5);
    auto damaged = request;
    damaged.set_page_token("not a token");
    expect(Call(stub, method, negative), Call(stub, method, damaged));
  };
  using Profile = profile::v1::ProfileService::Stub;
  using Factor = factor::v1::FactorService::Stub;
  using Scoring = scoring::v1::ScoringService::Stub;
  list(profile_, &Profile::ListActors, profile::v1::ListActorsRequest());
  list(factor_, &Factor::ListDocuments, factor::v1::ListDocumentsRequest());
  list(factor_, &Factor::ListEvents, factor::v1::ListEventsRequest());
  factor::v1::ListFactorsRequest factors;
  factors.set_parent("leaders/-");
  list(factor_, &Factor::ListFactors, factors);
  list(scoring_, &Scoring::ListHeat, scoring::v1::ListHeatRequest());
}

TEST_F(BadInputTest, FullDisk) {
  testing::TempDir folder;
  if (mount("isotherm-test", folder.path().c_str(), "tmpfs", 0, "size=8m") != 0) {
    GTEST_SKIP() << "a tmpfs cannot be mounted here: " << std::strerror(errno);
  }
  {
    Suite::Options options;
    options.store_dir = folder.path();
    options.atlas = false;
    const auto suite = Suite::Start(options);
    ASSERT_NE(suite, nullptr);
    const Document first = MakeDocument("", kGoodText, "2024-07-05", "before");
    const auto before = Ingest(suite->client(), {first});
    ASSERT_EQ(before[0].outcome(), IngestDocumentsResponse::OUTCOME_INGESTED);
    // Takes what is left of the disk.
    const std::string filler = folder.File("filler");
    {
      std::ofstream file(filler, std::ios::binary);
      const std::string block(4096, 'x');
      while (file.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
      }
    }
    // SQLite's log may still have room for the smallest document.
    const Document large = MakeDocument(
        "", absl::StrCat(kGoodText, std::string(400'000, ' '), "The end of a long report."),
        "2024-07-06", "full");
    const auto full = Ingest(suite->client(), {large});
    ExpectError(FromRpcStatus(full[0].status()), absl::StatusCode::kUnavailable,
                common::v1::ERROR_REASON_STORE_UNAVAILABLE);
    // Reads go on.
    EXPECT_TRUE(suite->client().ListDocuments(factor::v1::ListDocumentsRequest()).ok());
    std::filesystem::remove(filler);
    const auto after = Ingest(suite->client(), {large});
    EXPECT_EQ(after[0].outcome(), IngestDocumentsResponse::OUTCOME_INGESTED)
        << after[0].ShortDebugString();
    EXPECT_FALSE(Readings(suite->client(), TokenOf(after)).empty());
  }
  EXPECT_EQ(umount(folder.path().c_str()), 0) << std::strerror(errno);
}

}  // namespace
}  // namespace isotherm::integration
