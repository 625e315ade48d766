// Reads the factors of one leader out of one document.
//
// Purpose: units -> features -> models -> factors, merged by claim, with statement and evidence.
// Evidence offsets are bytes of DocumentText::text(). Ownership: borrows lexicon and models, which
// must outlive it. Thread-safety: immutable, safe from any thread.
#pragma once

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/factor_analysis/engine/factors/clause_view.h"
#include "services/factor_analysis/engine/factors/factor_models.h"
#include "services/factor_analysis/engine/mentions/document_mentions.h"
#include "services/factor_analysis/engine/mentions/sides.h"
#include "services/factor_analysis/engine/types.h"

namespace isotherm::engine {

// One unit with what the models say of it.
struct ScoredUnit {
  Unit unit;
  UnitFeatures features;
  UnitScores scores;
  bool about = false;  // the leader or his side is named in it
};

class FactorFinder {
 public:
  FactorFinder(const FactorLexicon* lexicon, const FactorModels* models)
      : lexicon_(lexicon), models_(models) {}

  struct Leader {
    std::string id;
    std::string display_name;
    std::uint32_t participant = 0;
    std::string role;   // office at the date, may be empty
    bool focus = true;  // false: a side that the document shows besides its focus
  };

  std::vector<Factor> Find(const ClauseMap& clauses, const DocumentMentions& mentions,
                           const SideMap& sides, const Leader& leader, absl::CivilDay date) const;

  // The units of a document with their features; no models needed.
  static std::vector<ScoredUnit> Prepare(const FactorLexicon& lexicon, const ClauseMap& clauses,
                                         const SideTrack& track);

 private:
  void WeighTogether(const ClauseMap& clauses, const SideTrack& track, const Leader& leader,
                     std::vector<ScoredUnit>& units) const;

  const FactorLexicon* lexicon_;
  const FactorModels* models_;
};

// Where a unit stands in its document.
UnitPlace PlaceOf(const DocumentText& text, const Unit& unit);

}  // namespace isotherm::engine
