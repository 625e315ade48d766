// The server with the built-in engine, its lexicons and its models, on a document shipped with the
// project.
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "services/factor_analysis/testing_server.h"

namespace isotherm::factor_analysis {
namespace {

namespace pb = factor::v1;
using Stub = pb::FactorService::Stub;
using Ingested = pb::IngestDocumentsResponse;

std::string SourceDir() {
  const char* folder = std::getenv("ISOTHERM_SOURCE_DIR");
  return folder == nullptr ? "." : folder;
}

class BuiltinTest : public FactorServerTest {
 protected:
  void SetUp() override {
    profile_.SendSnapshot();
    config_.data_dir = SourceDir();
    auto started = FactorServer::Start(config_, profile_server_->InProcessChannel({}));
    ASSERT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
    stub_ = pb::FactorService::NewStub(server_->InProcessChannel());
    ASSERT_TRUE(WaitUntilServing());
    std::ifstream file(SourceDir() + "/data/samples/ilham-aliyev-2023-10.md");
    ASSERT_TRUE(file.good());
    std::ostringstream content;
    content << file.rdbuf();
    document_.set_content(content.str());
    document_.set_date("2023-10-02");
    document_.set_publisher("Sample");
    pb::FocusLeader& focus = *document_.add_focus_leaders();
    focus.set_display_name("Ilham Aliyev");
    focus.set_country_code("AZE");
    focus.set_role("President");
  }

  pb::Document document_;
};

TEST_F(BuiltinTest, ReadsASampleIntoFactorsWhoseQuotesStandInTheText) {
  const Ingested ingested = IngestOne(document_);
  ASSERT_EQ(ingested.outcome(), Ingested::OUTCOME_INGESTED) << ingested.ShortDebugString();
  EXPECT_GE(ingested.factor_count(), 3);
  EXPECT_GE(ingested.event_count(), 3);
  EXPECT_EQ(IngestOne(document_).outcome(), Ingested::OUTCOME_DUPLICATE);
  pb::GetDocumentRequest get;
  get.set_name(ingested.document());
  pb::GetDocumentResponse got;
  ASSERT_TRUE(Call(&Stub::GetDocument, get, got).ok());
  const auto factors = Factors("leaders/ilham-aliyev");
  EXPECT_GE(factors.size(), 3u);
  for (const pb::Factor& factor : factors) {
    for (const pb::Evidence& evidence : factor.evidence()) {
      EXPECT_EQ(got.document().text().substr(evidence.begin_offset(),
                                             evidence.end_offset() - evidence.begin_offset()),
                evidence.quote());
    }
  }
}

TEST_F(BuiltinTest, BadDocumentsHaveTheirReasons) {
  const auto reason = [&](const std::string& content) {
    document_.set_content(content);
    return ReasonOf(FromRpcStatus(IngestOne(document_).status()));
  };
  EXPECT_EQ(reason(" \n "), common::v1::ERROR_REASON_DOCUMENT_EMPTY);
  EXPECT_EQ(reason(std::string("\0\1\2\3", 4)), common::v1::ERROR_REASON_DOCUMENT_BINARY);
  EXPECT_EQ(reason("Президент заявил, что экономика страны выросла на четыре процента, а "
                   "правительство намерено повысить пенсии и зарплаты уже в следующем году."),
            common::v1::ERROR_REASON_UNSUPPORTED_LANGUAGE);
}

}  // namespace
}  // namespace isotherm::factor_analysis
