// Reads of published readings: one, many, lists, ranks, history, explanations.
//
// Purpose: the methods' logic without gRPC. Each takes a checked or unchecked request and fills the
// response; errors carry their reason (services/common/status). Blocking: all but GetLocal.
// Thread-safety: safe from any thread. Lifetime: what it refers to outlives it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "isotherm/scoring/v1/scoring_service.pb.h"
#include "services/common/sql/database.h"
#include "services/scoring/cache/heat_cache.h"
#include "services/scoring/projection/projector.h"
#include "services/scoring/service/freshness.h"
#include "services/scoring/service/reading_loader.h"

namespace isotherm::scoring {

class Readings {
 public:
  Readings(sql::Database& database, const Projector& projector, HeatCache& cache,
           ReadingLoader& loader, const Freshness& freshness)
      : database_(database),
        projector_(projector),
        cache_(cache),
        loader_(loader),
        freshness_(freshness) {}

  // Answers GetHeat from a cache that never blocks; false when it cannot.
  bool GetLocal(const v1::GetHeatRequest& request, v1::GetHeatResponse& response) const;

  absl::Status Get(absl::Time deadline, ReadFrom from, const v1::GetHeatRequest& request,
                   v1::GetHeatResponse& response) const;
  absl::Status BatchGet(absl::Time deadline, ReadFrom from, const v1::BatchGetHeatRequest& request,
                        v1::BatchGetHeatResponse& response) const;
  absl::Status List(absl::Time deadline, const v1::ListHeatRequest& request,
                    v1::ListHeatResponse& response) const;
  absl::Status Rank(absl::Time deadline, const v1::RankLeadersRequest& request,
                    v1::RankLeadersResponse& response) const;
  absl::Status History(absl::Time deadline, const v1::ListHeatHistoryRequest& request,
                       v1::ListHeatHistoryResponse& response) const;
  absl::Status Explain(absl::Time deadline, const v1::ExplainHeatRequest& request,
                       v1::ExplainHeatResponse& response) const;

 private:
  absl::StatusOr<v1::HeatExplanation> Compute(absl::Time deadline, const std::string& name,
                                              std::optional<absl::Time> as_of) const;
  // Everything up to what has been applied before the read is in what was read.
  static void Complete(std::int64_t factor_revision, v1::HeatReading& reading);

  sql::Database& database_;
  const Projector& projector_;
  HeatCache& cache_;
  ReadingLoader& loader_;
  const Freshness& freshness_;
};

// The published reading from the store; nullopt when the leader has none.
absl::StatusOr<std::optional<v1::HeatReading>> ReadPublished(sql::Database& database,
                                                             absl::Time deadline,
                                                             std::string_view leader);

// "leaders/{leader}/heat" -> id; INVALID_ARGUMENT naming `field` otherwise.
absl::StatusOr<std::string> ParseHeatName(std::string_view field, const std::string& name);

// 1900 .. 2200, else INVALID_ARGUMENT naming as_of_time.
absl::StatusOr<absl::Time> ParseAsOfTime(const google::protobuf::Timestamp& timestamp);

}  // namespace isotherm::scoring
