// Published readings as the watch kernel reads them, with their revisions filled in.
//
// The change log holds a reading as it was before its revision was known; here the revision is
// appended, which for protobuf is the same as setting the field. Snapshots come from the table of
// readings. Thread-safety and errors: as stream::ChangeSource.
#pragma once

#include <string>
#include <string_view>

#include "services/common/sql/database.h"
#include "services/common/sql/sql_change_source.h"
#include "services/common/stream/change_source.h"

namespace isotherm::scoring {

class ReadingSource final : public stream::ChangeSource {
 public:
  explicit ReadingSource(sql::Database& database);

  const std::string& store_id() const override { return database_.store_id(); }
  absl::StatusOr<stream::LogBounds> ReadBounds() override { return log_.ReadBounds(); }
  absl::StatusOr<stream::RevisionBatch> ReadRevisions(std::int64_t after, int limit) override;
  absl::StatusOr<stream::SnapshotPage> ReadSnapshot(std::string_view after_name, int limit,
                                                    const stream::Filter& filter) override;

 private:
  sql::Database& database_;
  sql::SqlChangeSource log_;
};

}  // namespace isotherm::scoring
