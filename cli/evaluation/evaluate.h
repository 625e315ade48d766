// Judges an analyzer and a heat model on the labelled corpora.
//
// Purpose: the figures of `isotherm eval`, as values, as a table for people and as JSON for
// programs. Dossiers and calls are judged from text, leader, country, role and date alone.
// Thread-safety: pure but for the analyzer's own promises.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "cli/evaluation/bootstrap.h"
#include "cli/evaluation/corpora.h"
#include "cli/evaluation/metrics.h"
#include "services/factor_analysis/engine/analyzer.h"
#include "services/scoring/model/heat_model.h"

namespace isotherm::cli {

struct LevelReport {
  Confusion confusion = MakeConfusion(kHeatLevelCount);  // truth x predicted, FREEZING first
  double rps = 0.0;
  double trend_accuracy = 0.0;
};

struct FactorReport {
  PrecisionRecall counts;
  PrecisionRecall scored;   // the same for scored factors alone
  int direction_pairs = 0;  // scored gold factors met by a scored prediction's evidence
  int direction_right = 0;
  int domain_right = 0;  // of the same pairs
  double direction_accuracy() const {
    return direction_pairs == 0 ? 0.0 : double(direction_right) / direction_pairs;
  }
};

// What came of one dossier. Records of one `group` are drawn together by the bootstrap.
struct DossierOutcome {
  std::string group;  // the leader
  HeatLevel truth = HeatLevel::kMild;
  HeatLevel predicted = HeatLevel::kMild;
  double rps = 0.0;
  bool trend_right = false;
  FactorReport factors;
};

struct DossierReport {
  int n = 0;
  LevelReport levels;
  FactorReport factors;
  bool has_factors = false;  // false for published calls
  std::vector<DossierOutcome> outcomes;
};

// Truth and verdict as columns and rows of the report's confusions.
struct ClauseOutcome {
  std::string group;  // the pair, or the leader
  int direction = 0;
  int judged_direction = 0;
  int domain = 0;
  int judged_domain = 0;
};

struct ClauseReport {
  int n = 0;
  Confusion direction = MakeConfusion(3);  // lowers, none, raises
  Confusion domain = MakeConfusion(kDomainCount);
  std::vector<ClauseOutcome> outcomes;
};

struct StanceOutcome {
  std::string group;  // the article
  int polarity = 0;
  int judged = 0;
};

struct StanceReport {
  Confusion polarity = MakeConfusion(3);  // negative, neutral, positive
  std::vector<StanceOutcome> outcomes;
};

// What a judge of single clauses says.
struct ClauseVerdict {
  Direction direction = Direction::kNone;
  Domain domain = Domain::kPublicSupport;
};
using ClauseJudge = std::function<ClauseVerdict(const ClauseRecord&)>;
using StanceJudge = std::function<int(const StanceRecord&)>;  // -1, 0, +1

// The document of a dossier with its leader as the only focus.
engine::DocumentInput InputOf(const Dossier& dossier);
// The factors about the dossier's leader in the form the heat model reads.
std::vector<scoring::FactorInput> FactorInputsOf(const engine::Analysis& analysis,
                                                 const Dossier& dossier);
// The day's end in UTC: what the text knows is known by then.
absl::Time AsOf(const Dossier& dossier);

// Fails where the analyzer fails, naming the dossier.
absl::StatusOr<DossierReport> EvaluateDossiers(const engine::Analyzer& analyzer,
                                               const scoring::HeatModel& model,
                                               absl::Span<const Dossier> dossiers);
ClauseReport EvaluateClauses(const ClauseJudge& judge, absl::Span<const ClauseRecord> clauses);
StanceReport EvaluateStance(const StanceJudge& judge, absl::Span<const StanceRecord> records);

// Compares one analysis with the gold factors of its dossier.
void CountFactors(const engine::Analysis& analysis, const Dossier& dossier, FactorReport& report);

// The measures, under their names in the JSON (those of factors with "factors." before it).
Measures MeasuresOf(const DossierReport& report);
Measures MeasuresOf(const ClauseReport& report);
Measures MeasuresOf(const StanceReport& report);
// 95 % intervals of the same measures in the same order.
std::vector<Interval> IntervalsOf(const DossierReport& report);
std::vector<Interval> IntervalsOf(const ClauseReport& report);
std::vector<Interval> IntervalsOf(const StanceReport& report);

// One JSON object, keys as documented for `isotherm eval --json`.
std::string ToJson(const DossierReport& report);
std::string ToJson(const ClauseReport& report);
std::string ToJson(const StanceReport& report);

// A table for people.
std::string ToTable(const DossierReport& report);
std::string ToTable(const ClauseReport& report);
std::string ToTable(const StanceReport& report);

}  // namespace isotherm::cli
