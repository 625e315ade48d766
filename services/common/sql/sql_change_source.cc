#include "services/common/sql/sql_change_source.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace isotherm::sql {
namespace {

// How long a read of the kernel may wait for a session; it retries by itself.
constexpr absl::Duration kReadTimeout = absl::Seconds(30);

stream::Change ToStreamChange(LoggedChange logged) {
  stream::Change change;
  change.name = std::move(logged.change.name);
  change.deleted = logged.change.deleted;
  if (!change.deleted) {
    change.payload = std::make_shared<const std::string>(std::move(logged.change.payload));
  }
  change.attributes = std::move(logged.change.attributes);
  change.created = !logged.previous_attributes.has_value();
  // Known even when there was no state before: nobody's filter matched it.
  change.previous_attributes = std::move(logged.previous_attributes).value_or(Attributes{});
  return change;
}

stream::RevisionBatch GroupByRevision(ChangeBatch batch) {
  stream::RevisionBatch result;
  result.reached = batch.reached;
  auto next = batch.changes.begin();
  while (next != batch.changes.end()) {
    auto revision = std::make_shared<stream::Revision>();
    revision->number = next->commit.revision;
    // The log numbers without gaps; a revision that another collection changed may be the one
    // before.
    revision->previous = next->commit.revision - 1;
    revision->commit_time = next->commit.commit_time;
    for (; next != batch.changes.end() && next->commit.revision == revision->number; ++next) {
      revision->changes.push_back(ToStreamChange(std::move(*next)));
    }
    result.revisions.push_back(std::move(revision));
  }
  return result;
}

}  // namespace

SqlChangeSource::SqlChangeSource(Database& database, std::string collection)
    : database_(database), collection_(std::move(collection)) {}

absl::StatusOr<stream::LogBounds> SqlChangeSource::ReadBounds() {
  stream::LogBounds bounds;
  absl::Status status =
      database_.Read(absl::Now() + kReadTimeout, [&](ReadTransaction& transaction) {
        absl::StatusOr<LogHead> head = ReadLogHead(transaction);
        if (head.ok()) bounds = {head->compacted_revision, head->last.revision};
        return head.status();
      });
  if (!status.ok()) return status;
  return bounds;
}

absl::StatusOr<stream::RevisionBatch> SqlChangeSource::ReadRevisions(std::int64_t after,
                                                                     int limit) {
  stream::RevisionBatch result;
  absl::Status status =
      database_.Read(absl::Now() + kReadTimeout, [&](ReadTransaction& transaction) {
        absl::StatusOr<ChangeBatch> batch = ReadChanges(transaction, collection_, after, limit);
        if (!batch.ok()) return batch.status();
        result = GroupByRevision(*std::move(batch));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return result;
}

absl::StatusOr<stream::SnapshotPage> SqlChangeSource::ReadSnapshot(std::string_view after_name,
                                                                   int limit,
                                                                   const stream::Filter&) {
  stream::SnapshotPage page;
  absl::Status status =
      database_.Read(absl::Now() + kReadTimeout, [&](ReadTransaction& transaction) {
        page = {};
        absl::StatusOr<LogHead> head = ReadLogHead(transaction);
        if (!head.ok()) return head.status();
        page.revision = head->last.revision;
        auto states = ReadStates(transaction, collection_, after_name, limit);
        if (!states.ok()) return states.status();
        page.last = static_cast<int>(states->size()) < limit;
        for (LoggedChange& state : *states) {
          page.items.push_back(
              {std::move(state.change.name),
               std::make_shared<const std::string>(std::move(state.change.payload)),
               std::move(state.change.attributes), state.commit.commit_time});
        }
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return page;
}

}  // namespace isotherm::sql
