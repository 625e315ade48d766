#include "cli/evaluation/evaluate.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/common/strings/view.h"

namespace isotherm::cli {
namespace {

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Where the gold quotes stand in the analysed text; quotes that cleaning changed are left out.
std::vector<Span> Locate(const std::string& text, const std::vector<std::string>& quotes) {
  std::vector<Span> spans;
  for (const std::string& quote : quotes) {
    const std::size_t begin = text.find(quote);
    if (begin != std::string::npos && !quote.empty()) {
      spans.push_back({begin, begin + quote.size()});
    }
  }
  return spans;
}

bool Meets(const engine::Factor& factor, const std::vector<Span>& gold) {
  for (const engine::Evidence& evidence : factor.evidence) {
    for (const Span& span : gold) {
      if (CoversHalf(evidence.begin, evidence.end, span.begin, span.end)) return true;
    }
  }
  return false;
}

// Scored factors of both scored roles form one group.
int RoleGroup(FactorRole role) { return IsScored(role) ? 0 : static_cast<int>(role); }

bool Agrees(const engine::Factor& factor, const GoldFactor& gold) {
  return RoleGroup(factor.role) == RoleGroup(gold.role) && factor.domain == gold.domain &&
         factor.direction == gold.direction;
}

// The factors about the focus leader: the first leader standing is the focus.
std::vector<const engine::Factor*> FactorsOfFocus(const engine::Analysis& analysis) {
  std::vector<const engine::Factor*> factors;
  if (analysis.leaders.empty()) return factors;
  const std::string& id = analysis.leaders[0].leader.leader_id;
  for (const engine::Factor& factor : analysis.factors) {
    if (factor.leader_id == id) factors.push_back(&factor);
  }
  return factors;
}

void CountPair(const engine::Factor& factor, const GoldFactor& gold, FactorReport& report) {
  if (!IsScored(factor.role) || !IsScored(gold.role)) return;
  ++report.direction_pairs;
  report.direction_right += factor.direction == gold.direction;
  report.domain_right += factor.domain == gold.domain;
}

}  // namespace

engine::DocumentInput InputOf(const Dossier& dossier) {
  engine::DocumentInput input;
  input.content = dossier.text;
  input.format = engine::ContentFormat::kPlain;
  input.date = dossier.date;
  input.focuses.push_back({"", dossier.leader, dossier.country, dossier.role});
  input.focuses_only = true;
  return input;
}

absl::Time AsOf(const Dossier& dossier) {
  return absl::FromCivil(dossier.date + 1, absl::UTCTimeZone());
}

std::vector<scoring::FactorInput> FactorInputsOf(const engine::Analysis& analysis,
                                                 const Dossier& dossier) {
  std::vector<scoring::FactorInput> inputs;
  for (const engine::Factor* factor : FactorsOfFocus(analysis)) {
    scoring::FactorInput input;
    input.id = absl::StrCat(dossier.id, "#", inputs.size());
    input.claim_key = factor->claim_key;
    input.role = factor->role;
    input.domain = factor->domain;
    input.direction = factor->direction;
    input.strength = factor->strength;
    input.confidence = factor->confidence;
    input.observed = absl::FromCivil(factor->observed, absl::UTCTimeZone());
    inputs.push_back(std::move(input));
  }
  return inputs;
}

void CountFactors(const engine::Analysis& analysis, const Dossier& dossier, FactorReport& report) {
  std::vector<std::vector<Span>> gold;
  for (const GoldFactor& factor : dossier.factors) {
    gold.push_back(Locate(analysis.text, factor.evidence));
  }
  const std::vector<Span> background = Locate(analysis.text, dossier.background);
  std::vector<bool> found(gold.size(), false);
  for (const engine::Factor* factor : FactorsOfFocus(analysis)) {
    bool labelled = Meets(*factor, background);
    bool right = false;
    for (std::size_t i = 0; i < gold.size(); ++i) {
      if (!Meets(*factor, gold[i])) continue;
      labelled = true;
      CountPair(*factor, dossier.factors[i], report);
      if (Agrees(*factor, dossier.factors[i])) right = found[i] = true;
    }
    report.counts.predicted += labelled;
    report.counts.right += right;
    if (IsScored(factor->role)) {
      report.scored.predicted += labelled;
      report.scored.right += right;
    }
  }
  for (std::size_t i = 0; i < gold.size(); ++i) {
    ++report.counts.gold;
    report.counts.found += found[i];
    if (IsScored(dossier.factors[i].role)) {
      ++report.scored.gold;
      report.scored.found += found[i];
    }
  }
}

absl::StatusOr<DossierReport> EvaluateDossiers(const engine::Analyzer& analyzer,
                                               const scoring::HeatModel& model,
                                               absl::Span<const Dossier> dossiers) {
  DossierReport report;
  int trends = 0;
  for (const Dossier& dossier : dossiers) {
    const absl::StatusOr<engine::Analysis> analysis = analyzer.Analyze(InputOf(dossier));
    if (!analysis.ok()) {
      return absl::Status(analysis.status().code(),
                          AbslView(absl::StrCat(dossier.id, ": ", analysis.status().message())));
    }
    const absl::Time as_of = AsOf(dossier);
    const absl::StatusOr<scoring::HeatReading> reading =
        model.Read(FactorInputsOf(*analysis, dossier),
                   scoring::IncumbencyFromRole(dossier.role, as_of), as_of);
    if (!reading.ok()) return reading.status();
    ++report.n;
    ++report.levels.confusion[static_cast<int>(dossier.level)][static_cast<int>(reading->level)];
    report.levels.rps +=
        RankedProbabilityScore(reading->probabilities, static_cast<int>(dossier.level));
    trends += reading->trend.trend == dossier.trend;
    report.has_factors |= !dossier.factors.empty();
    CountFactors(*analysis, dossier, report.factors);
  }
  if (report.n > 0) {
    report.levels.rps /= report.n;
    report.levels.trend_accuracy = double(trends) / report.n;
  }
  return report;
}

ClauseReport EvaluateClauses(const ClauseJudge& judge, absl::Span<const ClauseRecord> clauses) {
  ClauseReport report;
  for (const ClauseRecord& clause : clauses) {
    const ClauseVerdict verdict = judge(clause);
    ++report.n;
    ++report.direction[static_cast<int>(clause.direction) + 1]
                      [static_cast<int>(verdict.direction) + 1];
    ++report.domain[static_cast<int>(clause.domain)][static_cast<int>(verdict.domain)];
  }
  return report;
}

StanceReport EvaluateStance(const StanceJudge& judge, absl::Span<const StanceRecord> records) {
  StanceReport report;
  for (const StanceRecord& record : records) {
    ++report.polarity[record.polarity + 1][judge(record) + 1];
  }
  return report;
}

}  // namespace isotherm::cli
