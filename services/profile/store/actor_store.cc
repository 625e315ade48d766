#include "services/profile/store/actor_store.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/status/errors.h"
#include "services/profile/store/actor_filter.h"

namespace isotherm::profile {
namespace {

using sql::ColumnType;
using sql::Row;

absl::StatusOr<v1::Actor> Decode(const std::string& octets) {
  v1::Actor actor;
  if (actor.ParseFromString(octets)) return actor;
  return MakeError(absl::StatusCode::kDataLoss, common::v1::ERROR_REASON_INTERNAL,
                   "a stored actor cannot be decoded; restore the profile store from a backup");
}

// Appends each row's first column, decoded, to `actors`.
auto Collector(std::vector<v1::Actor>& actors) {
  return [&actors](const Row& row) {
    absl::StatusOr<v1::Actor> actor = Decode(row.Octets(0));
    if (!actor.ok()) return actor.status();
    actors.push_back(*std::move(actor));
    return absl::OkStatus();
  };
}

absl::Status PutOffices(sql::WriteTransaction& transaction, const v1::Actor& actor) {
  auto cleared = transaction.Execute(
      "clear offices", "DELETE FROM actor_offices WHERE actor = :actor", {{"actor", actor.name()}});
  if (!cleared.ok()) return cleared.status();
  std::set<std::string> organisations;
  for (const v1::Office& office : actor.offices()) organisations.insert(office.organisation());
  for (const std::string& organisation : organisations) {
    auto inserted = transaction.Execute(
        "insert office",
        "INSERT INTO actor_offices (organisation, actor) VALUES (:organisation, :actor)",
        {{"organisation", organisation}, {"actor", actor.name()}});
    if (!inserted.ok()) return inserted.status();
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::optional<StoredActor>> FindActor(sql::ReadTransaction& transaction,
                                                     const std::string& name) {
  std::optional<StoredActor> found;
  absl::Status status = transaction.Query(
      "find actor", "SELECT actor, version FROM actors WHERE name = :name", {{"name", name}},
      {ColumnType::kBytes, ColumnType::kInt}, [&](const Row& row) {
        absl::StatusOr<v1::Actor> actor = Decode(row.Octets(0));
        if (!actor.ok()) return actor.status();
        found = StoredActor{*std::move(actor), row.Int(1)};
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return found;
}

absl::Status PutActor(sql::WriteTransaction& transaction, const StoredActor& stored) {
  const v1::Actor& actor = stored.actor;
  const std::string octets = actor.SerializeAsString();
  auto put = transaction.Execute(
      "put actor",
      "INSERT INTO actors (name, kind, country_code, display_name, version, actor) VALUES (:name, "
      ":kind, :country_code, :display_name, :version, :actor) ON CONFLICT (name) DO UPDATE SET "
      "kind = excluded.kind, country_code = excluded.country_code, "
      "display_name = excluded.display_name, version = excluded.version, actor = excluded.actor",
      {{"name", actor.name()},
       {"kind", KindName(actor.kind())},
       {"country_code", actor.country_code()},
       {"display_name", actor.display_name()},
       {"version", stored.version},
       {"actor", sql::Bytes{octets}}});
  if (!put.ok()) return put.status();
  if (absl::Status status = PutOffices(transaction, actor); !status.ok()) return status;
  transaction.AppendChange(
      {kActorCollection, actor.name(), false, octets, FilterAttributes(actor)});
  return absl::OkStatus();
}

absl::Status EraseActor(sql::WriteTransaction& transaction, const std::string& name) {
  auto erased = transaction.Execute("delete actor", "DELETE FROM actors WHERE name = :name",
                                    {{"name", name}});
  if (!erased.ok()) return erased.status();
  if (*erased == 0) return NotFound(name);
  transaction.AppendChange({kActorCollection, name, true, "", {}});
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::Actor>> ListActors(sql::ReadTransaction& transaction,
                                                  const filter::Filter& filter,
                                                  const std::string& after_name, int limit) {
  sql::Params params{{"after", after_name}, {"limit", std::int64_t{limit}}};
  const std::string conditions = FilterConditions(filter, params);
  std::vector<v1::Actor> actors;
  absl::Status status =
      transaction.Query("list actors",
                        absl::StrCat("SELECT actor FROM actors WHERE name > :after", conditions,
                                     " ORDER BY name LIMIT :limit"),
                        params, {ColumnType::kBytes}, Collector(actors));
  if (!status.ok()) return status;
  return actors;
}

absl::StatusOr<std::int64_t> CountActors(sql::ReadTransaction& transaction,
                                         const filter::Filter& filter) {
  sql::Params params;
  const std::string conditions = FilterConditions(filter, params);
  absl::StatusOr<Row> row = transaction.QueryRow(
      "count actors", absl::StrCat("SELECT COUNT(*) FROM actors WHERE 1 = 1", conditions), params,
      {ColumnType::kInt});
  if (!row.ok()) return row.status();
  return row->Int(0);
}

absl::StatusOr<std::vector<v1::Actor>> FindActors(sql::ReadTransaction& transaction,
                                                  const std::vector<std::string>& names) {
  std::vector<v1::Actor> actors;
  if (names.empty()) return actors;
  sql::Params params;
  const std::string list = sql::InList("name", names, params);
  absl::Status status = transaction.Query(
      "find actors", absl::StrCat("SELECT actor FROM actors WHERE name IN (", list, ")"), params,
      {ColumnType::kBytes}, Collector(actors));
  if (!status.ok()) return status;
  return actors;
}

absl::Status ForEachActor(sql::ReadTransaction& transaction,
                          absl::FunctionRef<absl::Status(v1::Actor)> each) {
  return transaction.Query("all actors", "SELECT actor FROM actors ORDER BY name", {},
                           {ColumnType::kBytes}, [&](const Row& row) {
                             absl::StatusOr<v1::Actor> actor = Decode(row.Octets(0));
                             if (!actor.ok()) return actor.status();
                             return each(*std::move(actor));
                           });
}

}  // namespace isotherm::profile
