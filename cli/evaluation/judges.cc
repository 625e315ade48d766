#include "cli/evaluation/judges.h"

namespace isotherm::cli {
namespace {

constexpr absl::CivilDay kUndatedDay(2018, 1, 1);

}  // namespace

std::optional<std::pair<std::size_t, std::size_t>> MentionIn(const ClauseRecord& clause) {
  const std::size_t begin =
      clause.mention.empty() ? std::string::npos : clause.text.find(clause.mention);
  if (begin == std::string::npos) return std::nullopt;
  return std::make_pair(begin, begin + clause.mention.size());
}

ClauseJudge BuiltinClauseJudge(const engine::BuiltinAnalyzer& analyzer) {
  return [&analyzer](const ClauseRecord& clause) {
    const engine::ClauseJudgement judgement = analyzer.JudgeClause(
        clause.text, engine::FocusOfName(clause.leader), kUndatedDay, MentionIn(clause));
    return ClauseVerdict{judgement.direction, judgement.domain};
  };
}

StanceJudge BuiltinStanceJudge(const engine::BuiltinAnalyzer& analyzer) {
  return [&analyzer](const StanceRecord& record) {
    return analyzer.JudgeStance(record.text, record.begin, record.end);
  };
}

}  // namespace isotherm::cli
