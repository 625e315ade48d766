// Tables of the scoring service.
//
//   factors          the factor log's active factors as received, one row each, with what the model
//                    needs in columns of its own
//   profiles         leaders of the profile service with their offices
//   readings         the published reading of each leader
//   reading_history  every reading that was ever published
//   follow_cursors   how far each followed service has been applied
#pragma once

#include "services/common/sql/migrations.h"

namespace isotherm::scoring {

const sql::MigrationSet& ScoringMigrations();

// Collection of the change log that WatchHeat follows.
inline constexpr char kReadingsCollection[] = "readings";

}  // namespace isotherm::scoring
