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

void Add(const PrecisionRecall& from, PrecisionRecall& to, int times) {
  to.predicted += times * from.predicted;
  to.right += times * from.right;
  to.gold += times * from.gold;
  to.found += times * from.found;
}

// Counts an outcome `times` times; the report's means are sums until Finish.
void Add(const DossierOutcome& outcome, DossierReport& report, int times) {
  report.n += times;
  report.levels.confusion[static_cast<int>(outcome.truth)][static_cast<int>(outcome.predicted)] +=
      times;
  report.levels.rps += times * outcome.rps;
  report.levels.trend_accuracy += times * outcome.trend_right;
  Add(outcome.factors.counts, report.factors.counts, times);
  Add(outcome.factors.scored, report.factors.scored, times);
  report.factors.direction_pairs += times * outcome.factors.direction_pairs;
  report.factors.direction_right += times * outcome.factors.direction_right;
  report.factors.domain_right += times * outcome.factors.domain_right;
}

void Finish(DossierReport& report) {
  if (report.n == 0) return;
  report.levels.rps /= report.n;
  report.levels.trend_accuracy /= report.n;
}

void Add(const ClauseOutcome& outcome, ClauseReport& report, int times) {
  report.n += times;
  report.direction[outcome.direction][outcome.judged_direction] += times;
  report.domain[outcome.domain][outcome.judged_domain] += times;
}
void Finish(ClauseReport&) {}

void Add(const StanceOutcome& outcome, StanceReport& report, int times) {
  report.polarity[outcome.polarity][outcome.judged] += times;
}
void Finish(StanceReport&) {}

template <typename Report>
std::vector<Interval> Bootstrap(const Report& report, const Report& empty) {
  std::vector<std::string> groups;
  for (const auto& outcome : report.outcomes) groups.push_back(outcome.group);
  return BootstrapIntervals(groups, [&](absl::Span<const int> weights) {
    Report drawn = empty;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (weights[i] > 0) Add(report.outcomes[i], drawn, weights[i]);
    }
    Finish(drawn);
    return MeasuresOf(drawn);
  });
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
    DossierOutcome outcome;
    outcome.group = dossier.leader;
    outcome.truth = dossier.level;
    outcome.predicted = reading->level;
    outcome.rps = RankedProbabilityScore(reading->probabilities, static_cast<int>(dossier.level));
    outcome.trend_right = reading->trend.trend == dossier.trend;
    CountFactors(*analysis, dossier, outcome.factors);
    report.has_factors |= !dossier.factors.empty();
    Add(outcome, report, 1);
    report.outcomes.push_back(std::move(outcome));
  }
  Finish(report);
  return report;
}

ClauseReport EvaluateClauses(const ClauseJudge& judge, absl::Span<const ClauseRecord> clauses) {
  ClauseReport report;
  for (const ClauseRecord& clause : clauses) {
    const ClauseVerdict verdict = judge(clause);
    report.outcomes.push_back({clause.pair.empty() ? clause.leader : clause.pair,
                               static_cast<int>(clause.direction) + 1,
                               static_cast<int>(verdict.direction) + 1,
                               static_cast<int>(clause.domain), static_cast<int>(verdict.domain)});
    Add(report.outcomes.back(), report, 1);
  }
  return report;
}

StanceReport EvaluateStance(const StanceJudge& judge, absl::Span<const StanceRecord> records) {
  StanceReport report;
  for (const StanceRecord& record : records) {
    report.outcomes.push_back({record.document, record.polarity + 1, judge(record) + 1});
    Add(report.outcomes.back(), report, 1);
  }
  return report;
}

std::vector<Interval> IntervalsOf(const DossierReport& report) {
  DossierReport empty;
  empty.has_factors = report.has_factors;
  return Bootstrap(report, empty);
}
std::vector<Interval> IntervalsOf(const ClauseReport& report) { return Bootstrap(report, {}); }
std::vector<Interval> IntervalsOf(const StanceReport& report) { return Bootstrap(report, {}); }

}  // namespace isotherm::cli
