#include "services/common/sql/change_log.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "services/common/sql/attributes.h"
#include "services/common/status/errors.h"

namespace isotherm::sql {
namespace {

constexpr char kHeadColumns[] =
    "SELECT revision, commit_time_us, compacted_revision FROM change_head WHERE id = 1";

constexpr char kSelectChanges[] =
    "SELECT revision, commit_time_us, collection, name, deleted, payload, attributes, "
    "previous_attributes, position FROM changes ";

const std::vector<ColumnType>& ChangeColumns() {
  static const auto& columns =
      *new std::vector<ColumnType>{ColumnType::kInt,   ColumnType::kInt,   ColumnType::kText,
                                   ColumnType::kText,  ColumnType::kInt,   ColumnType::kBytes,
                                   ColumnType::kBytes, ColumnType::kBytes, ColumnType::kInt};
  return columns;
}

LoggedChange ToLoggedChange(const Row& row) {
  LoggedChange logged;
  logged.commit.revision = row.Int(0);
  logged.commit.commit_time = absl::FromUnixMicros(row.Int(1));
  logged.change.collection = row.Text(2);
  logged.change.name = row.Text(3);
  logged.change.deleted = row.Int(4) != 0;
  logged.change.payload = row.Octets(5);
  logged.change.attributes = DecodeAttributes(row.Octets(6));
  if (!row.IsNull(7)) logged.previous_attributes = DecodeAttributes(row.Octets(7));
  return logged;
}

absl::Status CheckNotCompacted(const LogHead& head, std::int64_t revision) {
  if (revision >= head.compacted_revision) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kOutOfRange, common::v1::ERROR_REASON_RESUME_TOKEN_EXPIRED,
      absl::StrCat("changes up to revision ", head.compacted_revision, " are compacted; revision ",
                   revision, " lies before them: read a snapshot"),
      {{"oldest_revision", absl::StrCat(head.compacted_revision)}});
}

// The newest change per name wins; the order of last mention stays.
std::vector<const Change*> LastPerName(const std::vector<Change>& changes) {
  absl::flat_hash_set<std::pair<std::string_view, std::string_view>> seen;
  std::vector<const Change*> kept;
  for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
    if (seen.emplace(change->collection, change->name).second) kept.push_back(&*change);
  }
  std::reverse(kept.begin(), kept.end());
  return kept;
}

absl::Status InsertChange(WriteTransaction& transaction, const Row& head, std::int64_t position,
                          const Change& change) {
  // The lock on change_head is held, so the newest change of the name is the state it replaces.
  return transaction
      .Execute(
          "append change",
          "INSERT INTO changes (revision, position, commit_time_us, collection, name, deleted, "
          "payload, attributes, previous_attributes) VALUES (:revision, :position, "
          ":commit_time_us, :collection, :name, :deleted, :payload, :attributes, "
          "(SELECT CASE WHEN deleted = 1 THEN NULL ELSE attributes END FROM changes WHERE "
          "collection = :collection AND name = :name ORDER BY revision DESC LIMIT 1))",
          {{"revision", head.Int(0)},
           {"position", position},
           {"commit_time_us", head.Int(1)},
           {"collection", change.collection},
           {"name", change.name},
           {"deleted", std::int64_t{change.deleted}},
           {"payload", Bytes{change.deleted ? "" : change.payload}},
           {"attributes", Bytes{change.deleted ? "" : EncodeAttributes(change.attributes)}}})
      .status();
}

}  // namespace

absl::StatusOr<LogHead> ReadLogHead(ReadTransaction& transaction) {
  absl::StatusOr<Row> row = transaction.QueryRow(
      "read log head", kHeadColumns, {}, {ColumnType::kInt, ColumnType::kInt, ColumnType::kInt});
  if (!row.ok()) return row.status();
  return LogHead{{row->Int(0), absl::FromUnixMicros(row->Int(1))}, row->Int(2)};
}

absl::StatusOr<ChangeBatch> ReadChanges(ReadTransaction& transaction, std::string_view collection,
                                        std::int64_t after, int limit) {
  absl::StatusOr<LogHead> head = ReadLogHead(transaction);
  if (!head.ok()) return head.status();
  if (absl::Status status = CheckNotCompacted(*head, after); !status.ok()) return status;
  ChangeBatch batch;
  std::int64_t last_position = 0;
  const auto collect = [&](const Row& row) {
    batch.changes.push_back(ToLoggedChange(row));
    last_position = row.Int(8);
    return absl::OkStatus();
  };
  const std::string where = collection.empty() ? "WHERE " : "WHERE collection = :collection AND ";
  Params params;
  if (!collection.empty()) params.Add("collection", std::string(collection));
  Params rest = params;
  params.Add("after", after);
  params.Add("limit", std::int64_t{limit});
  absl::Status status =
      transaction.Query("read changes",
                        absl::StrCat(kSelectChanges, where,
                                     "revision > :after ORDER BY revision, position LIMIT :limit"),
                        params, ChangeColumns(), collect);
  if (!status.ok()) return status;
  if (static_cast<int>(batch.changes.size()) < limit) {
    batch.reached = std::max(after, head->last.revision);
    return batch;
  }
  // The last revision may be cut: fetch the rest of it.
  batch.reached = batch.changes.back().commit.revision;
  rest.Add("revision", batch.reached);
  rest.Add("position", last_position);
  status = transaction.Query(
      "read rest of revision",
      absl::StrCat(kSelectChanges, where,
                   "revision = :revision AND position > :position ORDER BY position"),
      rest, ChangeColumns(), collect);
  if (!status.ok()) return status;
  return batch;
}

