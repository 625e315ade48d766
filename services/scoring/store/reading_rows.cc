#include "services/scoring/store/reading_rows.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/status/errors.h"
#include "services/common/strings/view.h"
#include "services/scoring/convert/factor_convert.h"
#include "services/scoring/store/schema.h"

namespace isotherm::scoring {
namespace {

using sql::ColumnType;

// Reads rows of (leader, revision, payload).
absl::StatusOr<std::vector<v1::HeatReading>> QueryReadings(sql::ReadTransaction& transaction,
                                                           std::string_view name,
                                                           const std::string& statement,
                                                           const sql::Params& params) {
  std::vector<v1::HeatReading> readings;
  absl::Status status = transaction.Query(
      name, statement, params, {ColumnType::kText, ColumnType::kInt, ColumnType::kBytes},
      [&readings](const sql::Row& row) -> absl::Status {
        v1::HeatReading reading;
        if (!reading.ParseFromString(row.Octets(2))) {
          return MakeError(
              absl::StatusCode::kInternal, common::v1::ERROR_REASON_INTERNAL,
              absl::StrCat("the stored reading of ", row.Text(0), " cannot be decoded"));
        }
        reading.set_revision(row.Int(1));
        readings.push_back(std::move(reading));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return readings;
}

absl::Status WriteRows(sql::WriteTransaction& transaction, const std::string& leader,
                       const v1::HeatReading& reading, const std::string& payload,
                       std::int64_t revision) {
  absl::Status status =
      transaction
          .Execute("publish reading",
                   "INSERT INTO readings (leader, name, revision, score, level, trend, payload) "
                   "VALUES (:leader, :name, :revision, :score, :level, :trend, :payload) "
                   "ON CONFLICT (leader) DO UPDATE SET revision = excluded.revision, "
                   "score = excluded.score, level = excluded.level, trend = excluded.trend, "
                   "payload = excluded.payload",
                   {{"leader", leader},
                    {"name", HeatName(leader)},
                    {"revision", revision},
                    {"score", reading.score()},
                    {"level", std::int64_t{reading.level()}},
                    {"trend", std::int64_t{reading.trend()}},
                    {"payload", sql::Bytes{payload}}})
          .status();
  if (!status.ok()) return status;
  return transaction
      .Execute("keep reading",
               "INSERT INTO reading_history (leader, revision, payload) VALUES "
               "(:leader, :revision, :payload)",
               {{"leader", leader}, {"revision", revision}, {"payload", sql::Bytes{payload}}})
      .status();
}

}  // namespace

absl::Status PublishReading(sql::WriteTransaction& transaction, std::string_view leader,
                            const v1::HeatReading& reading) {
  v1::HeatReading stored = reading;
  stored.clear_revision();
  std::string payload = stored.SerializeAsString();
  transaction.AppendChange(
      {kReadingsCollection, HeatName(leader), /*deleted=*/false, payload, /*attributes=*/{}});
  transaction.OnRevision(
      [leader = std::string(leader), stored = std::move(stored), payload = std::move(payload)](
          sql::WriteTransaction& transaction, const sql::Commit& commit) {
        return WriteRows(transaction, leader, stored, payload, commit.revision);
      });
  return absl::OkStatus();
}

absl::Status WithdrawReading(sql::WriteTransaction& transaction, std::string_view leader) {
  const absl::StatusOr<std::int64_t> rows =
      transaction.Execute("withdraw reading", "DELETE FROM readings WHERE leader = :leader",
                          {{"leader", std::string(leader)}});
  if (!rows.ok()) return rows.status();
  if (*rows > 0) {
    transaction.AppendChange(
        {kReadingsCollection, HeatName(leader), /*deleted=*/true, /*payload=*/"", {}});
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<v1::HeatReading>> LoadReading(sql::ReadTransaction& transaction,
                                                           std::string_view leader) {
  absl::StatusOr<std::vector<v1::HeatReading>> readings =
      QueryReadings(transaction, "load reading",
                    "SELECT leader, revision, payload FROM readings WHERE leader = :leader",
                    {{"leader", std::string(leader)}});
  if (!readings.ok()) return readings.status();
  if (readings->empty()) return std::nullopt;
  return std::move(readings->front());
}

absl::StatusOr<std::vector<v1::HeatReading>> ListReadings(sql::ReadTransaction& transaction,
                                                          const ReadingFilter& filter,
                                                          std::string_view after_leader,
                                                          int limit) {
  std::string where = "leader > :after";
  sql::Params params = {{"after", std::string(after_leader)}, {"limit", std::int64_t{limit}}};
  if (filter.level) {
    where += " AND level = :level";
    params.Add("level", std::int64_t{*filter.level});
  }
  if (filter.trend) {
    where += " AND trend = :trend";
    params.Add("trend", std::int64_t{*filter.trend});
  }
  return QueryReadings(transaction, "list readings",
                       absl::StrCat("SELECT leader, revision, payload FROM readings WHERE ", where,
                                    " ORDER BY leader LIMIT :limit"),
                       params);
}

absl::StatusOr<std::vector<v1::HeatReading>> ListReadingsByName(sql::ReadTransaction& transaction,
                                                                std::string_view after_name,
                                                                int limit) {
  return QueryReadings(transaction, "list readings by name",
                       "SELECT leader, revision, payload FROM readings WHERE name > :after "
                       "ORDER BY name LIMIT :limit",
                       {{"after", std::string(after_name)}, {"limit", std::int64_t{limit}}});
}

absl::StatusOr<std::vector<v1::HeatReading>> RankReadings(sql::ReadTransaction& transaction,
                                                          bool hottest_first, int limit) {
  return QueryReadings(transaction, hottest_first ? "rank hottest" : "rank coldest",
                       absl::StrCat("SELECT leader, revision, payload FROM readings ORDER BY score",
                                    hottest_first ? " DESC" : "", ", leader LIMIT :limit"),
                       {{"limit", std::int64_t{limit}}});
}

absl::StatusOr<std::vector<v1::HeatReading>> ListHistory(sql::ReadTransaction& transaction,
                                                         std::string_view leader,
                                                         std::int64_t before_revision, int limit) {
  return QueryReadings(transaction, "list history",
                       "SELECT leader, revision, payload FROM reading_history WHERE "
                       "leader = :leader AND revision < :before ORDER BY revision DESC "
                       "LIMIT :limit",
                       {{"leader", std::string(leader)},
                        {"before", before_revision},
                        {"limit", std::int64_t{limit}}});
}

}  // namespace isotherm::scoring
