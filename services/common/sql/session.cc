#include "services/common/sql/session.h"

#include <libpq-fe.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <exception>
#include <list>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "services/common/sql/error.h"
#include "services/common/sql/prepared_statement.h"
#include "services/common/strings/view.h"

namespace isotherm::sql {
namespace {

constexpr std::size_t kMaxPrepared = 128;

}  // namespace

struct Session::Impl {
  struct Entry {
    std::string key;
    std::unique_ptr<PreparedStatement> statement;
  };

  // Finds or prepares; the least recently used one beyond kMaxPrepared goes.
  PreparedStatement& Prepare(std::string_view sql, const Params& params,
                             const std::vector<ColumnType>& columns) {
    std::string key = PreparedStatement::Key(sql, params, columns);
    const auto found = by_key.find(key);
    if (found != by_key.end()) {
      recent.splice(recent.begin(), recent, found->second);
      return *recent.front().statement;
    }
    if (recent.size() >= kMaxPrepared) {
      by_key.erase(recent.back().key);
      recent.pop_back();
    }
    recent.push_front({key, std::make_unique<PreparedStatement>(soci, sql, params, columns)});
    by_key.emplace(std::move(key), recent.begin());
    return *recent.front().statement;
  }

  void ForgetStatements() {
    by_key.clear();
    recent.clear();
  }

  soci::session soci;
  std::list<Entry> recent;
  absl::flat_hash_map<std::string, std::list<Entry>::iterator> by_key;
  bool failed = false;  // since the last Begin
  bool broken = false;
};

Session::Session(Backend backend, std::unique_ptr<Impl> impl)
    : backend_(backend), impl_(std::move(impl)) {}

Session::~Session() { impl_->ForgetStatements(); }

absl::StatusOr<std::unique_ptr<Session>> Session::Open(const ConnectionSpec& spec,
                                                       absl::Duration lock_timeout) {
  auto impl = std::make_unique<Impl>();
  const std::int64_t lock_ms = absl::ToInt64Milliseconds(lock_timeout);
  std::vector<std::string> settings;
  try {
    if (spec.backend == Backend::kSqlite) {
      impl->soci.open(soci::sqlite3, absl::StrCat("dbname=\"", spec.target, "\""));
      // The wait for locks comes first: the switch to WAL needs a lock itself.
      settings = {
          absl::StrCat("PRAGMA busy_timeout = ", lock_ms), "PRAGMA journal_mode = WAL",
          "PRAGMA foreign_keys = ON",
          absl::StrCat("PRAGMA synchronous = ", spec.synchronous_normal ? "NORMAL" : "FULL"),
          "PRAGMA cache_size = -16384"};
    } else {
      impl->soci.open(soci::postgresql, spec.target);
      settings = {absl::StrCat("SET lock_timeout = ", lock_ms), "SET client_min_messages = warning",
                  "SET client_encoding = 'UTF8'"};
    }
  } catch (const std::exception& exception) {
    if (spec.backend == Backend::kPostgresql) {
      return TranslateConnectException(exception, Redacted(spec));
    }
    return TranslateException(exception, absl::StrCat("open ", Redacted(spec)));
  }
  std::unique_ptr<Session> session(new Session(spec.backend, std::move(impl)));
  for (const std::string& setting : settings) {
    if (absl::Status status = session->ExecuteOnce(setting, setting); !status.ok()) return status;
  }
  return session;
}

bool Session::broken() const {
  if (impl_->broken) return true;
  if (backend_ == Backend::kSqlite) return false;
  auto* backend = static_cast<soci::postgresql_session_backend*>(impl_->soci.get_backend());
  return PQstatus(backend->conn_) != CONNECTION_OK;
}

absl::Status Session::Begin(Mode mode) {
  impl_->failed = false;
  if (backend_ == Backend::kSqlite) {
    // IMMEDIATE takes the write lock at once: a later upgrade could fail although nobody is at
    // fault.
    return ExecuteOnce("begin", mode == Mode::kWrite ? "BEGIN IMMEDIATE" : "BEGIN");
  }
  return ExecuteOnce("begin", mode == Mode::kWrite
                                  ? "BEGIN ISOLATION LEVEL READ COMMITTED"
                                  : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

absl::Status Session::Commit() { return ExecuteOnce("commit", "COMMIT"); }

void Session::Rollback() {
  const bool clean = !impl_->failed;
  try {
    // Half-read statements would keep SQLite's transaction open. PostgreSQL forgets prepared
    // statements only outside a failed transaction, hence after the rollback.
    if (backend_ == Backend::kSqlite) {
      if (!clean) impl_->ForgetStatements();
      auto* backend = static_cast<soci::sqlite3_session_backend*>(impl_->soci.get_backend());
      // Some errors (a full disk) have rolled back already.
      if (sqlite_api::sqlite3_get_autocommit(backend->conn_) == 0) impl_->soci << "ROLLBACK";
    } else {
      impl_->soci << "ROLLBACK";
      if (!clean) impl_->ForgetStatements();
    }
  } catch (const std::exception&) {
    impl_->broken = true;
  }
}

absl::Status Session::ExecuteOnce(std::string_view name, std::string_view sql) {
  try {
    impl_->soci << std::string(sql);
    return absl::OkStatus();
  } catch (const std::exception& exception) {
    impl_->failed = true;
    return TranslateException(exception, name);
  }
}

absl::StatusOr<std::int64_t> Session::Execute(std::string_view name, std::string_view sql,
                                              const Params& params) {
  try {
    PreparedStatement& statement = impl_->Prepare(sql, params, {});
    if (absl::Status status = statement.Bind(params); !status.ok()) return status;
    statement.Execute();
    return statement.AffectedRows();
  } catch (const std::exception& exception) {
    impl_->failed = true;
    return TranslateException(exception, name);
  }
}

absl::Status Session::Query(std::string_view name, std::string_view sql, const Params& params,
                            const std::vector<ColumnType>& columns,
                            absl::FunctionRef<absl::Status(const Row&)> each) {
  try {
    PreparedStatement& statement = impl_->Prepare(sql, params, columns);
    if (absl::Status status = statement.Bind(params); !status.ok()) return status;
    for (bool more = statement.Execute(); more; more = statement.Fetch()) {
      absl::StatusOr<Row> row = statement.CurrentRow();
      absl::Status status = row.ok() ? each(*row) : row.status();
      if (!status.ok()) {
        impl_->failed = true;
        return status;
      }
    }
    return absl::OkStatus();
  } catch (const std::exception& exception) {
    impl_->failed = true;
    return TranslateException(exception, name);
  }
}

}  // namespace isotherm::sql