absl::StatusOr<std::vector<LoggedChange>> ReadStates(ReadTransaction& transaction,
                                                     std::string_view collection,
                                                     std::string_view after_name, int limit) {
  std::vector<LoggedChange> states;
  absl::Status status = transaction.Query(
      "read states",
      absl::StrCat(kSelectChanges,
                   "AS c WHERE collection = :collection AND name > :after_name AND deleted = 0 AND "
                   "NOT EXISTS (SELECT 1 FROM changes AS n WHERE n.collection = c.collection AND "
                   "n.name = c.name AND n.revision > c.revision) ORDER BY name LIMIT :limit"),
      {{"collection", std::string(collection)},
       {"after_name", std::string(after_name)},
       {"limit", std::int64_t{limit}}},
      ChangeColumns(), [&](const Row& row) {
        states.push_back(ToLoggedChange(row));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return states;
}

absl::StatusOr<std::int64_t> CompactLog(WriteTransaction& transaction,
                                        const CompactionPolicy& policy) {
  if (absl::Status status = transaction.Lock("change_log/compaction"); !status.ok()) return status;
  absl::StatusOr<LogHead> head = ReadLogHead(transaction);
  if (!head.ok()) return head.status();
  // No change was committed after the head, so a bound just above it keeps infinity inside 64 bits.
  const std::int64_t before_us = absl::ToUnixMicros(
      std::min(policy.committed_before, head->last.commit_time + absl::Seconds(1)));
  absl::StatusOr<Row> cut = transaction.QueryRow(
      "find compaction point",
      "SELECT COALESCE(MAX(revision), 0) FROM changes "
      "WHERE revision <= :newest AND commit_time_us < :before",
      {{"newest", head->last.revision - policy.keep_newest}, {"before", before_us}},
      {ColumnType::kInt});
  if (!cut.ok()) return cut.status();
  const std::int64_t compacted = std::max(cut->Int(0), head->compacted_revision);
  if (compacted == head->compacted_revision) return compacted;
  if (auto deleted = transaction.Execute(
          "compact log",
          "DELETE FROM changes WHERE revision <= :compacted AND (deleted = 1 OR EXISTS (SELECT 1 "
          "FROM changes AS n WHERE n.collection = changes.collection AND n.name = changes.name AND "
          "n.revision > changes.revision AND n.revision <= :compacted))",
          {{"compacted", compacted}});
      !deleted.ok()) {
    return deleted.status();
  }
  // Last, because it locks the row that all writers need.
  auto updated = transaction.Execute(
      "record compaction", "UPDATE change_head SET compacted_revision = :compacted WHERE id = 1",
      {{"compacted", compacted}});
  if (!updated.ok()) return updated.status();
  return compacted;
}

// Why a later revision is never visible before an earlier one, with any number of PostgreSQL
// processes: the number comes from the row change_head, updated as the transaction's last step but
// the commit. That update holds the row's lock until the transaction has ended, and PostgreSQL lets
// a transaction's effects become visible before it releases its locks. So whoever gets N+1 got the
// lock after N was visible to every later snapshot, and a snapshot that shows N+1 shows N. A
// rollback gives the number back with the row, so there are no gaps. Taking it last keeps the time
// during which all writers queue to one commit, and nothing else is locked after it, so it takes no
// part in deadlocks. On SQLite there is one writer at a time to begin with.
absl::StatusOr<Commit> AppendToLog(WriteTransaction& transaction,
                                   const std::vector<Change>& changes, absl::Time now) {
  absl::StatusOr<Row> head = transaction.QueryRow(
      "take revision",
      "UPDATE change_head SET revision = revision + 1, commit_time_us = "
      "CASE WHEN commit_time_us < :now THEN :now ELSE commit_time_us END "
      "WHERE id = 1 RETURNING revision, commit_time_us",
      {{"now", absl::ToUnixMicros(now)}}, {ColumnType::kInt, ColumnType::kInt});
  if (!head.ok()) return head.status();
  std::int64_t position = 0;
  for (const Change* change : LastPerName(changes)) {
    if (absl::Status status = InsertChange(transaction, *head, position++, *change); !status.ok()) {
      return status;
    }
  }
  return Commit{head->Int(0), absl::FromUnixMicros(head->Int(1))};
}

}  // namespace isotherm::sql
