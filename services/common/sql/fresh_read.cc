#include "services/common/sql/fresh_read.h"

#include <algorithm>

namespace isotherm::sql {
namespace {

constexpr absl::Duration kLongestWait = absl::Seconds(30);
constexpr absl::Duration kLookAgain = absl::Milliseconds(20);
// Time for the answer to travel: past the deadline the caller would not see our reason.
constexpr absl::Duration kMargin = absl::Milliseconds(50);

absl::StatusOr<std::int64_t> HeadRevision(Database& database, absl::Time deadline) {
  std::int64_t revision = 0;
  absl::Status status = database.Read(deadline, [&](ReadTransaction& transaction) {
    absl::StatusOr<LogHead> head = ReadLogHead(transaction);
    if (head.ok()) revision = head->last.revision;
    return head.status();
  });
  if (!status.ok()) return status;
  return revision;
}

}  // namespace

absl::Status AwaitFreshness(Database& database, consistency::Service service,
                            const common::v1::ReadConsistency& wanted, absl::Time deadline) {
  if (!wanted.has_at_least_as_fresh()) return absl::OkStatus();
  absl::StatusOr<consistency::Token> token = consistency::Token::Parse(wanted.at_least_as_fresh());
  if (!token.ok()) return token.status();
  absl::StatusOr<std::int64_t> required =
      consistency::RequiredRevision(*token, service, database.store_id());
  if (!required.ok()) return required.status();
  const absl::Time give_up = std::min(deadline - kMargin, absl::Now() + kLongestWait);
  while (*required > 0) {
    absl::StatusOr<std::int64_t> reached = HeadRevision(database, deadline);
    if (!reached.ok()) return reached.status();
    if (*reached >= *required) break;
    if (absl::Now() >= give_up) return consistency::NotReached(service, *required, *reached);
    absl::SleepFor(kLookAgain);
  }
  return absl::OkStatus();
}

}  // namespace isotherm::sql
