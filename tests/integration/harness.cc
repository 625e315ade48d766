#include "tests/integration/harness.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "cli/input/atlas_files.h"
#include "cli/input/document_files.h"
#include "services/common/log/log.h"
#include "services/common/testing/free_port.h"

namespace isotherm::integration {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(60);
constexpr absl::Duration kCallTimeout = absl::Seconds(60);

std::string EnvironmentOr(const char* name, const std::string& otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::string(value);
}

absl::Status ImportShippedAtlas(const cli::Targets& targets) {
  const absl::StatusOr<cli::AtlasInput> atlas = cli::ReadAtlasPaths({SourceDir() + "/data/atlas"});
  if (!atlas.ok()) return atlas.status();
  std::size_t sent = 0;
  int failed = 0;
  absl::Status status = cli::SuiteClient::Connect(targets, kCallTimeout)
                            ->ImportActors(
                                [&](profile::v1::ImportActorsRequest* request) {
                                  if (sent == atlas->actors.size()) return false;
                                  *request->mutable_actor() = atlas->actors[sent++];
                                  return true;
                                },
                                [&](const profile::v1::ImportActorsResponse& response) {
                                  if (response.has_status()) ++failed;
                                });
  if (!status.ok()) return status;
  return failed == 0 ? absl::OkStatus()
                     : absl::InternalError(absl::StrCat(failed, " actors were refused"));
}

}  // namespace

std::string SourceDir() { return EnvironmentOr("ISOTHERM_SOURCE_DIR", "."); }

std::string Binary(const std::string& name) {
  return EnvironmentOr("ISOTHERM_BINARY_DIR", "build") + "/bin/" + name;
}

std::optional<std::string> SharedFile(const std::string& name) {
  const std::string path =
      EnvironmentOr("ISOTHERM_SHARED_DIR", SourceDir() + "/../shared") + "/" + name;
  if (!std::filesystem::exists(path)) return std::nullopt;
  return ReadWholeFile(path);
}

std::string ReadWholeFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::ostringstream content;
  content << file.rdbuf();
  return std::move(content).str();
}

std::unique_ptr<Suite> Suite::Start(const Options& options) {
  InitialiseLog("integration", "warn");
  auto suite = std::make_unique<Suite>();
  cli::SuiteOptions suite_options;
  suite_options.store_dir = options.store_dir.empty() ? suite->folder_.path() : options.store_dir;
  suite_options.data_dir = SourceDir();
  suite_options.as_of = options.as_of;
  suite_options.redis = options.redis;
  if (options.atlas) suite_options.when_profile_serves = ImportShippedAtlas;
  auto embedded = cli::EmbeddedSuite::Start(suite_options);
  EXPECT_TRUE(embedded.ok()) << embedded.status();
  if (!embedded.ok()) return nullptr;
  suite->suite_ = *std::move(embedded);
  suite->client_ = cli::SuiteClient::Connect(suite->targets(), kCallTimeout);
  const absl::Status serving = suite->client_->WaitUntilServing(kPatience);
  EXPECT_TRUE(serving.ok()) << serving;
  return suite;
}

Suite::~Suite() = default;

std::unique_ptr<ProcessSuite> ProcessSuite::Start(const std::string& redis) {
  auto suite = std::make_unique<ProcessSuite>();
  suite->redis_ = redis;
  suite->targets_.profile = absl::StrCat("127.0.0.1:", testing::FreePort());
  suite->targets_.factor = absl::StrCat("127.0.0.1:", testing::FreePort());
  suite->targets_.scoring = absl::StrCat("127.0.0.1:", testing::FreePort());
  suite->client_ = cli::SuiteClient::Connect(suite->targets_, kCallTimeout);
  suite->profile_ = suite->Run("isotherm-profile", {"--listen", suite->targets_.profile});
  if (suite->profile_ == nullptr) return nullptr;
  const absl::Time end = absl::Now() + kPatience;
  absl::Status serving = absl::UnavailableError("not asked");
  while (!serving.ok() && absl::Now() < end) {
    serving = suite->client_->CheckServing(cli::Service::kProfile);
    if (!serving.ok()) absl::SleepFor(absl::Milliseconds(50));
  }
  EXPECT_TRUE(serving.ok()) << serving;
  const absl::Status imported = ImportShippedAtlas(suite->targets_);
  EXPECT_TRUE(imported.ok()) << imported;
  suite->factor_ = suite->Run("isotherm-factor-analysis", {"--listen", suite->targets_.factor,
                                                           "--profile", suite->targets_.profile});
  suite->StartScoring();
  if (suite->factor_ == nullptr || suite->scoring_ == nullptr) return nullptr;
  serving = suite->client_->WaitUntilServing(kPatience);
  EXPECT_TRUE(serving.ok()) << serving;
  return suite;
}

ProcessSuite::~ProcessSuite() {
  // Who follows ends before whom it follows.
  for (auto* process : {&scoring_, &factor_, &profile_}) {
    if (*process == nullptr) continue;
    const absl::StatusOr<int> code = (*process)->Terminate(absl::Seconds(20));
    EXPECT_TRUE(code.ok() && *code == 0) << (*process)->log();
  }
}

std::unique_ptr<testing::ChildProcess> ProcessSuite::Run(const std::string& name,
                                                         std::vector<std::string> arguments) {
  testing::ChildOptions options;
  options.command = {Binary(name)};
  options.command.insert(options.command.end(), arguments.begin(), arguments.end());
  options.command.insert(options.command.end(),
                         {"--store", "sqlite:" + folder_.File(name + ".sqlite")});
  options.working_directory = SourceDir();
  options.log_file = folder_.File(name + ".log");
  auto process = testing::ChildProcess::Start(options);
  EXPECT_TRUE(process.ok()) << process.status();
  return process.ok() ? *std::move(process) : nullptr;
}

