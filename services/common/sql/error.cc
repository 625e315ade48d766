#include "services/common/sql/error.h"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sqlite3.h>

#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "services/common/status/errors.h"
#include "services/common/strings/view.h"

namespace isotherm::sql {
namespace {

constexpr char kConflictPayload[] = "isotherm/sql/conflict";
constexpr absl::Duration kRetryAfter = absl::Seconds(1);

std::string Describe(std::string_view statement, std::string_view detail) {
  return absl::StrCat("the store failed at \"", AbslView(statement), "\": ", AbslView(detail));
}

absl::Status Unavailable(std::string_view statement, std::string_view detail) {
  return MakeUnavailable(common::v1::ERROR_REASON_STORE_UNAVAILABLE, Describe(statement, detail),
                         kRetryAfter);
}

absl::Status Conflict(std::string_view statement, std::string_view detail) {
  absl::Status status = MakeError(absl::StatusCode::kAborted, common::v1::ERROR_REASON_INTERNAL,
                                  Describe(statement, detail));
  status.SetPayload(kConflictPayload, absl::Cord("1"));
  return status;
}

absl::Status Constraint(std::string_view statement, std::string_view detail) {
  return MakeError(absl::StatusCode::kAlreadyExists, common::v1::ERROR_REASON_RESOURCE_EXISTS,
                   Describe(statement, detail));
}

absl::Status Internal(std::string_view statement, std::string_view detail) {
  return MakeError(absl::StatusCode::kInternal, common::v1::ERROR_REASON_INTERNAL,
                   Describe(statement, detail));
}

// https://www.sqlite.org/rescode.html
absl::Status FromSqlite(int result, std::string_view statement, std::string_view detail) {
  switch (result & 0xFF) {
    case SQLITE_FULL:
      return Unavailable(statement,
                         absl::StrCat("the disk is full; free space: ", AbslView(detail)));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Unavailable(statement,
                         absl::StrCat("another process holds the write lock: ", AbslView(detail)));
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_NOMEM:
      return Unavailable(statement, detail);
    case SQLITE_CONSTRAINT:
      return Constraint(statement, detail);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return MakeError(absl::StatusCode::kDataLoss, common::v1::ERROR_REASON_INTERNAL,
                       Describe(statement, absl::StrCat("the file is damaged or no database; "
                                                        "restore it from a backup: ",
                                                        AbslView(detail))));
    default:
      return Internal(statement, detail);
  }
}

// https://www.postgresql.org/docs/15/errcodes-appendix.html
absl::Status FromPostgresql(std::string_view sqlstate, std::string_view statement,
                            std::string_view detail) {
  const std::string_view kind = sqlstate.substr(0, 2);
  if (sqlstate == "40001" || sqlstate == "40P01") return Conflict(statement, detail);
  if (kind == "23") return Constraint(statement, detail);
  if (sqlstate == "53100") {
    return Unavailable(statement, absl::StrCat("the disk is full; free space: ", AbslView(detail)));
  }
  // Connection, resources, operator intervention, system error, lock timeout, read-only standby.
  if (kind == "08" || kind == "53" || kind == "57" || kind == "58" || sqlstate == "55P03" ||
      sqlstate == "25006") {
    return Unavailable(statement, detail);
  }
  return Internal(statement, detail);
}

}  // namespace

absl::Status TranslateException(const std::exception& exception, std::string_view statement) {
  if (const auto* error = dynamic_cast<const soci::sqlite3_soci_error*>(&exception)) {
    return FromSqlite(error->result(), statement, error->get_error_message());
  }
  if (const auto* error = dynamic_cast<const soci::postgresql_soci_error*>(&exception)) {
    if (error->get_error_category() == soci::soci_error::connection_error) {
      return Unavailable(statement, error->get_error_message());
    }
    return FromPostgresql(error->sqlstate(), statement, error->get_error_message());
  }
  if (const auto* error = dynamic_cast<const soci::soci_error*>(&exception)) {
    return Internal(statement, error->get_error_message());
  }
  return Internal(statement, exception.what());
}

absl::Status TranslateConnectException(const std::exception& exception, std::string_view store) {
  return Unavailable(absl::StrCat("connect to ", AbslView(store)), exception.what());
}

bool IsConflict(const absl::Status& status) {
  return status.GetPayload(kConflictPayload).has_value();
}

}  // namespace isotherm::sql
