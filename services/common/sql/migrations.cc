#include "services/common/sql/migrations.h"

#include <cctype>

#include "absl/strings/str_cat.h"
#include "services/common/sql/session.h"
#include "services/common/status/errors.h"
#include "services/common/strings/view.h"

namespace isotherm::sql {
namespace {

bool IsWordCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// Text compares by bytes on SQLite; PostgreSQL has to be told.
std::string ForBackend(std::string_view sql, Backend backend) {
  if (backend == Backend::kSqlite) return std::string(sql);
  constexpr std::string_view kWord = "TEXT";
  std::string result;
  std::size_t at = 0;
  while (at < sql.size()) {
    const std::size_t found = std::min(sql.find(kWord, at), sql.size());
    result.append(sql.substr(at, found - at));
    if (found == sql.size()) break;
    const std::size_t after = found + kWord.size();
    const bool whole = (found == 0 || !IsWordCharacter(sql[found - 1])) &&
                       (after == sql.size() || !IsWordCharacter(sql[after]));
    result.append(whole ? "TEXT COLLATE \"C\"" : kWord);
    at = after;
  }
  return result;
}

absl::Status LockSchema(Session& session) {
  if (session.backend() == Backend::kSqlite) return absl::OkStatus();
  return session.ExecuteOnce(
      "lock schema", "SELECT pg_advisory_xact_lock(hashtextextended('isotherm/schema', 0))");
}

absl::StatusOr<std::int64_t> AppliedVersion(Session& session, const std::string& component) {
  std::int64_t version = 0;
  absl::Status status =
      session.Query("read schema version",
                    "SELECT COALESCE(MAX(number), 0) FROM schema_migrations "
                    "WHERE component = :component",
                    {{"component", component}}, {ColumnType::kInt}, [&](const Row& row) {
                      version = row.Int(0);
                      return absl::OkStatus();
                    });
  if (!status.ok()) return status;
  return version;
}

absl::Status Apply(Session& session, const std::string& component, const Migration& migration,
                   absl::Time now) {
  const std::string name =
      absl::StrCat("migration ", component, " ", migration.number, " ", migration.name);
  for (const std::string& statement : migration.statements) {
    absl::Status status = session.ExecuteOnce(name, ForBackend(statement, session.backend()));
    if (!status.ok()) return status;
  }
  return session
      .Execute(name,
               "INSERT INTO schema_migrations (component, number, name, applied_us) "
               "VALUES (:component, :number, :name, :applied_us)",
               {{"component", component},
                {"number", std::int64_t{migration.number}},
                {"name", migration.name},
                {"applied_us", absl::ToUnixMicros(now)}})
      .status();
}

// All within the caller's transaction.
absl::Status MigrateLocked(Session& session, const MigrationSet& set, absl::Time now) {
  if (absl::Status status = LockSchema(session); !status.ok()) return status;
  absl::Status status = session.ExecuteOnce(
      "create schema table",
      ForBackend("CREATE TABLE IF NOT EXISTS schema_migrations (component TEXT NOT NULL, "
                 "number BIGINT NOT NULL, name TEXT NOT NULL, applied_us BIGINT NOT NULL, "
                 "PRIMARY KEY (component, number))",
                 session.backend()));
  if (!status.ok()) return status;
  absl::StatusOr<std::int64_t> version = AppliedVersion(session, set.component);
  if (!version.ok()) return version.status();
  const auto known = static_cast<std::int64_t>(set.migrations.size());
  if (*version > known) {
    return MakeError(absl::StatusCode::kFailedPrecondition, common::v1::ERROR_REASON_INTERNAL,
                     absl::StrCat("the database has schema version ", *version, " of \"",
                                  set.component, "\", this program knows up to ", known,
                                  "; run a newer program or restore an older database"));
  }
  for (std::int64_t i = *version; i < known; ++i) {
    const Migration& migration = set.migrations[static_cast<std::size_t>(i)];
    if (migration.number != i + 1) {
      return MakeError(absl::StatusCode::kInternal, common::v1::ERROR_REASON_INTERNAL,
                       absl::StrCat("migration ", migration.number, " of \"", set.component,
                                    "\" stands at place ", i + 1));
    }
    status = Apply(session, set.component, migration, now);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

const MigrationSet& BaseMigrations() {
  static const auto& set = *new MigrationSet{
      "base",
      {{1,
        "change log, request ids, meta",
        {
            "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
            ("CREATE TABLE change_head (id BIGINT PRIMARY KEY, revision BIGINT NOT NULL, "
             "commit_time_us BIGINT NOT NULL, compacted_revision BIGINT NOT NULL)"),
            ("INSERT INTO change_head (id, revision, commit_time_us, compacted_revision) "
             "VALUES (1, 0, 0, 0)"),
            ("CREATE TABLE changes (revision BIGINT NOT NULL, position BIGINT NOT NULL, "
             "commit_time_us BIGINT NOT NULL, collection TEXT NOT NULL, name TEXT NOT NULL, "
             "deleted SMALLINT NOT NULL, payload TEXT NOT NULL, attributes TEXT NOT NULL, "
             "previous_attributes TEXT, PRIMARY KEY (revision, position))"),
            "CREATE UNIQUE INDEX changes_by_name ON changes (collection, name, revision)",
            ("CREATE TABLE request_ids (request_id TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, "
             "response TEXT NOT NULL, revision BIGINT NOT NULL, commit_time_us BIGINT NOT NULL, "
             "created_us BIGINT NOT NULL)"),
            "CREATE INDEX request_ids_by_age ON request_ids (created_us)",
        }}}};
  return set;
}

absl::Status Migrate(Session& session, const MigrationSet& set, absl::Time now) {
  absl::Status status = session.Begin(Session::Mode::kWrite);
  if (!status.ok()) return status;
  status = MigrateLocked(session, set, now);
  if (status.ok()) status = session.Commit();
  if (!status.ok()) session.Rollback();
  return status;
}

}  // namespace isotherm::sql
