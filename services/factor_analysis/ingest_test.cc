// IngestDocuments and WatchFactors over a real server: what goes in, what comes out, what survives.
#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "services/factor_analysis/testing_server.h"

namespace isotherm::factor_analysis {
namespace {

namespace pb = factor::v1;
using Stub = pb::FactorService::Stub;
using Ingested = pb::IngestDocumentsResponse;
using ::testing::IsEmpty;

class IngestTest : public FactorServerTest {
 protected:
  void SetUp() override {
    profile_.SendSnapshot();
    StartServer();
    ASSERT_TRUE(WaitUntilServing());
  }

  void Retract(const std::string& document) {
    pb::RetractDocumentRequest request;
    request.set_name(document);
    request.set_reason("a test's wish");
    pb::RetractDocumentResponse response;
    const absl::Status status = Call(&Stub::RetractDocument, request, response);
    ASSERT_TRUE(status.ok()) << status;
  }

  // What readings depend on, of all factors that count.
  std::set<std::string> Evidence() {
    std::set<std::string> evidence;
    for (pb::Factor factor : Factors()) {
      factor.clear_known_time();
      evidence.insert(factor.SerializeAsString());
    }
    return evidence;
  }
};

TEST_F(IngestTest, TheSameTwiceIsOneAndARetractedOneComesBackTheSame) {
  const pb::Document document = MakeDocument("Growth +jane, crime -john");
  const Ingested first = IngestOne(document);
  const auto before = Factors();
  const Ingested second = IngestOne(document);
  EXPECT_EQ(second.outcome(), Ingested::OUTCOME_DUPLICATE);
  EXPECT_EQ(second.document(), first.document());
  EXPECT_EQ(second.factor_count(), 2);
  EXPECT_EQ(second.consistency_token(), first.consistency_token());

  pb::Document other_form = document;  // other bytes, the same cleaned text
  other_form.set_content("Growth +jane, crime -john\r\n");
  EXPECT_EQ(IngestOne(other_form).outcome(), Ingested::OUTCOME_DUPLICATE);
  pb::Document other_day = document;
  other_day.set_date("2023-10-03");
  EXPECT_EQ(IngestOne(other_day).outcome(), Ingested::OUTCOME_INGESTED);
  Retract(IngestOne(other_day).document());

  clock_.Advance(absl::Hours(1));
  Retract(first.document());
  EXPECT_THAT(Factors(), IsEmpty());
  const Ingested restored = IngestOne(document);
  EXPECT_EQ(restored.outcome(), Ingested::OUTCOME_RESTORED);
  EXPECT_EQ(restored.factor_count(), 2);
  const auto after = Factors();
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    EXPECT_EQ(after[i].SerializeAsString(), before[i].SerializeAsString());
  }
}

TEST_F(IngestTest, ABrokenDocumentCostsItselfAlone) {
  std::vector<pb::Document> documents = {
      MakeDocument("Growth +jane"),         MakeDocument(""),
      MakeDocument(std::string("a\0b", 3)), MakeDocument(std::string((2 << 20) + 1, 'a')),
      MakeDocument("caf\xe9 growth +jane"), MakeDocument("Crime -john"),
      MakeDocument("Peace +mary")};
  documents[6].set_date("yesterday");
  pb::Document html = MakeDocument("<p>Jobs <script>evil()</script>+jane</p>");
  html.set_format(pb::CONTENT_FORMAT_HTML);
  documents.push_back(html);
  pb::Document unknown = MakeDocument("Trade +jane");
  unknown.add_focus_leaders()->set_leader("leaders/nobody-knows");
  documents.push_back(unknown);

  const auto results = Ingest(documents);
  ASSERT_EQ(results.size(), documents.size());
  const std::map<int, ErrorReason> bad = {{1, common::v1::ERROR_REASON_DOCUMENT_EMPTY},
                                          {2, common::v1::ERROR_REASON_DOCUMENT_BINARY},
                                          {3, common::v1::ERROR_REASON_DOCUMENT_TOO_LARGE},
                                          {6, common::v1::ERROR_REASON_INVALID_FIELD}};
  for (int i = 0; i < static_cast<int>(results.size()); ++i) {
    EXPECT_EQ(results[i].index(), i);
    EXPECT_EQ(results[i].correlation_id(), absl::StrCat("c", i));
    if (const auto reason = bad.find(i); reason != bad.end()) {
      EXPECT_EQ(ReasonOf(FromRpcStatus(results[i].status())), reason->second) << i;
      EXPECT_EQ(results[i].document(), "");
      EXPECT_EQ(results[i].outcome(), Ingested::OUTCOME_UNSPECIFIED);
    } else {
      EXPECT_FALSE(results[i].has_status()) << results[i].status().message();
      EXPECT_EQ(results[i].outcome(), Ingested::OUTCOME_INGESTED) << i;
    }
  }
  pb::GetDocumentRequest get;
  get.set_name(results[4].document());
  pb::GetDocumentResponse got;
  ASSERT_TRUE(Call(&Stub::GetDocument, get, got).ok());
  EXPECT_EQ(got.document().content(), "caf\xe9 growth +jane");
  EXPECT_EQ(got.document().text(), "caf\xEF\xBF\xBD growth +jane");
  get.set_name(results[7].document());
  ASSERT_TRUE(Call(&Stub::GetDocument, get, got).ok());
  EXPECT_EQ(got.document().text().find("evil"), std::string::npos);
}

TEST_F(IngestTest, ATitleThatIsNotUtf8CostsItselfAlone) {
  std::vector<pb::Document> documents = {MakeDocument("Growth +jane"), MakeDocument("Crime -john"),
                                         MakeDocument("Strike -jane")};
  documents[1].set_title("caf\xe9");
  grpc::Status end;
  const std::vector<Ingested> answers = Ingest(documents, &end);
  EXPECT_TRUE(end.ok()) << end.error_message();
  ASSERT_EQ(answers.size(), 3u);
  EXPECT_EQ(answers[0].outcome(), Ingested::OUTCOME_INGESTED);
  EXPECT_EQ(answers[1].status().code(), static_cast<int>(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(answers[1].index(), 1);
  EXPECT_EQ(answers[2].outcome(), Ingested::OUTCOME_INGESTED);
  EXPECT_EQ(Factors().size(), 2u);
}

TEST_F(IngestTest, TenThousandOfWhichThreeAreBroken) {
  std::vector<pb::Document> documents;
  for (int i = 0; i < 10'000; ++i) {
    documents.push_back(MakeDocument(absl::StrCat("Report number ", i, " says growth +jane")));
  }
  for (int broken : {0, 5'000, 9'999}) documents[broken].set_date("never");
  const auto results = Ingest(documents);
  ASSERT_EQ(results.size(), documents.size());
  int ingested = 0;
  for (std::size_t i = 0; i < results.size(); ++i) {
    EXPECT_EQ(results[i].index(), static_cast<int>(i));
    ingested += results[i].outcome() == Ingested::OUTCOME_INGESTED;
    EXPECT_EQ(results[i].has_status(), i == 0 || i == 5'000 || i == 9'999) << i;
  }
  EXPECT_EQ(ingested, 9'997);
  EXPECT_EQ(Factors("leaders/jane").size(), 9'997u);
}

TEST_F(IngestTest, AMessageAboveTheCapEndsTheStreamAndLosesNothingBefore) {
  std::vector<pb::Document> documents(3, MakeDocument("Growth +jane"));
  documents[1] = MakeDocument("Crime -john");
  documents[2] = MakeDocument(std::string(50 << 20, 'a'));
  grpc::Status end;
  const auto results = Ingest(documents, &end);
  EXPECT_EQ(end.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  for (const Ingested& result : results) EXPECT_FALSE(result.has_status());
  EXPECT_TRUE(IsServing());
  EXPECT_FALSE(IngestOne(MakeDocument("Peace +mary")).has_status());
}

TEST_F(IngestTest, OrderAndRepetitionChangeNothingThatReadingsSee) {
  const std::string story =
      "The finance ministry said on Monday that the economy had grown by four percent in the last "
      "quarter, the fastest pace in a decade, and economists credited the reforms of +jane for it";
  std::vector<pb::Document> documents = {MakeDocument(story, "Wire"), MakeDocument(story, "Paper"),
                                         MakeDocument(story, "Echo"),
                                         MakeDocument("Crime -john is up", "Paper")};
  documents[1].set_date("2023-10-03");
  documents[2].set_date("2023-10-01");
  Ingest(documents);
  const auto evidence = Evidence();
  EXPECT_EQ(evidence.size(), 4u);
  for (const pb::Factor& factor : Factors("leaders/jane")) EXPECT_EQ(factor.publisher(), "Echo");

  for (const pb::Document& document : documents) Retract(IngestOne(document).document());
  EXPECT_THAT(Evidence(), IsEmpty());
  std::reverse(documents.begin(), documents.end());
  for (const pb::Document& document : documents) {
    EXPECT_EQ(IngestOne(document).outcome(), Ingested::OUTCOME_RESTORED);
    EXPECT_EQ(IngestOne(document).outcome(), Ingested::OUTCOME_DUPLICATE);
  }
  EXPECT_EQ(Evidence(), evidence);
}

TEST_F(IngestTest, CopiesAreMarked) {
  const std::string story = "A long enough report about the growth of the economy praises +jane";
  const Ingested original = IngestOne(MakeDocument(story, "Wire"));
  const Ingested copy = IngestOne(MakeDocument(story, "Paper"));
  EXPECT_EQ(original.near_duplicate_of(), "");
  EXPECT_EQ(copy.near_duplicate_of(), original.document());
}

TEST_F(IngestTest, AnEditedCopyNamesItsOriginal) {
  const std::string story =
      "The finance ministry said on Monday that the economy had grown by four percent in the last "
      "quarter, the fastest pace in a decade, and economists credited the reforms of +jane for it. "
      "Exports of grain and machines rose most, while wages in the capital grew faster than prices "
      "for the third quarter in a row.";
  const std::string edited =
      "Growth surprises\n\nThe ministry of finance said on Monday that the economy had grown by "
      "four percent in the last quarter, its fastest pace in a decade, and economists credited the "
      "reforms of +jane. Exports of grain and machines rose most, while wages in the capital grew "
      "faster than prices.";
  const std::string other =
      "The finance ministry said on Monday that it would sell bonds worth two billion to pay for "
      "the flood defences that +jane promised the towns along the river after last year's storms, "
      "and banks expect the sale to be covered within days.";
  const Ingested original = IngestOne(MakeDocument(story, "Wire"));
  EXPECT_EQ(IngestOne(MakeDocument(edited, "Paper")).near_duplicate_of(), original.document());
  EXPECT_EQ(IngestOne(MakeDocument(other, "Paper")).near_duplicate_of(), "");
}

TEST_F(IngestTest, ARestartKeepsEverything) {
  const Ingested first = IngestOne(MakeDocument("Growth +jane and !mary"));
  const Ingested retracted = IngestOne(MakeDocument("Crime -john"));
  Retract(retracted.document());
  const auto evidence = Evidence();
  StartServer();
  ASSERT_TRUE(WaitUntilServing());
  EXPECT_EQ(Evidence(), evidence);
  EXPECT_EQ(IngestOne(MakeDocument("Growth +jane and !mary")).outcome(),
            Ingested::OUTCOME_DUPLICATE);
  EXPECT_EQ(IngestOne(MakeDocument("Crime -john")).outcome(), Ingested::OUTCOME_RESTORED);
}

// A store on a small file system; skipped where the test may not mount one.
TEST_F(IngestTest, AFullDiskCostsTheDocumentsOfTheMomentAndNothingElse) {
  const std::string disk = folder_.File("disk");
  ::mkdir(disk.c_str(), 0700);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=32m") != 0) {
    GTEST_SKIP() << "this test needs the right to mount a tmpfs";
  }
  config_.base.store = absl::StrCat("sqlite:", disk, "/factor.sqlite");
  StartServer();
  ASSERT_TRUE(WaitUntilServing());
  EXPECT_FALSE(IngestOne(MakeDocument("Growth +jane")).has_status());
  const std::string filler = disk + "/filler";
  {
    std::ofstream file(filler, std::ios::binary);
    const std::string block(64 << 10, 'x');
    while (file.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
  }
  std::vector<pb::Document> documents;
  for (int i = 0; i < 5; ++i) {
    documents.push_back(MakeDocument(absl::StrCat(i, std::string(300'000, 'a'), " +jane")));
  }
  const auto refused = Ingest(documents);
  ASSERT_EQ(refused.size(), 5u);
  for (const Ingested& result : refused) {
    EXPECT_EQ(ReasonOf(FromRpcStatus(result.status())), common::v1::ERROR_REASON_STORE_UNAVAILABLE)
        << result.ShortDebugString();
  }
  EXPECT_TRUE(IsServing());
  EXPECT_EQ(Factors().size(), 1u);

  std::filesystem::remove(filler);
  for (const Ingested& result : Ingest(documents)) {
    EXPECT_EQ(result.outcome(), Ingested::OUTCOME_INGESTED) << result.ShortDebugString();
  }
  EXPECT_EQ(Factors().size(), 6u);
  server_.reset();
  ::umount(disk.c_str());
}

TEST_F(IngestTest, WatchSendsASnapshotThenEveryChange) {
  const Ingested before = IngestOne(MakeDocument("Growth +jane, crime -john"));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
  pb::WatchFactorsRequest request;
  request.mutable_options()->set_delivery(common::v1::WATCH_DELIVERY_EVERY_REVISION);
  request.set_parent("leaders/jane");
  auto reader = stub_->WatchFactors(&context, request);
  pb::WatchFactorsResponse step;
  ASSERT_TRUE(reader->Read(&step));
  ASSERT_TRUE(step.has_upsert()) << step.ShortDebugString();
  EXPECT_EQ(step.upsert().leader(), "leaders/jane");
  const std::string name = step.upsert().name();
  ASSERT_TRUE(reader->Read(&step));
  ASSERT_TRUE(step.has_snapshot_complete()) << step.ShortDebugString();
  EXPECT_EQ(step.snapshot_complete().resource_count(), 1);

  const Ingested later = IngestOne(MakeDocument("Jobs +jane"));
  ASSERT_TRUE(reader->Read(&step));
  ASSERT_TRUE(step.has_upsert()) << step.ShortDebugString();
  EXPECT_EQ(step.upsert().document(), later.document());
  // The token of ingest speaks of the revision of the watch.
  const auto token = consistency::Token::Parse(later.consistency_token());
  EXPECT_EQ(token->of(consistency::Service::kFactor)->revision, step.position().revision());

  const std::string resume = step.position().resume_token();
  Retract(before.document());
  ASSERT_TRUE(reader->Read(&step));
  EXPECT_EQ(step.deleted(), name);
  context.TryCancel();

  grpc::ClientContext second;
  second.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
  request.mutable_options()->set_resume_token(resume);
  reader = stub_->WatchFactors(&second, request);
  ASSERT_TRUE(reader->Read(&step));
  EXPECT_EQ(step.deleted(), name);
  server_->Stop();
  while (reader->Read(&step)) {
  }
  EXPECT_EQ(ReasonOf(FromGrpcStatus(reader->Finish())), common::v1::ERROR_REASON_SHUTTING_DOWN);
}

TEST_F(IngestTest, WatchRefusesWrongRequests) {
  const auto reason = [&](const pb::WatchFactorsRequest& request) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
    auto reader = stub_->WatchFactors(&context, request);
    pb::WatchFactorsResponse step;
    EXPECT_FALSE(reader->Read(&step));
    return ReasonOf(FromGrpcStatus(reader->Finish()));
  };
  pb::WatchFactorsRequest request;
  request.set_parent("actors/jane");
  EXPECT_EQ(reason(request), common::v1::ERROR_REASON_INVALID_FIELD);
  request.clear_parent();
  request.mutable_options()->set_resume_token("damaged");
  EXPECT_EQ(reason(request), common::v1::ERROR_REASON_INVALID_RESUME_TOKEN);
}

}  // namespace
}  // namespace isotherm::factor_analysis
