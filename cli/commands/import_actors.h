// The import of actors, shared by `import` and `up`.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "cli/commands/context.h"
#include "cli/input/atlas_files.h"

namespace isotherm::cli {

struct ImportCounts {
  int created = 0;
  int replaced = 0;
  int unchanged = 0;
  int failed = 0;
  std::string consistency_token;
};

// Sends the actors and tells progress and per-item failures on context.err (context.out as JSON
// Lines with --json).
absl::StatusOr<ImportCounts> ImportAtlas(const AtlasInput& input, Context& context);

}  // namespace isotherm::cli
