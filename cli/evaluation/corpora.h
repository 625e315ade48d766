// Readers of the labelled corpora (JSON Lines; formats in data/train/*.md).
//
// Purpose: records as plain values for training and evaluation. Every record is checked; a bad one
// is an error that names file line and field, because a silently skipped record would change the
// figures. Ownership: values own their strings. Thread-safety: pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/common/ontology/ontology.h"

namespace isotherm::cli {

struct GoldFactor {
  FactorRole role = FactorRole::kStanding;
  Domain domain = Domain::kPublicSupport;
  Direction direction = Direction::kNone;
  int strength = 0;
  std::string statement;
  std::vector<std::string> evidence;  // substrings of the text
};

// A dossier, or a published call (which has no factors and no background).
struct Dossier {
  std::string id;
  std::string leader;
  std::string country;
  std::string role;
  absl::CivilDay date;
  std::string text;
  HeatLevel level = HeatLevel::kMild;
  Trend trend = Trend::kSteady;
  std::vector<GoldFactor> factors;
  std::vector<std::string> background;
};

struct ClauseRecord {
  std::string id;
  std::string text;
  std::string leader;
  std::string mention;  // empty = the leader is not named
  std::string pair;     // empty = none
  Domain domain = Domain::kPublicSupport;
  Direction direction = Direction::kNone;
  int strength = 0;
  Aux aux = Aux::kAsserted;
  bool training_only = false;  // from a file that nothing is ever judged on
};

// One target of a NewsMTSC sentence; offsets are bytes of `text`.
struct StanceRecord {
  std::string id;
  std::string document;  // the article, for splits
  std::string text;
  std::string mention;
  std::size_t begin = 0;
  std::size_t end = 0;
  int polarity = 0;  // -1, 0, +1
};

// INVALID_ARGUMENT: "line N: ..." naming the field.
absl::StatusOr<std::vector<Dossier>> ReadDossiers(std::string_view jsonl);
absl::StatusOr<std::vector<ClauseRecord>> ReadClauses(std::string_view jsonl);
absl::StatusOr<std::vector<StanceRecord>> ReadStance(std::string_view jsonl);

// A whole file; NOT_FOUND naming it.
absl::StatusOr<std::string> ReadFile(const std::string& path);

}  // namespace isotherm::cli
