// The fixed split of the corpora: which records no training may see.
//
// Purpose: a fifth is held out, by leader, so that nobody is judged on a leader that training saw.
// Held out iff FNV-1a 64 of the name (ASCII letters lowered) is divisible by 5; for clauses the
// name is the `pair` when there is one. Records that share a leader, a pair or a text form one
// group; a group is held out when any of its names is. Records for training alone hold nothing out,
// and go with a group that is held out. Pure and thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "cli/evaluation/corpora.h"

namespace isotherm::cli {

// FNV-1a 64 of the name with ASCII letters lowered.
std::uint64_t SplitHash(std::string_view name);
bool HeldOutName(std::string_view name);

struct RecordGroup {
  std::size_t group = 0;  // equal for records that must stay together; dense from 0
  bool held_out = false;
};

// Groups of dossiers and clauses together, dossiers first: result[i] belongs to dossiers[i],
// result[dossiers.size() + j] to clauses[j].
std::vector<RecordGroup> GroupRecords(absl::Span<const Dossier> dossiers,
                                      absl::Span<const ClauseRecord> clauses);

// The fold, 0 .. folds - 1, of a group in cross-validation.
int FoldOf(std::size_t group, int folds);

}  // namespace isotherm::cli
