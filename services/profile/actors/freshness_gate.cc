#include "services/profile/actors/freshness_gate.h"

#include <algorithm>
#include <utility>

#include "services/common/consistency/consistency_token.h"
#include "services/common/sql/change_log.h"
#include "services/common/status/errors.h"

namespace isotherm::profile {
namespace {

using consistency::Service;

constexpr absl::Duration kLongestWait = absl::Seconds(30);
constexpr absl::Duration kLookAgain = absl::Milliseconds(20);
// Time for the answer to travel: past the deadline the caller would not see our reason.
constexpr absl::Duration kMargin = absl::Milliseconds(50);
constexpr absl::Duration kLongestLook = absl::Seconds(5);

absl::Status QueueFull() {
  return MakeError(absl::StatusCode::kResourceExhausted, common::v1::ERROR_REASON_LIMIT_EXCEEDED,
                   "the server's work queue is full; try again later or with fewer calls at once");
}

absl::Status ShuttingDown() {
  return MakeUnavailable(common::v1::ERROR_REASON_SHUTTING_DOWN,
                         "the server is shutting down; ask another replica", absl::Seconds(1));
}

}  // namespace

FreshnessGate::FreshnessGate(sql::Database& database, Executor& executor, stream::Timer& timer)
    : database_(database), executor_(executor), timer_(timer) {}

void FreshnessGate::Await(const common::v1::ReadConsistency& wanted, absl::Time deadline,
                          std::function<bool()> gone, const Continuation& then) {
  Wait wait;
  if (wanted.has_at_least_as_fresh()) {
    const auto token = consistency::Token::Parse(wanted.at_least_as_fresh());
    if (!token.ok()) return then(token.status());
    const auto required =
        consistency::RequiredRevision(*token, Service::kProfile, database_.store_id());
    if (!required.ok()) return then(required.status());
    wait.required = *required;
  }
  wait.deadline = deadline;
  wait.give_up = std::min(deadline - kMargin, absl::Now() + kLongestWait);
  wait.gone = std::move(gone);
  wait.then = then;
  if (!executor_.Schedule([this, wait = std::move(wait)] { Begin(wait); })) then(QueueFull());
}

void FreshnessGate::Begin(Wait wait) {
  // A caller who asks for nothing costs no look.
  absl::StatusOr<std::int64_t> head = 0;
  if (wait.required > 0) head = Head(wait.deadline);
  absl::Status how;
  if (IsOver(wait, head, how)) return wait.then(how);
  {
    absl::MutexLock lock(&mutex_);
    waiting_.push_back(std::move(wait));
    if (std::exchange(looking_, true)) return;
  }
  LookAgainLater();
}

void FreshnessGate::LookForAll() {
  const absl::StatusOr<std::int64_t> head = Head(absl::Now() + kLongestLook);
  std::vector<std::pair<Continuation, absl::Status>> over;
  bool again = false;
  {
    absl::MutexLock lock(&mutex_);
    std::vector<Wait> still;
    for (Wait& wait : waiting_) {
      absl::Status how;
      if (IsOver(wait, head, how)) {
        over.emplace_back(std::move(wait.then), std::move(how));
      } else {
        still.push_back(std::move(wait));
      }
    }
    waiting_ = std::move(still);
    again = looking_ = !waiting_.empty();
  }
  // Before the continuations: with the last of them the gate itself may go.
  if (again) LookAgainLater();
  for (const auto& [then, how] : over) then(how);
}

void FreshnessGate::LookAgainLater() {
  timer_.RunAt(timer_.Now() + kLookAgain, [this] {
    if (!executor_.Schedule([this] { LookForAll(); })) LookAgainLater();
  });
}

bool FreshnessGate::IsOver(const Wait& wait, const absl::StatusOr<std::int64_t>& head,
                           absl::Status& how) const {
  if (wait.gone()) {
    how = absl::CancelledError("the caller has gone");
  } else if (!head.ok()) {
    how = head.status();
  } else if (*head >= wait.required) {
    how = absl::OkStatus();
  } else if (stopping_) {
    how = ShuttingDown();
  } else if (absl::Now() >= wait.give_up) {
    how = consistency::NotReached(Service::kProfile, wait.required, *head);
  } else {
    return false;
  }
  return true;
}

absl::StatusOr<std::int64_t> FreshnessGate::Head(absl::Time deadline) {
  std::int64_t revision = 0;
  absl::Status status = database_.Read(deadline, [&](sql::ReadTransaction& transaction) {
    absl::StatusOr<sql::LogHead> head = sql::ReadLogHead(transaction);
    if (head.ok()) revision = head->last.revision;
    return head.status();
  });
  if (!status.ok()) return status;
  return revision;
}

void FreshnessGate::Stop() { stopping_ = true; }

}  // namespace isotherm::profile