void ProcessSuite::KillScoring() { scoring_->Kill(); }

void ProcessSuite::StartScoring() {
  std::vector<std::string> arguments = {"--listen",       targets_.scoring, "--profile",
                                        targets_.profile, "--factor",       targets_.factor,
                                        "--as-of",        "latest-evidence"};
  if (!redis_.empty()) arguments.insert(arguments.end(), {"--redis", redis_});
  scoring_ = Run("isotherm-scoring", std::move(arguments));
}

Document MakeDocument(const std::string& title, const std::string& content, const std::string& date,
                      const std::string& publisher) {
  Document document;
  document.set_title(title);
  document.set_content(content);
  document.set_date(date);
  document.set_publisher(publisher);
  return document;
}

std::vector<Document> Samples() {
  std::vector<Document> documents;
  for (cli::DocumentItem& item : cli::ReadDocumentPaths({SourceDir() + "/data/samples"}, {})) {
    EXPECT_TRUE(item.status.ok()) << item.origin << ": " << item.status;
    documents.push_back(std::move(item.document));
  }
  return documents;
}

std::vector<Document> GeneratedDocuments(int count) {
  static constexpr const char* kLeaders[] = {"Ilham Aliyev",   "Keir Starmer",  "Emmanuel Macron",
                                             "Olaf Scholz",    "Javier Milei",  "Donald Tusk",
                                             "Justin Trudeau", "Shigeru Ishiba"};
  static constexpr const char* kNews[] = {
      "won the vote in parliament by a wide margin, and the opposition conceded",
      "lost the support of two coalition partners, who left the government",
      "saw approval fall to a record low after months of rising prices",
      "signed a new defence agreement that strengthens the alliance",
      "faces growing protests in the capital over the pension reform",
      "was praised by voters for the quick answer to the floods",
      "dismissed the finance minister after a corruption inquiry",
      "secured a majority after the smaller party agreed to join"};
  static constexpr const char* kContext[] = {
      "Analysts in the capital expect little else this week.",
      "The next session of parliament begins on Monday.",
      "Newspapers of every colour put the story on their front pages.",
      "Neighbouring governments have not commented."};
  std::vector<Document> documents;
  for (int i = 0; i < count; ++i) {
    const char* leader = kLeaders[i % 8];
    const absl::CivilDay day = absl::CivilDay(2024, 1, 1) + (i * 7) % 300;
    documents.push_back(
        MakeDocument(absl::StrCat("Report ", i),
                     absl::StrCat(leader, " ", kNews[(i / 8) % 8], ". ", kContext[(i / 3) % 4],
                                  " Report number ", i, " was filed by the desk."),
                     absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day()),
                     absl::StrCat("Gazette ", i % 11)));
  }
  return documents;
}

std::vector<IngestDocumentsResponse> Ingest(cli::SuiteClient& client,
                                            const std::vector<Document>& documents) {
  std::vector<IngestDocumentsResponse> results;
  std::size_t sent = 0;
  const absl::Status status = client.IngestDocuments(
      [&](factor::v1::IngestDocumentsRequest* request) {
        if (sent == documents.size()) return false;
        *request->mutable_document() = documents[sent++];
        return true;
      },
      [&](const IngestDocumentsResponse& result) { results.push_back(result); });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(results.size(), documents.size());
  return results;
}

std::string TokenOf(const std::vector<IngestDocumentsResponse>& results) {
  for (auto result = results.rbegin(); result != results.rend(); ++result) {
    if (!result->consistency_token().empty()) return result->consistency_token();
  }
  ADD_FAILURE() << "no result carries a consistency token";
  return "";
}

std::map<std::string, std::string> Readings(cli::SuiteClient& client, const std::string& token) {
  std::map<std::string, std::string> readings;
  scoring::v1::ListHeatRequest request;
  request.set_page_size(100);
  request.mutable_consistency()->set_at_least_as_fresh(token);
  do {
    const absl::StatusOr<scoring::v1::ListHeatResponse> response = client.ListHeat(request);
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok()) break;
    for (scoring::v1::HeatReading reading : response->readings()) {
      reading.clear_revision();
      reading.clear_factor_revision();
      reading.clear_compute_time();
      reading.clear_cache_bypassed();
      readings[reading.leader()] = reading.SerializeAsString();
    }
    request.set_page_token(response->next_page_token());
  } while (!request.page_token().empty());
  return readings;
}

std::optional<scoring::v1::HeatReading> Reading(cli::SuiteClient& client, const std::string& leader,
                                                const std::string& token) {
  scoring::v1::GetHeatRequest request;
  request.set_name(leader + "/heat");
  if (!token.empty()) request.mutable_consistency()->set_at_least_as_fresh(token);
  const absl::StatusOr<scoring::v1::GetHeatResponse> response = client.GetHeat(request);
  EXPECT_TRUE(response.ok()) << leader << ": " << response.status();
  return response.ok() ? std::optional(response->reading()) : std::nullopt;
}

std::optional<scoring::v1::HeatExplanation> Explanation(cli::SuiteClient& client,
                                                        const std::string& leader,
                                                        const std::string& token) {
  scoring::v1::ExplainHeatRequest request;
  request.set_name(leader + "/heat");
  if (!token.empty()) request.mutable_consistency()->set_at_least_as_fresh(token);
  const absl::StatusOr<scoring::v1::ExplainHeatResponse> response = client.ExplainHeat(request);
  EXPECT_TRUE(response.ok()) << leader << ": " << response.status();
  return response.ok() ? std::optional(response->explanation()) : std::nullopt;
}

}  // namespace isotherm::integration
