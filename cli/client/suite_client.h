// The three services as the command line sees them: one object, absl::Status, no gRPC types.
//
// Purpose: commands stay free of transport; errors carry which service at which address failed and
// what to do. Thread-safety: all methods from any thread. Lifetime: `Connect` opens nothing; each
// channel connects at its first call. Errors: the server's own status with its ErrorInfo; a server
// that cannot be reached is UNAVAILABLE without ErrorInfo.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "isotherm/factor/v1/factor_service.pb.h"
#include "isotherm/profile/v1/profile_service.pb.h"
#include "isotherm/scoring/v1/scoring_service.pb.h"

namespace isotherm::cli {

// Where the servers listen, "host:port".
struct Targets {
  std::string profile = "127.0.0.1:7101";
  std::string factor = "127.0.0.1:7102";
  std::string scoring = "127.0.0.1:7103";
};

// Reads `profile=host:port` lines (profile, factor, scoring; others are ignored) as `isotherm up
// --target-file` writes them. NOT_FOUND when the file cannot be read, INVALID_ARGUMENT for a line
// without '='.
absl::StatusOr<Targets> ReadTargetFile(const std::string& path);
// Replaces the file in one step, so that a reader never sees half of it.
absl::Status WriteTargetFile(const std::string& path, const Targets& targets);

enum class Service { kProfile, kFactor, kScoring };
const char* ServiceName(Service service);

class SuiteClient {
 public:
  virtual ~SuiteClient() = default;

  // `timeout` bounds each unary call; streams run until they end.
  static std::unique_ptr<SuiteClient> Connect(const Targets& targets, absl::Duration timeout);

  virtual const Targets& targets() const = 0;

  // OK when the server says SERVING; UNAVAILABLE says what it said instead.
  virtual absl::Status CheckServing(Service service) = 0;
  // Polls CheckServing of all three until they serve; the last error after `patience`.
  absl::Status WaitUntilServing(absl::Duration patience);

  virtual absl::StatusOr<profile::v1::GetActorResponse> GetActor(
      const profile::v1::GetActorRequest& request) = 0;
  virtual absl::StatusOr<profile::v1::ListActorsResponse> ListActors(
      const profile::v1::ListActorsRequest& request) = 0;
  virtual absl::StatusOr<profile::v1::BatchGetActorsResponse> BatchGetActors(
      const profile::v1::BatchGetActorsRequest& request) = 0;
  virtual absl::StatusOr<profile::v1::ResolveMentionResponse> ResolveMention(
      const profile::v1::ResolveMentionRequest& request) = 0;

  virtual absl::StatusOr<factor::v1::AnalyzeDocumentResponse> AnalyzeDocument(
      const factor::v1::AnalyzeDocumentRequest& request) = 0;
  virtual absl::StatusOr<factor::v1::ListDocumentsResponse> ListDocuments(
      const factor::v1::ListDocumentsRequest& request) = 0;
  virtual absl::StatusOr<factor::v1::ListFactorsResponse> ListFactors(
      const factor::v1::ListFactorsRequest& request) = 0;
  virtual absl::StatusOr<factor::v1::RetractDocumentResponse> RetractDocument(
      const factor::v1::RetractDocumentRequest& request) = 0;
  virtual absl::StatusOr<factor::v1::RetractFactorResponse> RetractFactor(
      const factor::v1::RetractFactorRequest& request) = 0;

  virtual absl::StatusOr<scoring::v1::GetHeatResponse> GetHeat(
      const scoring::v1::GetHeatRequest& request) = 0;
  virtual absl::StatusOr<scoring::v1::BatchGetHeatResponse> BatchGetHeat(
      const scoring::v1::BatchGetHeatRequest& request) = 0;
  virtual absl::StatusOr<scoring::v1::ListHeatResponse> ListHeat(
      const scoring::v1::ListHeatRequest& request) = 0;
  virtual absl::StatusOr<scoring::v1::RankLeadersResponse> RankLeaders(
      const scoring::v1::RankLeadersRequest& request) = 0;
  virtual absl::StatusOr<scoring::v1::ListHeatHistoryResponse> ListHeatHistory(
      const scoring::v1::ListHeatHistoryRequest& request) = 0;
  virtual absl::StatusOr<scoring::v1::ExplainHeatResponse> ExplainHeat(
      const scoring::v1::ExplainHeatRequest& request) = 0;

  // Sends what `next` fills in until it returns false (called on a thread of its own) and hands
  // every answer to `on_result`, in order, on the caller's thread.
  virtual absl::Status ImportActors(
      const std::function<bool(profile::v1::ImportActorsRequest*)>& next,
      const std::function<void(const profile::v1::ImportActorsResponse&)>& on_result) = 0;
  virtual absl::Status IngestDocuments(
      const std::function<bool(factor::v1::IngestDocumentsRequest*)>& next,
      const std::function<void(const factor::v1::IngestDocumentsResponse&)>& on_result) = 0;

  // Runs until `on_step` returns false (OK), `deadline` comes (OK) or the stream ends (its error).
  virtual absl::Status WatchHeat(
      const scoring::v1::WatchHeatRequest& request, absl::Time deadline,
      const std::function<bool(const scoring::v1::WatchHeatResponse&)>& on_step) = 0;
};

}  // namespace isotherm::cli
