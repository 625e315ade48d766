// The labelled corpora as examples of units with features.
//
// Purpose: reads every training text once through the engine's own reader, so that the models learn
// from exactly what they will see. Ownership: values own everything. Thread-safety: pure.
#pragma once

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "cli/evaluation/corpora.h"
#include "cli/evaluation/split.h"
#include "services/factor_analysis/engine/document_reader.h"
#include "services/factor_analysis/engine/factors/features.h"

namespace isotherm::cli {

enum class ExampleSource : std::uint8_t {
  kEvidence,  // a gold evidence span of a dossier
  kUnit,      // a unit of a dossier that covers gold evidence or background
  kClause,    // a record of the clause corpus
  kStance     // a target of the stance corpus
};

struct LabelledUnit {
  ExampleSource source = ExampleSource::kClause;
  std::size_t group = 0;  // never on both sides of a fold
  engine::UnitFeatures features;
  bool factor = false;  // false: background, or a clause without bearing
  FactorRole role = FactorRole::kStanding;
  Domain domain = Domain::kPublicSupport;
  Direction direction = Direction::kNone;
  int strength = 0;
  int polarity = 0;  // stance corpus alone
};

// A document as a whole, for the model of its tone.
struct ToneExample {
  std::size_t group = 0;
  engine::FeatureVector words;  // not finished
  double level = 0.0;           // -2.5 .. 2.5
};

std::vector<ToneExample> ToneExamples(const engine::DocumentReader& reader,
                                      absl::Span<const Dossier> dossiers,
                                      absl::Span<const RecordGroup> groups);

// Evidence spans and units of the dossiers; `groups[i]` belongs to dossiers[i].
std::vector<LabelledUnit> DossierExamples(const engine::DocumentReader& reader,
                                          absl::Span<const Dossier> dossiers,
                                          absl::Span<const RecordGroup> groups);
std::vector<LabelledUnit> ClauseExamples(const engine::DocumentReader& reader,
                                         absl::Span<const ClauseRecord> clauses,
                                         absl::Span<const RecordGroup> groups);
// Groups are by article, counted from `first_group`.
std::vector<LabelledUnit> StanceExamples(const engine::DocumentReader& reader,
                                         absl::Span<const StanceRecord> records,
                                         std::size_t first_group);

// The day that texts without a date are read at.
inline constexpr absl::CivilDay kUndatedDay(2018, 1, 1);

}  // namespace isotherm::cli
