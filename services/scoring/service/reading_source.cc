#include "services/scoring/service/reading_source.h"

#include <memory>
#include <utility>
#include <vector>

#include "services/common/sql/change_log.h"
#include "services/scoring/convert/reading_convert.h"
#include "services/scoring/store/reading_rows.h"
#include "services/scoring/store/schema.h"

namespace isotherm::scoring {

ReadingSource::ReadingSource(sql::Database& database)
    : database_(database), log_(database, kReadingsCollection) {}

absl::StatusOr<stream::RevisionBatch> ReadingSource::ReadRevisions(std::int64_t after, int limit) {
  absl::StatusOr<stream::RevisionBatch> batch = log_.ReadRevisions(after, limit);
  if (!batch.ok()) return batch.status();
  for (stream::RevisionPtr& revision : batch->revisions) {
    v1::HeatReading only_revision;
    only_revision.set_revision(revision->number);
    const std::string suffix = only_revision.SerializeAsString();
    auto filled = std::make_shared<stream::Revision>(*revision);
    for (stream::Change& change : filled->changes) {
      if (change.payload == nullptr) continue;
      change.payload = std::make_shared<const std::string>(*change.payload + suffix);
    }
    revision = std::move(filled);
  }
  return batch;
}

absl::StatusOr<stream::SnapshotPage> ReadingSource::ReadSnapshot(std::string_view after_name,
                                                                 int limit,
                                                                 const stream::Filter& filter) {
  stream::SnapshotPage page;
  absl::Status status = database_.Read(
      database_.clock().Now() + absl::Seconds(30), [&](sql::ReadTransaction& transaction) {
        page = stream::SnapshotPage();
        const absl::StatusOr<sql::LogHead> head = sql::ReadLogHead(transaction);
        if (!head.ok()) return head.status();
        page.revision = head->last.revision;
        absl::StatusOr<std::vector<v1::HeatReading>> readings =
            ListReadingsByName(transaction, after_name, limit);
        if (!readings.ok()) return readings.status();
        page.last = static_cast<int>(readings->size()) < limit;
        for (const v1::HeatReading& reading : *readings) {
          page.items.push_back({reading.name(),
                                std::make_shared<const std::string>(reading.SerializeAsString()),
                                {},
                                FromTimestamp(reading.compute_time())});
        }
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return page;
}

}  // namespace isotherm::scoring
