// The held-out fifth as files of its own, for `isotherm eval`.
//
// Purpose: what training leaves out is judged by the same command that judges any labelled file.
// Lines are passed on byte for byte. Thread-safety: pure but for reading files.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace isotherm::cli {

struct HeldOutFile {
  std::string name;  // dossiers.jsonl, clauses.jsonl, events.jsonl, stance.jsonl
  std::string bytes;
};

// By the rules of split.h; clauses_*.jsonl, which are for training alone, are never among them.
// stance.jsonl comes along when `stance_file` is there. Errors: the readers', naming the file.
absl::StatusOr<std::vector<HeldOutFile>> SelectHeldOut(const std::string& train_folder,
                                                       const std::string& stance_file);

}  // namespace isotherm::cli
