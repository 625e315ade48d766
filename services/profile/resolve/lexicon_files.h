// Reads the words that mention resolution needs from a language folder (data/lexicons/en).
//
// Errors: NOT_FOUND naming the missing file; the parser's error for a damaged one.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/factor_analysis/engine/mentions/mention_lexicon.h"

namespace isotherm::profile {

absl::StatusOr<std::shared_ptr<const engine::MentionLexicon>> LoadMentionLexicon(
    const std::string& folder);

}  // namespace isotherm::profile
