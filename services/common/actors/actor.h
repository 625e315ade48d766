// Actors as plain values: leaders, states, organisations, armed groups and places, with names,
// dated offices and dated relations. What the atlas holds, the profile service serves and the
// engine reads.
//
// Ownership: every type owns its strings. Dates are civil days without a zone; an open start is
// CivilDay::min(), an open end CivilDay::max(). Intervals include `start` and exclude `end`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/common/ontology/ontology.h"

namespace isotherm {

struct Office {
  std::string title;  // "President"
  std::string of;     // actor id of the state or organisation
  OfficeRank rank = OfficeRank::kOther;
  absl::CivilDay start = absl::CivilDay::min();
  absl::CivilDay end = absl::CivilDay::max();  // max = still held
};

struct Relation {
  std::string object;  // actor id
  RelationType type = RelationType::kAlly;
  absl::CivilDay start = absl::CivilDay::min();
  absl::CivilDay end = absl::CivilDay::max();
  std::string note;
};

struct Actor {
  std::string id;
  ActorKind kind = ActorKind::kLeader;
  std::string display_name;
  std::string country_code;
  Gender gender = Gender::kUnknown;
  std::optional<absl::CivilDay> born;
  std::vector<std::string> aliases;
  std::vector<std::string> short_names;  // leaders: surname and what news uses alone
  std::vector<std::string> demonyms;
  std::string capital;
  std::vector<std::string> metonyms;
  std::vector<Office> offices;
  std::vector<Relation> relations;  // of this actor as subject
};

}  // namespace isotherm
