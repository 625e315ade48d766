// A reading written out: a title, three takeaways and four questions with their reasons.
//
// Purpose: HeatExplanation and Actor in, sentences out. Every sentence is a factor's statement, a
// value of the reading, a fact of the profile, or says plainly that the evidence is silent; nothing
// else is ever written. The same input gives the same words.
// Ownership: a Brief owns all it holds. Thread-safety: pure functions. Errors: INVALID_ARGUMENT
// when the explanation holds no reading, no level or no leader.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "isotherm/profile/v1/actor.pb.h"
#include "isotherm/scoring/v1/heat.pb.h"
#include "services/common/ontology/ontology.h"

namespace isotherm::brief {

// One reason under a question.
struct Reason {
  std::optional<double> points;  // score points; none for drivers and implications
  std::optional<Domain> domain;
  std::string statement;  // a sentence of at most 25 words; empty = the quote has to do
  std::string quote;      // exactly as the document has it
  std::string source;     // publisher; empty = not given
  std::string observed;   // ISO day; empty = not given
  std::string document;   // "documents/{id}"
  std::string factor;     // "leaders/{leader}/factors/{factor}"
  int source_count = 1;   // independent sources of the claim
};

struct Question {
  std::string question;
  std::string answer;  // one line
  std::vector<Reason> reasons;
  int further_reasons = 0;  // found, and left out for length
};

struct Brief {
  std::string leader;        // "leaders/{leader}"
  std::string display_name;  // "Ilham Aliyev"
  std::string office;        // "President of Azerbaijan since 31 Oct 2003"; empty = none known
  std::string title;
  HeatLevel level = HeatLevel::kMild;
  double score = 0;  // 0..100
  double low = 0;    // 80 % interval
  double high = 0;
  std::optional<Trend> trend;
  double change_30_days = 0;  // score points
  std::string as_of;          // ISO day
  std::string coverage;       // "low", "medium", "high"; empty = not given
  int source_count = 0;
  int factor_count = 0;
  std::array<double, kHeatLevelCount> probabilities = {};  // from freezing to blazing
  std::array<std::string, 3> takeaways;
  std::array<Question, 4> questions;  // standing, change, driver, implication
  std::string model;
};

// Display names by resource name ("actors/azerbaijan" -> "Azerbaijan"), for the organisations of
// offices. A name that is missing leaves the organisation out of the title line.
using ActorNames = std::map<std::string, std::string>;

// `actor` may be null: a leader whom no profile knows.
absl::StatusOr<Brief> ComposeBrief(const scoring::v1::HeatExplanation& explanation,
                                   const profile::v1::Actor* actor, const ActorNames& names);

}  // namespace isotherm::brief
