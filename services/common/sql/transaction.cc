#include "services/common/sql/transaction.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "services/common/sql/session.h"
#include "services/common/strings/view.h"

namespace isotherm::sql {

absl::Status ReadTransaction::Query(std::string_view name, std::string_view sql,
                                    const Params& params, const std::vector<ColumnType>& columns,
                                    RowFunction each) {
  return session_.Query(name, sql, params, columns, each);
}

absl::StatusOr<Row> ReadTransaction::QueryRow(std::string_view name, std::string_view sql,
                                              const Params& params,
                                              const std::vector<ColumnType>& columns) {
  std::optional<Row> found;
  const absl::Status status = Query(name, sql, params, columns, [&](const Row& row) {
    if (!found.has_value()) found = row;
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  if (!found.has_value()) return absl::NotFoundError(absl::StrCat(AbslView(name), ": no row"));
  return *std::move(found);
}

absl::StatusOr<std::int64_t> WriteTransaction::Execute(std::string_view name, std::string_view sql,
                                                       const Params& params) {
  return session_.Execute(name, sql, params);
}

absl::Status WriteTransaction::Lock(std::string_view key) {
  if (session_.backend() == Backend::kSqlite) return absl::OkStatus();
  // Two keys with one hash merely wait for each other without need.
  return session_.Query(
      "lock resource",
      "SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))) AS l",
      {{"key", std::string(key)}}, {ColumnType::kInt}, [](const Row&) { return absl::OkStatus(); });
}

}  // namespace isotherm::sql
