#include "services/common/sql/database.h"

#include <algorithm>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "services/common/sql/error.h"
#include "services/common/sql/meta.h"
#include "services/common/sql/session.h"
#include "services/common/sql/session_pool.h"
#include "services/common/status/assign.h"
#include "services/common/status/errors.h"

namespace isotherm::sql {
namespace {

int SessionCount(const ConnectionSpec& spec, int wanted) {
  return spec.in_memory() ? 1 : std::max(wanted, 1);
}

// Spreads those who collided: up to 2, 4, 8, ... 128 ms.
void PauseBeforeRetry(int attempt) {
  absl::BitGen random;
  const int most_ms = 2 << std::min(attempt, 6);
  absl::SleepFor(absl::Milliseconds(absl::Uniform(random, 1, most_ms + 1)));
}

absl::Status TooManyConflicts(int attempts, const absl::Status& last) {
  return MakeUnavailable(
      common::v1::ERROR_REASON_STORE_UNAVAILABLE,
      absl::StrCat("gave up after ", attempts,
                   " conflicts with other writers; repeat later: ", last.message()),
      absl::Milliseconds(200));
}

}  // namespace

Database::Database(const DatabaseOptions& options, ConnectionSpec spec)
    : options_(options),
      spec_(std::move(spec)),
      pool_(std::make_unique<SessionPool>(spec_, SessionCount(spec_, options.max_sessions),
                                          options.lock_timeout)) {}

Database::~Database() = default;

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const DatabaseOptions& options) {
  absl::StatusOr<ConnectionSpec> spec = ParseConnectionString(options.connection_string);
  if (!spec.ok()) return spec.status();
  std::unique_ptr<Database> database(new Database(options, *std::move(spec)));
  if (absl::Status status = database->Initialise(); !status.ok()) return status;
  return database;
}

absl::Status Database::Initialise() {
  {
    absl::StatusOr<SessionPool::Lease> session = pool_->Acquire(absl::InfiniteFuture());
    if (!session.ok()) return session.status();
    absl::Status status = Migrate(**session, BaseMigrations(), options_.clock->Now());
    for (std::size_t i = 0; status.ok() && i < options_.migrations.size(); ++i) {
      status = Migrate(**session, options_.migrations[i], options_.clock->Now());
    }
    if (!status.ok()) return status;
  }
  return Write(absl::InfiniteFuture(),
               [this](WriteTransaction& transaction) {
                 return AssignOrStatus(EnsureStoreId(transaction), store_id_);
               })
      .status();
}

absl::Status Database::Read(absl::Time deadline,
                            absl::FunctionRef<absl::Status(ReadTransaction&)> body) {
  for (int attempt = 1;; ++attempt) {
    absl::StatusOr<SessionPool::Lease> session = pool_->Acquire(deadline);
    if (!session.ok()) return session.status();
    absl::Status status = AttemptRead(**session, body);
    if (status.ok()) return status;
    // A pooled connection may have died unnoticed (the server restarted): a fresh one deserves a
    // try.
    const bool stale = (*session)->broken() && attempt == 1;
    if (!stale && !IsConflict(status)) return status;
    if (attempt >= options_.max_attempts) return TooManyConflicts(attempt, status);
    if (!stale) PauseBeforeRetry(attempt);
  }
}

absl::Status Database::AttemptRead(Session& session,
                                   absl::FunctionRef<absl::Status(ReadTransaction&)> body) {
  absl::Status status = session.Begin(Session::Mode::kRead);
  if (!status.ok()) return status;
  ReadTransaction transaction(session);
  status = body(transaction);
  if (status.ok()) status = session.Commit();
  if (!status.ok()) session.Rollback();
  return status;
}

