// What stores do inside a transaction: one set of SQL for SQLite and PostgreSQL.
//
// SQL that runs on both: named parameters, UPSERT (INSERT ... ON CONFLICT ... DO UPDATE),
// RETURNING, window functions, LIMIT/OFFSET, BIGINT, DOUBLE PRECISION, TEXT, SMALLINT (as boolean).
// Avoid LIKE (see PrefixUpperBound), SERIAL/AUTOINCREMENT, BOOLEAN, bare `:x IS NULL` (PostgreSQL
// cannot tell the type), and text order other than by bytes: migrations give every TEXT column
// bytewise order. Each statement carries a short name for error messages: "insert actor".
//
// Errors: UNAVAILABLE/STORE_UNAVAILABLE with RetryInfo (connection lost, disk full, lock wait too
// long), ALREADY_EXISTS/RESOURCE_EXISTS (constraint), ABORTED (serialisation conflict; the database
// retries it by itself), INTERNAL otherwise, naming the statement. After any error the transaction
// is dead: return the error. Thread-safety: a transaction belongs to one thread. Lifetime: only
// inside the callback that got it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/sql/change.h"
#include "services/common/sql/value.h"

namespace isotherm::sql {

class Session;

// A consistent snapshot: every query sees the same state, whatever others commit meanwhile.
class ReadTransaction {
 public:
  // Calls `each` for every row, in order; its first error ends the query and is returned.
  using RowFunction = absl::FunctionRef<absl::Status(const Row&)>;
  absl::Status Query(std::string_view name, std::string_view sql, const Params& params,
                     const std::vector<ColumnType>& columns, RowFunction each);

  // The only row. NOT_FOUND (without details: give it a message of your own) when there is none.
  absl::StatusOr<Row> QueryRow(std::string_view name, std::string_view sql, const Params& params,
                               const std::vector<ColumnType>& columns);

 protected:
  friend class Database;
  explicit ReadTransaction(Session& session) : session_(session) {}
  ~ReadTransaction() = default;

  Session& session_;
};

// A read-write transaction that may append to the change log.
class WriteTransaction : public ReadTransaction {
 public:
  // Runs a statement; returns the number of rows it touched.
  absl::StatusOr<std::int64_t> Execute(std::string_view name, std::string_view sql,
                                       const Params& params);

  // Serialises transactions on `key` (a resource name) until this one ends. Take it before reading
  // what you will write. Several locks: any order is safe (a deadlock is broken and retried), a
  // fixed order is faster. Free on SQLite, where writers exclude each other anyway.
  absl::Status Lock(std::string_view key);

  // Adds a change; all changes of the transaction share one revision, given just before the commit.
  void AppendChange(Change change) { changes_.push_back(std::move(change)); }

  // Runs after the revision is known (the log's head when the transaction appended no change) and
  // before the commit, in the order added. May execute statements on rows that only this
  // transaction knows or has locked; nothing slow, since all writers wait meanwhile. Must not
  // append changes.
  using RevisionFunction = std::function<absl::Status(WriteTransaction&, const Commit&)>;
  void OnRevision(RevisionFunction function) { on_revision_.push_back(std::move(function)); }

 private:
  friend class Database;
  using ReadTransaction::ReadTransaction;

  std::vector<Change> changes_;
  std::vector<RevisionFunction> on_revision_;
};

}  // namespace isotherm::sql
