// A document of a request as the engine reads it, after all checks that need no analysis.
//
// Errors, all INVALID_ARGUMENT: DOCUMENT_EMPTY (no content), DOCUMENT_TOO_LARGE (content above
// engine::Analyzer::kMaxContentBytes), INVALID_FIELD with a violation for each wrong field
// ("document.date", "document.focus_leaders[2].leader"). Thread-safety: pure functions.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "isotherm/factor/v1/document.pb.h"
#include "services/factor_analysis/engine/directory/actor_directory.h"
#include "services/factor_analysis/engine/types.h"

namespace isotherm::factor_analysis {

// `now` bounds the date: tomorrow in UTC is the latest. A focus leader given by name alone takes
// the directory's display name, and where the directory does not know it, its id in words
// ("john-doe" -> "John Doe"): it is kept as a leader of its own.
absl::StatusOr<engine::DocumentInput> ToDocumentInput(const factor::v1::Document& document,
                                                      const engine::ActorDirectory& directory,
                                                      absl::Time now);

// "john-doe" -> "John Doe".
std::string NameFromId(std::string_view id);

}  // namespace isotherm::factor_analysis
