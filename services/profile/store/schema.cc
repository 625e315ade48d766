#include "services/profile/store/schema.h"

namespace isotherm::profile {

const sql::MigrationSet& ProfileMigrations() {
  static const auto& set = *new sql::MigrationSet{
      "profile",
      {{1,
        "actors",
        {
            ("CREATE TABLE actors (name TEXT PRIMARY KEY, kind TEXT NOT NULL, "
             "country_code TEXT NOT NULL, display_name TEXT NOT NULL, version BIGINT NOT NULL, "
             "actor TEXT NOT NULL)"),
            "CREATE INDEX actors_by_kind ON actors (kind, name)",
            "CREATE INDEX actors_by_country_code ON actors (country_code, name)",
            "CREATE INDEX actors_by_display_name ON actors (display_name, name)",
            ("CREATE TABLE actor_offices (organisation TEXT NOT NULL, actor TEXT NOT NULL "
             "REFERENCES actors (name) ON DELETE CASCADE, PRIMARY KEY (organisation, actor))"),
            "CREATE INDEX actor_offices_by_actor ON actor_offices (actor)",
        }}}};
  return set;
}

}  // namespace isotherm::profile
