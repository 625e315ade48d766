#include "services/scoring/store/profile_rows.h"

#include "absl/strings/str_cat.h"
#include "services/common/status/errors.h"
#include "services/common/strings/view.h"

namespace isotherm::scoring {

absl::Status UpsertProfile(sql::WriteTransaction& transaction, std::string_view leader,
                           const profile::v1::Actor& actor, std::int64_t generation) {
  return transaction
      .Execute("upsert profile",
               "INSERT INTO profiles (leader, generation, payload) "
               "VALUES (:leader, :generation, :payload) ON CONFLICT (leader) DO UPDATE SET "
               "generation = excluded.generation, payload = excluded.payload",
               {{"leader", std::string(leader)},
                {"generation", generation},
                {"payload", sql::Bytes{actor.SerializeAsString()}}})
      .status();
}

absl::Status DeleteProfile(sql::WriteTransaction& transaction, std::string_view leader) {
  return transaction
      .Execute("delete profile", "DELETE FROM profiles WHERE leader = :leader",
               {{"leader", std::string(leader)}})
      .status();
}

absl::StatusOr<std::set<std::string>> SweepProfiles(sql::WriteTransaction& transaction,
                                                    std::int64_t generation) {
  std::set<std::string> leaders;
  absl::Status status = transaction.Query(
      "delete vanished profiles",
      "DELETE FROM profiles WHERE generation < :generation RETURNING leader",
      {{"generation", generation}}, {sql::ColumnType::kText}, [&leaders](const sql::Row& row) {
        leaders.insert(row.Text(0));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return leaders;
}

absl::StatusOr<std::optional<profile::v1::Actor>> LoadProfile(sql::ReadTransaction& transaction,
                                                              std::string_view leader) {
  std::optional<profile::v1::Actor> actor;
  absl::Status status = transaction.Query(
      "load profile", "SELECT payload FROM profiles WHERE leader = :leader",
      {{"leader", std::string(leader)}}, {sql::ColumnType::kBytes},
      [&](const sql::Row& row) -> absl::Status {
        if (actor.emplace().ParseFromString(row.Octets(0))) return absl::OkStatus();
        return MakeError(
            absl::StatusCode::kInternal, common::v1::ERROR_REASON_INTERNAL,
            absl::StrCat("the stored profile of ", AbslView(leader), " cannot be decoded"));
      });
  if (!status.ok()) return status;
  return actor;
}

}  // namespace isotherm::scoring