absl::StatusOr<WriteResult> Database::Write(
    absl::Time deadline, absl::FunctionRef<absl::Status(WriteTransaction&)> body) {
  if (absl::Status status = EnterSqliteWriter(deadline); !status.ok()) return status;
  absl::Cleanup leave = [this] { LeaveSqliteWriter(); };
  for (int attempt = 1;; ++attempt) {
    absl::StatusOr<SessionPool::Lease> session = pool_->Acquire(deadline);
    if (!session.ok()) return session.status();
    bool committing = false;
    absl::StatusOr<WriteResult> result = AttemptWrite(**session, body, committing);
    if (result.ok()) {
      std::move(leave).Invoke();
      if (result->changed) Notify(result->commit);
      return result;
    }
    // A connection lost during COMMIT leaves open whether it took place: only the caller may
    // repeat.
    const bool stale = (*session)->broken() && attempt == 1 && !committing;
    if (!stale && !IsConflict(result.status())) return result.status();
    if (attempt >= options_.max_attempts) return TooManyConflicts(attempt, result.status());
    if (!stale) PauseBeforeRetry(attempt);
  }
}

// SQLite lets one writer in at a time. Waiting here, before a session is taken, is fairer and
// cheaper than its polling and leaves the sessions to readers.
absl::Status Database::EnterSqliteWriter(absl::Time deadline) {
  if (spec_.backend != Backend::kSqlite) return absl::OkStatus();
  absl::MutexLock lock(&writer_mutex_);
  const auto is_free = [this]() ABSL_SHARED_LOCKS_REQUIRED(writer_mutex_) { return !writing_; };
  if (!writer_mutex_.AwaitWithDeadline(absl::Condition(&is_free), deadline)) {
    return MakeError(absl::StatusCode::kDeadlineExceeded,
                     common::v1::ERROR_REASON_STORE_UNAVAILABLE,
                     "other writes of this process were not done in time; use a longer deadline");
  }
  writing_ = true;
  return absl::OkStatus();
}

void Database::LeaveSqliteWriter() {
  if (spec_.backend != Backend::kSqlite) return;
  absl::MutexLock lock(&writer_mutex_);
  writing_ = false;
}

absl::StatusOr<WriteResult> Database::AttemptWrite(
    Session& session, absl::FunctionRef<absl::Status(WriteTransaction&)> body, bool& committing) {
  absl::Status status = session.Begin(Session::Mode::kWrite);
  if (!status.ok()) return status;
  WriteTransaction transaction(session);
  absl::StatusOr<WriteResult> result = WriteResult{};
  status = body(transaction);
  if (status.ok()) {
    result = FinishWrite(transaction);
    status = result.status();
  }
  if (status.ok()) {
    committing = true;
    status = session.Commit();
  }
  if (!status.ok()) {
    session.Rollback();
    return status;
  }
  return result;
}

absl::StatusOr<WriteResult> Database::FinishWrite(WriteTransaction& transaction) {
  WriteResult result;
  if (transaction.changes_.empty()) {
    absl::StatusOr<LogHead> head = ReadLogHead(transaction);
    if (!head.ok()) return head.status();
    result.commit = head->last;
  } else {
    absl::StatusOr<Commit> commit =
        AppendToLog(transaction, transaction.changes_, options_.clock->Now());
    if (!commit.ok()) return commit.status();
    result = {*commit, true};
  }
  for (const WriteTransaction::RevisionFunction& function : transaction.on_revision_) {
    if (absl::Status status = function(transaction, result.commit); !status.ok()) return status;
  }
  return result;
}

std::int64_t Database::AddCommitListener(CommitListener listener) {
  absl::MutexLock lock(&listeners_mutex_);
  const std::int64_t id = next_listener_++;
  listeners_[id] = std::move(listener);
  return id;
}

void Database::RemoveCommitListener(std::int64_t id) {
  absl::MutexLock lock(&listeners_mutex_);
  listeners_.erase(id);
}

void Database::Notify(const Commit& commit) {
  // Readers run side by side; removal waits for them, so a removed listener runs no more.
  absl::ReaderMutexLock lock(&listeners_mutex_);
  for (const auto& [id, listener] : listeners_) listener(commit);
}

}  // namespace isotherm::sql
