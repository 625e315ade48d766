// Atlas files -> actors as the profile service imports them.
//
// Ownership: results own everything. Thread-safety: pure but for reading files.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "isotherm/profile/v1/actor.pb.h"
#include "services/common/actors/actor.h"

namespace isotherm::cli {

struct AtlasInput {
  std::vector<profile::v1::Actor> actors;
  std::vector<std::string> errors;  // "leaders/africa.jsonl:12: message"; the rest is unharmed
};

// Files as given and every *.jsonl under folders. NOT_FOUND when a path is missing.
absl::StatusOr<AtlasInput> ReadAtlasPaths(const std::vector<std::string>& paths);

profile::v1::Actor ToMessage(const Actor& actor);

}  // namespace isotherm::cli
