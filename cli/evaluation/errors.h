// What was judged wrongly, record by record, for reading.
//
// Purpose: one JSON object a line: {"id", "truth", "judged", "text", ...}, in the order of the
// file. Reports come from the same records. Thread-safety: pure.
#pragma once

#include <string>

#include "absl/types/span.h"
#include "cli/evaluation/evaluate.h"
#include "cli/evaluation/events.h"

namespace isotherm::cli {

std::string ErrorLines(absl::Span<const Dossier> dossiers, const DossierReport& report);  // levels
std::string ErrorLines(absl::Span<const ClauseRecord> clauses, const ClauseReport& report);
std::string ErrorLines(absl::Span<const StanceRecord> records, const StanceReport& report);
// With given actors the types, else nothing; and the aux.
std::string ErrorLines(absl::Span<const EventRecord> records, const EventReport& report);

}  // namespace isotherm::cli
