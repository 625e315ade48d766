#include "services/scoring/service/readings.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/status/assign.h"
#include "services/common/status/errors.h"
#include "services/common/strings/view.h"
#include "services/scoring/convert/factor_convert.h"
#include "services/scoring/convert/reading_convert.h"
#include "services/scoring/store/reading_rows.h"

namespace isotherm::scoring {
namespace {

constexpr int kMaxBatch = 1000;

bool IsHeatName(std::string_view name) {
  constexpr std::string_view kSuffix = "/heat";
  return name.size() > kSuffix.size() && name.substr(name.size() - kSuffix.size()) == kSuffix &&
         !LeaderIdOf(name).empty();
}

std::string BadName(const std::string& name) {
  return absl::StrCat("\"", AbslView(std::string_view(name).substr(0, 80)),
                      "\" is not of the form leaders/{leader}/heat with a lower-case slug");
}

}  // namespace

absl::StatusOr<std::string> ParseHeatName(std::string_view field, const std::string& name) {
  if (IsHeatName(name)) return std::string(LeaderIdOf(name));
  return InvalidFields({{std::string(field), BadName(name)}});
}

absl::StatusOr<absl::Time> ParseAsOfTime(const google::protobuf::Timestamp& timestamp) {
  constexpr std::int64_t kYear1900 = -2208988800;
  constexpr std::int64_t kYear2200 = 7258118400;
  if (timestamp.seconds() < kYear1900 || timestamp.seconds() >= kYear2200 ||
      timestamp.nanos() < 0 || timestamp.nanos() >= 1'000'000'000) {
    return InvalidFields({{"as_of_time", "lies outside the years 1900 to 2199"}});
  }
  return FromTimestamp(timestamp);
}

void Readings::Complete(std::int64_t factor_revision, v1::HeatReading& reading) {
  reading.set_factor_revision(std::max(factor_revision, reading.factor_revision()));
}

absl::StatusOr<std::optional<v1::HeatReading>> ReadPublished(sql::Database& database,
                                                             absl::Time deadline,
                                                             std::string_view leader) {
  std::optional<v1::HeatReading> reading;
  absl::Status status = database.Read(deadline, [&](sql::ReadTransaction& transaction) {
    return AssignOrStatus(LoadReading(transaction, leader), reading);
  });
  if (!status.ok()) return status;
  return reading;
}

bool Readings::GetLocal(const v1::GetHeatRequest& request, v1::GetHeatResponse& response) const {
  const auto requirement = request.consistency().requirement_case();
  const bool any_age = requirement == common::v1::ReadConsistency::kMinimizeLatency ||
                       requirement == common::v1::ReadConsistency::REQUIREMENT_NOT_SET;
  if (!any_age || request.has_as_of_time() || !cache_.IsLocal() || !IsHeatName(request.name())) {
    return false;
  }
  const std::int64_t factor_revision = freshness_.factor_revision();
  const absl::StatusOr<CacheAnswer> cached = cache_.Get(LeaderIdOf(request.name()));
  if (!cached.ok() || cached->reading == nullptr) return false;
  *response.mutable_reading() = *cached->reading;
  Complete(factor_revision, *response.mutable_reading());
  return true;
}

absl::Status Readings::Get(absl::Time deadline, ReadFrom from, const v1::GetHeatRequest& request,
                           v1::GetHeatResponse& response) const {
  const absl::StatusOr<std::string> leader = ParseHeatName("name", request.name());
  if (!leader.ok()) return leader.status();
  if (request.has_as_of_time()) {
    const absl::StatusOr<absl::Time> as_of = ParseAsOfTime(request.as_of_time());
    if (!as_of.ok()) return as_of.status();
    absl::StatusOr<v1::HeatExplanation> computed = Compute(deadline, request.name(), *as_of);
    if (!computed.ok()) return computed.status();
    *response.mutable_reading() = std::move(*computed->mutable_reading());
    return absl::OkStatus();
  }
  if (from == ReadFrom::kCache) {
    const absl::StatusOr<ReadingLoader::Loaded> loaded = loader_.Load(*leader);
    if (!loaded.ok()) return loaded.status();
    if (loaded->reading == nullptr) return NotFound(request.name());
    *response.mutable_reading() = *loaded->reading;
    response.mutable_reading()->set_cache_bypassed(loaded->bypassed);
    return absl::OkStatus();
  }
  const std::int64_t factor_revision = freshness_.factor_revision();
  absl::StatusOr<std::optional<v1::HeatReading>> stored =
      ReadPublished(database_, deadline, *leader);
  if (!stored.ok()) return stored.status();
  if (!*stored) return NotFound(request.name());
  Complete(factor_revision, **stored);
  *response.mutable_reading() = **std::move(stored);
  return absl::OkStatus();
}

absl::Status Readings::BatchGet(absl::Time deadline, ReadFrom from,
                                const v1::BatchGetHeatRequest& request,
                                v1::BatchGetHeatResponse& response) const {
  if (request.names_size() > kMaxBatch) {
    return InvalidFields(
        {{"names", absl::StrCat("holds ", request.names_size(), " names; at most 1,000 a call")}});
  }
  std::vector<FieldViolation> violations;
  std::vector<std::string> leaders;
  for (int i = 0; i < request.names_size(); ++i) {
    if (!IsHeatName(request.names(i))) {
      violations.push_back({absl::StrCat("names[", i, "]"), BadName(request.names(i))});
    }
    leaders.emplace_back(LeaderIdOf(request.names(i)));
  }
  if (!violations.empty()) return InvalidFields(violations);
  const std::int64_t factor_revision = freshness_.factor_revision();
  const bool use_cache = from == ReadFrom::kCache && cache_.IsLocal();
  // One transaction: all readings of one moment.
  return database_.Read(deadline, [&](sql::ReadTransaction& transaction) {
    response.Clear();
    for (int i = 0; i < request.names_size(); ++i) {
      std::optional<v1::HeatReading> reading;
      if (use_cache) {
        const absl::StatusOr<CacheAnswer> cached = cache_.Get(leaders[i]);
        if (cached.ok() && cached->reading != nullptr) reading = *cached->reading;
      }
      if (!reading) {
        absl::StatusOr<std::optional<v1::HeatReading>> row = LoadReading(transaction, leaders[i]);
        if (!row.ok()) return row.status();
        reading = *std::move(row);
      }
      if (!reading) {
        response.add_missing_names(request.names(i));
        continue;
      }
      Complete(factor_revision, *reading);
      *response.add_readings() = *std::move(reading);
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<v1::HeatExplanation> Readings::Compute(absl::Time deadline, const std::string& name,
                                                      std::optional<absl::Time> as_of) const {
  std::optional<v1::HeatExplanation> explanation;
  const std::int64_t factor_revision = freshness_.factor_revision();
  absl::Status status = database_.Read(deadline, [&](sql::ReadTransaction& transaction) {
    return AssignOrStatus(projector_.Explain(transaction, LeaderIdOf(name), as_of), explanation);
  });
  if (!status.ok()) return status;
  if (!explanation) return NotFound(name);
  Complete(factor_revision, *explanation->mutable_reading());
  return *std::move(explanation);
}

absl::Status Readings::Explain(absl::Time deadline, const v1::ExplainHeatRequest& request,
                               v1::ExplainHeatResponse& response) const {
  const absl::StatusOr<std::string> leader = ParseHeatName("name", request.name());
  if (!leader.ok()) return leader.status();
  std::optional<absl::Time> as_of;
  if (request.has_as_of_time()) {
    const absl::StatusOr<absl::Time> time = ParseAsOfTime(request.as_of_time());
    if (!time.ok()) return time.status();
    as_of = *time;
  }
  absl::StatusOr<v1::HeatExplanation> explanation = Compute(deadline, request.name(), as_of);
  if (!explanation.ok()) return explanation.status();
  *response.mutable_explanation() = *std::move(explanation);
  return absl::OkStatus();
}

}  // namespace isotherm::scoring
