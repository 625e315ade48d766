// ListHeat, RankLeaders and ListHeatHistory of Readings.
#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/common/filter/filter.h"
#include "services/common/ontology/proto_convert.h"
#include "services/common/paging/paging.h"
#include "services/common/status/assign.h"
#include "services/common/status/errors.h"
#include "services/scoring/convert/factor_convert.h"
#include "services/scoring/service/readings.h"
#include "services/scoring/store/reading_rows.h"

namespace isotherm::scoring {
namespace {

constexpr int kDefaultRanks = 20;
constexpr int kMaxRanks = 1000;

template <typename T>
std::vector<std::string> Names(int count) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) {
    names.emplace_back(Name(static_cast<T>(static_cast<std::underlying_type_t<T>>(i))));
  }
  return names;
}

const std::vector<filter::Field>& Fields() {
  static const auto* const kFields = new std::vector<filter::Field>{
      {"level", Names<HeatLevel>(kHeatLevelCount)}, {"trend", Names<Trend>(kTrendCount)}};
  return *kFields;
}

// Contradictory terms on one field match nothing: nullopt.
std::optional<ReadingFilter> ToReadingFilter(const filter::Filter& parsed) {
  ReadingFilter out;
  for (const filter::Term& term : parsed.terms()) {
    if (term.field == "level") {
      const auto level = ToProto(*Parse<HeatLevel>(term.value));
      if (out.level && *out.level != level) return std::nullopt;
      out.level = level;
    } else {
      const auto trend = ToProto(*Parse<Trend>(term.value));
      if (out.trend && *out.trend != trend) return std::nullopt;
      out.trend = trend;
    }
  }
  return out;
}

}  // namespace

absl::Status Readings::List(absl::Time deadline, const v1::ListHeatRequest& request,
                            v1::ListHeatResponse& response) const {
  const absl::StatusOr<filter::Filter> parsed = filter::ParseFilter(request.filter(), Fields());
  if (!parsed.ok()) return parsed.status();
  const std::string scope = absl::StrCat("ListHeat|", parsed->Canonical());
  const absl::StatusOr<paging::Page> page =
      paging::ReadPage(request.page_size(), request.page_token(), scope);
  if (!page.ok()) return page.status();
  const std::optional<ReadingFilter> wanted = ToReadingFilter(*parsed);
  if (!wanted) return absl::OkStatus();
  const std::int64_t factor_revision = freshness_.factor_revision();
  std::vector<v1::HeatReading> readings;
  absl::Status status = database_.Read(deadline, [&](sql::ReadTransaction& transaction) {
    return AssignOrStatus(ListReadings(transaction, *wanted, page->cursor, page->size + 1),
                          readings);
  });
  if (!status.ok()) return status;
  const bool more = static_cast<int>(readings.size()) > page->size;
  if (more) readings.pop_back();
  if (more) {
    response.set_next_page_token(
        paging::MakePageToken(scope, LeaderIdOf(readings.back().leader())));
  }
  for (v1::HeatReading& reading : readings) {
    Complete(factor_revision, reading);
    *response.add_readings() = std::move(reading);
  }
  return absl::OkStatus();
}

absl::Status Readings::Rank(absl::Time deadline, const v1::RankLeadersRequest& request,
                            v1::RankLeadersResponse& response) const {
  if (request.limit() < 0) {
    return InvalidFields(
        {{"limit", absl::StrCat(request.limit(), " is negative; give 0 (default) or more")}});
  }
  if (!v1::RankLeadersRequest::Order_IsValid(request.order())) {
    return InvalidFields({{"order", absl::StrCat(request.order(), " is unknown")}});
  }
  const int limit =
      request.limit() == 0 ? kDefaultRanks : std::min<int>(request.limit(), kMaxRanks);
  const bool hottest_first = request.order() != v1::RankLeadersRequest::ORDER_COLDEST;
  const std::int64_t factor_revision = freshness_.factor_revision();
  return database_.Read(deadline, [&](sql::ReadTransaction& transaction) {
    response.Clear();
    absl::StatusOr<std::vector<v1::HeatReading>> readings =
        RankReadings(transaction, hottest_first, limit);
    if (!readings.ok()) return readings.status();
    for (v1::HeatReading& reading : *readings) {
      const int place = response.entries_size() + 1;
      const auto* const before = place > 1 ? &response.entries(place - 2) : nullptr;
      const bool tied = before != nullptr && before->reading().score() == reading.score();
      const int rank = tied ? before->rank() : place;
      auto& entry = *response.add_entries();
      entry.set_rank(rank);
      Complete(factor_revision, reading);
      *entry.mutable_reading() = std::move(reading);
    }
    return absl::OkStatus();
  });
}

absl::Status Readings::History(absl::Time deadline, const v1::ListHeatHistoryRequest& request,
                               v1::ListHeatHistoryResponse& response) const {
  const absl::StatusOr<std::string> leader = ParseHeatName("name", request.name());
  if (!leader.ok()) return leader.status();
  const std::string scope = absl::StrCat("ListHeatHistory|", request.name());
  const absl::StatusOr<paging::Page> page =
      paging::ReadPage(request.page_size(), request.page_token(), scope);
  if (!page.ok()) return page.status();
  std::int64_t before = std::numeric_limits<std::int64_t>::max();
  if (!page->cursor.empty() && !absl::SimpleAtoi(page->cursor, &before)) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     common::v1::ERROR_REASON_INVALID_PAGE_TOKEN,
                     "page_token was not issued for this request; start without one");
  }
  std::vector<v1::HeatReading> readings;
  absl::Status status = database_.Read(deadline, [&](sql::ReadTransaction& transaction) {
    return AssignOrStatus(ListHistory(transaction, *leader, before, page->size + 1), readings);
  });
  if (!status.ok()) return status;
  if (readings.empty() && page->cursor.empty()) return NotFound(request.name());
  const bool more = static_cast<int>(readings.size()) > page->size;
  if (more) readings.pop_back();
  if (more) {
    response.set_next_page_token(
        paging::MakePageToken(scope, absl::StrCat(readings.back().revision())));
  }
  for (v1::HeatReading& reading : readings) *response.add_readings() = std::move(reading);
  return absl::OkStatus();
}

}  // namespace isotherm::scoring
