// Labelled dossiers (JSONL, see data/train/GUIDE.md) as samples for a fit, with the factors that
// annotators marked ("gold").
#pragma once

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/scoring/model/fitting/ordinal_fit.h"

namespace isotherm::scoring {

struct DossierSamples {
  std::vector<FitSample> training;
  std::vector<FitSample> held_out;
};

// True for the fixed fifth of leaders that no fit may see: FNV-1a 64 of the lower-case name is
// divisible by 5 (ASCII letters are lowered).
bool IsHeldOut(std::string_view leader);

// Reads the text of a JSONL file. INVALID_ARGUMENT names the line of a damaged record.
absl::StatusOr<DossierSamples> ReadGoldDossiers(std::string_view jsonl);

// FNV-1a 64 in hexadecimal: names exactly the data that a model was fitted on.
std::string DataHash(std::string_view data);

}  // namespace isotherm::scoring
