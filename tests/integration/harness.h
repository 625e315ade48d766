// What the integration tests share: an embedded suite, servers as processes, documents, readings.
//
// Errors: helpers record a GoogleTest failure and return an empty result. Thread-safety: one
// thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/client/suite_client.h"
#include "cli/suite/embedded_suite.h"
#include "isotherm/factor/v1/factor_service.pb.h"
#include "services/common/testing/child_process.h"
#include "services/common/testing/temp_dir.h"

namespace isotherm::integration {

using factor::v1::Document;
using factor::v1::IngestDocumentsResponse;

std::string SourceDir();
// A program of this build: "isotherm".
std::string Binary(const std::string& name);
// A file of the optional shared folder; nullopt when it is not there.
std::optional<std::string> SharedFile(const std::string& name);
std::string ReadWholeFile(const std::string& path);

// The suite in this process, on free ports, with the shipped atlas, serving.
class Suite {
 public:
  struct Options {
    std::string store_dir;  // empty = a temporary folder
    bool atlas = true;
    std::string as_of = "latest-evidence";
    std::string redis;  // host:port; empty = the cache in the process
  };
  static std::unique_ptr<Suite> Start() { return Start(Options()); }
  static std::unique_ptr<Suite> Start(const Options& options);
  ~Suite();

  cli::SuiteClient& client() { return *client_; }
  const cli::Targets& targets() const { return suite_->targets(); }

 private:
  testing::TempDir folder_;
  std::unique_ptr<cli::EmbeddedSuite> suite_;
  std::unique_ptr<cli::SuiteClient> client_;
};

// The three servers as processes on free ports, in `folder`.
class ProcessSuite {
 public:
  static std::unique_ptr<ProcessSuite> Start(const std::string& redis);
  ~ProcessSuite();

  const cli::Targets& targets() const { return targets_; }
  cli::SuiteClient& client() { return *client_; }
  void KillScoring();
  void StartScoring();

 private:
  std::unique_ptr<testing::ChildProcess> Run(const std::string& name,
                                             std::vector<std::string> arguments);

  testing::TempDir folder_;
  std::string redis_;
  cli::Targets targets_;
  std::unique_ptr<testing::ChildProcess> profile_;
  std::unique_ptr<testing::ChildProcess> factor_;
  std::unique_ptr<testing::ChildProcess> scoring_;
  std::unique_ptr<cli::SuiteClient> client_;
};

Document MakeDocument(const std::string& title, const std::string& content, const std::string& date,
                      const std::string& publisher = "Gazette");
// The documents of data/samples.
std::vector<Document> Samples();
// `count` short made-up reports of different days, leaders and publishers; the same for the same
// count.
std::vector<Document> GeneratedDocuments(int count);

// Ingests and returns one result each; a failed stream is a test failure.
std::vector<IngestDocumentsResponse> Ingest(cli::SuiteClient& client,
                                            const std::vector<Document>& documents);
// The last token of the results.
std::string TokenOf(const std::vector<IngestDocumentsResponse>& results);

// Every reading at least as fresh as `token`, by leader, serialised, without what depends on when
// and how often it was computed (revisions, compute time, whether a cache answered).
std::map<std::string, std::string> Readings(cli::SuiteClient& client, const std::string& token);

std::optional<scoring::v1::HeatReading> Reading(cli::SuiteClient& client, const std::string& leader,
                                                const std::string& token);
std::optional<scoring::v1::HeatExplanation> Explanation(cli::SuiteClient& client,
                                                        const std::string& leader,
                                                        const std::string& token);

}  // namespace isotherm::integration
