#include "services/factor_analysis/store/schema.h"

namespace isotherm::factor_analysis {

const sql::MigrationSet& FactorMigrations() {
  static const auto& migrations = *new sql::MigrationSet{
      "factor_analysis",
      {{1,
        "documents, factors and events",
        {
            ("CREATE TABLE documents ("
             "id TEXT PRIMARY KEY, source_key TEXT NOT NULL, date TEXT NOT NULL, "
             "publisher TEXT NOT NULL, ingest_us BIGINT NOT NULL, fingerprint BIGINT NOT NULL, "
             "active SMALLINT NOT NULL, parent_id TEXT NOT NULL, source_publisher TEXT NOT NULL, "
             "payload TEXT NOT NULL)"),
            "CREATE INDEX documents_by_source ON documents (source_key)",
            "CREATE INDEX documents_by_ingest ON documents (ingest_us, id)",
            "CREATE INDEX documents_by_publisher ON documents (publisher, ingest_us, id)",
            "CREATE INDEX documents_by_date ON documents (date, ingest_us, id)",
            "CREATE INDEX documents_by_parent ON documents (parent_id)",

            ("CREATE TABLE document_contents (id TEXT PRIMARY KEY, content TEXT NOT NULL, "
             "cleaned TEXT NOT NULL)"),

            ("CREATE TABLE fingerprint_bands (band BIGINT NOT NULL, sort_key TEXT NOT NULL, "
             "parent_key TEXT NOT NULL, fingerprint BIGINT NOT NULL, document_id TEXT NOT NULL, "
             "PRIMARY KEY (band, sort_key))"),
            "CREATE INDEX fingerprint_bands_by_parent ON fingerprint_bands (band, parent_key)",
            "CREATE INDEX fingerprint_bands_by_document ON fingerprint_bands (document_id)",

            ("CREATE TABLE factors ("
             "id TEXT PRIMARY KEY, leader TEXT NOT NULL, document_id TEXT NOT NULL, "
             "position BIGINT NOT NULL, role BIGINT NOT NULL, domain BIGINT NOT NULL, "
             "direction BIGINT NOT NULL, observed_us BIGINT NOT NULL, active SMALLINT NOT NULL, "
             "retracted SMALLINT NOT NULL, payload TEXT NOT NULL)"),
            "CREATE INDEX factors_by_leader ON factors (leader, active, observed_us, id)",
            "CREATE INDEX factors_by_time ON factors (active, observed_us, id)",
            "CREATE INDEX factors_by_document ON factors (document_id, position)",

            ("CREATE TABLE events ("
             "id TEXT PRIMARY KEY, document_id TEXT NOT NULL, position BIGINT NOT NULL, "
             "type BIGINT NOT NULL, aux BIGINT NOT NULL, source_actor TEXT NOT NULL, "
             "target_actor TEXT NOT NULL, observed_us BIGINT NOT NULL, active SMALLINT NOT NULL, "
             "payload TEXT NOT NULL)"),
            "CREATE INDEX events_by_time ON events (active, observed_us, id)",
            "CREATE INDEX events_by_document ON events (document_id, position)",
            "CREATE INDEX events_by_source ON events (source_actor, active, observed_us, id)",
            "CREATE INDEX events_by_target ON events (target_actor, active, observed_us, id)",

            ("CREATE TABLE state_changes ("
             "name TEXT NOT NULL, number BIGINT NOT NULL, time_us BIGINT NOT NULL, "
             "active SMALLINT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (name, number))"),
        }},
       // A signature cannot be made from a fingerprint: documents of before have none and are
       // nobody's copies from now on, until they are retracted and ingested again.
       {2,
        "signatures in place of fingerprints",
        {
            "DROP TABLE fingerprint_bands",
            "ALTER TABLE documents DROP COLUMN fingerprint",
            "ALTER TABLE documents ADD COLUMN signature TEXT NOT NULL DEFAULT ''",
            ("CREATE TABLE signature_bands (band BIGINT NOT NULL, sort_key TEXT NOT NULL, "
             "parent_key TEXT NOT NULL, signature TEXT NOT NULL, document_id TEXT NOT NULL, "
             "PRIMARY KEY (band, sort_key))"),
            "CREATE INDEX signature_bands_by_parent ON signature_bands (band, parent_key)",
            "CREATE INDEX signature_bands_by_document ON signature_bands (document_id)",
        }}}};
  return migrations;
}

}  // namespace isotherm::factor_analysis
