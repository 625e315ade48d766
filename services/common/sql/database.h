// A service's own database: SQLite file or PostgreSQL, with change log, store id and request ids.
//
// Purpose: the only door to SQL. Opens and migrates, hands out transactions, retries conflicts,
// numbers write transactions, tells listeners about commits.
// Blocking: every call may block on the disk or the network. Call it from worker threads only
// (services/common/executor), never from a gRPC callback.
// Thread-safety: safe from any thread. Lifetime: outlives all who hold a pointer to it.
// Errors: as transaction.h; DEADLINE_EXCEEDED when no session came free before `deadline`.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/common/clock/clock.h"
#include "services/common/sql/change_log.h"
#include "services/common/sql/connection_string.h"
#include "services/common/sql/migrations.h"
#include "services/common/sql/transaction.h"

namespace isotherm::sql {

class SessionPool;

struct DatabaseOptions {
  std::string connection_string;                    // connection_string.h
  std::vector<MigrationSet> migrations;             // beyond BaseMigrations()
  const Clock* clock = nullptr;                     // required; outlives the database
  int max_sessions = 8;                             // an in-memory database always has one
  absl::Duration lock_timeout = absl::Seconds(10);  // wait for other writers' locks
  int max_attempts = 10;                            // of a transaction that met a conflict
};

// What a committed write transaction amounts to.
struct WriteResult {
  Commit commit;         // without a change: the head of the log as the transaction saw it
  bool changed = false;  // whether it appended to the log
};

class Database {
 public:
  // Opens or creates, and migrates.
  static absl::StatusOr<std::unique_ptr<Database>> Open(const DatabaseOptions& options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Runs `body` on one consistent snapshot. `body` may run again after a conflict: it resets its
  // output first.
  absl::Status Read(absl::Time deadline, absl::FunctionRef<absl::Status(ReadTransaction&)> body);

  // Runs `body`, gives its changes one revision and commits. On an error of `body` everything is
  // rolled back and the error returned. Conflicts run `body` again, up to max_attempts; then
  // UNAVAILABLE. Never call Read or Write inside: with few sessions that deadlocks.
  absl::StatusOr<WriteResult> Write(absl::Time deadline,
                                    absl::FunctionRef<absl::Status(WriteTransaction&)> body);

  // UUID made when the database was created; tokens carry it so that one store's revision is never
  // taken for another's.
  const std::string& store_id() const { return store_id_; }
  const Clock& clock() const { return *options_.clock; }
  Backend backend() const { return spec_.backend; }
  // For logs; without password.
  std::string description() const { return Redacted(spec_); }

  // Calls `listener` after every commit of this process that changed something, on the writer's
  // thread and possibly out of order; it must be quick and must not call the database. Other
  // processes' commits are not reported: poll for them.
  using CommitListener = std::function<void(const Commit&)>;
  std::int64_t AddCommitListener(CommitListener listener) ABSL_LOCKS_EXCLUDED(listeners_mutex_);
  // When it returns, the listener runs no more.
  void RemoveCommitListener(std::int64_t id) ABSL_LOCKS_EXCLUDED(listeners_mutex_);

 private:
  Database(const DatabaseOptions& options, ConnectionSpec spec);

  absl::Status Initialise();
  absl::Status AttemptRead(Session& session,
                           absl::FunctionRef<absl::Status(ReadTransaction&)> body);
  absl::StatusOr<WriteResult> AttemptWrite(Session& session,
                                           absl::FunctionRef<absl::Status(WriteTransaction&)> body,
                                           bool& committing);
  absl::Status EnterSqliteWriter(absl::Time deadline) ABSL_LOCKS_EXCLUDED(writer_mutex_);
  void LeaveSqliteWriter() ABSL_LOCKS_EXCLUDED(writer_mutex_);
  absl::StatusOr<WriteResult> FinishWrite(WriteTransaction& transaction);
  void Notify(const Commit& commit) ABSL_LOCKS_EXCLUDED(listeners_mutex_);

  const DatabaseOptions options_;
  const ConnectionSpec spec_;
  std::unique_ptr<SessionPool> pool_;
  std::string store_id_;
  absl::Mutex writer_mutex_;
  bool writing_ ABSL_GUARDED_BY(writer_mutex_) = false;  // SQLite only

  absl::Mutex listeners_mutex_;
  std::int64_t next_listener_ ABSL_GUARDED_BY(listeners_mutex_) = 1;
  absl::flat_hash_map<std::int64_t, CommitListener> listeners_ ABSL_GUARDED_BY(listeners_mutex_);
};

}  // namespace isotherm::sql
