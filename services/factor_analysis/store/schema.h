// The tables of the factor service.
//
// documents            one row a document: what filters and near-duplicate search look at
// document_contents    the received and the cleaned text, apart because they are large
// signature_bands      24 rows an active document: finds near duplicates (independence.h)
// factors, events      one row each; the payload is the message as it was learned
// state_changes        every retraction and restoration, in order: nothing is overwritten
// Immutable once written: payloads, texts, dates, known times. `active`, `retracted`, `parent_id`
// and `source_publisher` are the present state that follows from the rows of state_changes; they
// are kept so that queries need no replay.
#pragma once

#include "services/common/sql/migrations.h"

namespace isotherm::factor_analysis {

const sql::MigrationSet& FactorMigrations();

}  // namespace isotherm::factor_analysis
