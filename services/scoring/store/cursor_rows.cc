#include "services/scoring/store/cursor_rows.h"

#include "absl/strings/str_cat.h"
#include "services/common/strings/view.h"

namespace isotherm::scoring {

absl::StatusOr<FollowCursor> LoadCursor(sql::ReadTransaction& transaction, std::string_view name) {
  using sql::ColumnType;
  FollowCursor cursor;
  absl::Status status = transaction.Query(
      "load cursor",
      "SELECT version, token, revision, generation, complete FROM follow_cursors "
      "WHERE name = :name",
      {{"name", std::string(name)}},
      {ColumnType::kInt, ColumnType::kText, ColumnType::kInt, ColumnType::kInt, ColumnType::kInt},
      [&cursor](const sql::Row& row) {
        cursor = {row.Int(0), row.Text(1), row.Int(2), row.Int(3), row.Int(4) != 0};
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return cursor;
}

absl::Status StoreCursor(sql::WriteTransaction& transaction, std::string_view name,
                         const FollowCursor& loaded, FollowCursor& next) {
  next.version = loaded.version + 1;
  const sql::Params params = {{"name", std::string(name)},
                              {"loaded", loaded.version},
                              {"version", next.version},
                              {"token", next.token},
                              {"revision", next.revision},
                              {"generation", next.generation},
                              {"complete", std::int64_t{next.complete ? 1 : 0}}};
  const absl::StatusOr<std::int64_t> rows = transaction.Execute(
      "store cursor",
      "INSERT INTO follow_cursors (name, version, token, revision, generation, complete) VALUES "
      "(:name, :version, :token, :revision, :generation, :complete) "
      "ON CONFLICT (name) DO UPDATE SET version = excluded.version, token = excluded.token, "
      "revision = excluded.revision, generation = excluded.generation, "
      "complete = excluded.complete WHERE follow_cursors.version = :loaded",
      params);
  if (!rows.ok()) return rows.status();
  if (*rows == 1) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("another process follows ", AbslView(name),
                                                    " on this store and has moved its cursor"));
}

}  // namespace isotherm::scoring
