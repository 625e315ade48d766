// Reads the atlas of actors: JSON Lines, one actor or relation a line.
//
// Purpose: data/atlas -> Actor. Keys are strict: a missing, unknown or mistyped key is an error,
// never a default. A bad line costs that line alone; a relation or office that names an unknown
// actor costs that relation or office alone. Each is reported with file, line and what is wrong.
// Ownership: results own everything. Thread-safety: pure, but for ReadAtlasFolder(), which reads
// files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/common/actors/actor.h"

namespace isotherm {

struct AtlasFile {
  std::string name;  // for messages: "leaders/asia-pacific.jsonl"
  std::string content;
};

struct AtlasError {
  std::string file;
  int line = 0;  // from 1
  std::string message;
};

struct Atlas {
  std::vector<Actor> actors;       // by order of files and lines; ids are unique
  std::vector<AtlasError> errors;  // empty = every line was good
};

Atlas ParseAtlas(absl::Span<const AtlasFile> files);

// All *.jsonl files under `folder`, in order of their paths. NOT_FOUND when the folder or any file
// in it is missing, INTERNAL when one cannot be read; bad lines are in Atlas::errors.
absl::StatusOr<Atlas> ReadAtlasFolder(const std::string& folder);

// "leaders/africa.jsonl:12: message".
std::string ToString(const AtlasError& error);

// "2003-10-31"; INVALID_ARGUMENT for anything that is no day of the calendar.
absl::StatusOr<absl::CivilDay> ParseIsoDay(std::string_view text);

}  // namespace isotherm
