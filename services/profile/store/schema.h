// The tables of the profile service.
#pragma once

#include "services/common/sql/migrations.h"

namespace isotherm::profile {

// actors: one row each, the encoded Actor beside the columns that lists and filters need;
// actor_offices: which organisations an actor holds or held office in.
const sql::MigrationSet& ProfileMigrations();

}  // namespace isotherm::profile
