#include "services/scoring/store/schema.h"

namespace isotherm::scoring {

const sql::MigrationSet& ScoringMigrations() {
  static const auto* const kMigrations = new sql::MigrationSet{
      "scoring",
      {{1,
        "factors, profiles, readings",
        {
            ("CREATE TABLE factors (name TEXT PRIMARY KEY, leader TEXT NOT NULL, "
             "accepted SMALLINT NOT NULL, claim_key TEXT NOT NULL, source TEXT NOT NULL, "
             "role SMALLINT NOT NULL, domain SMALLINT NOT NULL, direction SMALLINT NOT NULL, "
             "strength DOUBLE PRECISION NOT NULL, confidence DOUBLE PRECISION NOT NULL, "
             "observed_micros BIGINT NOT NULL, generation BIGINT NOT NULL, payload TEXT NOT NULL)"),
            "CREATE INDEX factors_by_leader ON factors (leader, observed_micros, name)",
            "CREATE INDEX factors_by_generation ON factors (generation)",
            ("CREATE TABLE profiles (leader TEXT PRIMARY KEY, generation BIGINT NOT NULL, "
             "payload TEXT NOT NULL)"),
            "CREATE INDEX profiles_by_generation ON profiles (generation)",
            ("CREATE TABLE readings (leader TEXT PRIMARY KEY, name TEXT NOT NULL, "
             "revision BIGINT NOT NULL, "
             "score DOUBLE PRECISION NOT NULL, level SMALLINT NOT NULL, trend SMALLINT NOT NULL, "
             "payload TEXT NOT NULL)"),
            "CREATE UNIQUE INDEX readings_by_name ON readings (name)",
            "CREATE INDEX readings_by_score ON readings (score, leader)",
            ("CREATE TABLE reading_history (leader TEXT NOT NULL, revision BIGINT NOT NULL, "
             "payload TEXT NOT NULL, PRIMARY KEY (leader, revision))"),
            ("CREATE TABLE follow_cursors (name TEXT PRIMARY KEY, version BIGINT NOT NULL, "
             "token TEXT NOT NULL, revision BIGINT NOT NULL, generation BIGINT NOT NULL, "
             "complete SMALLINT NOT NULL)"),
        }}}};
  return *kMigrations;
}

}  // namespace isotherm::scoring
