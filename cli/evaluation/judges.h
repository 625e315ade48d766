// The built-in engine as judge of single clauses and of stance.
#pragma once

#include <optional>
#include <utility>

#include "cli/evaluation/evaluate.h"
#include "services/factor_analysis/engine/builtin_analyzer.h"

namespace isotherm::cli {

// Where the record names its leader; nullopt when it does not.
std::optional<std::pair<std::size_t, std::size_t>> MentionIn(const ClauseRecord& clause);

// The analyzer must outlive the judges.
ClauseJudge BuiltinClauseJudge(const engine::BuiltinAnalyzer& analyzer);
StanceJudge BuiltinStanceJudge(const engine::BuiltinAnalyzer& analyzer);

}  // namespace isotherm::cli
