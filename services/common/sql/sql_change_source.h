// The change log of a Database as the watch kernel reads it: one collection.
//
// Every revision of the database is a revision of the source, whether or not it changed the
// collection, so a watch's revisions and consistency tokens speak of the same numbers.
// Thread-safety: safe from any thread; methods but store_id() block. Lifetime: the database
// outlives it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/common/sql/database.h"
#include "services/common/stream/change_source.h"

namespace isotherm::sql {

class SqlChangeSource final : public stream::ChangeSource {
 public:
  SqlChangeSource(Database& database, std::string collection);

  const std::string& store_id() const override { return database_.store_id(); }
  absl::StatusOr<stream::LogBounds> ReadBounds() override;
  absl::StatusOr<stream::RevisionBatch> ReadRevisions(std::int64_t after, int limit) override;
  absl::StatusOr<stream::SnapshotPage> ReadSnapshot(std::string_view after_name, int limit,
                                                    const stream::Filter& filter) override;

 private:
  Database& database_;
  const std::string collection_;
};

}  // namespace isotherm::sql
