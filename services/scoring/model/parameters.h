// The heat model's parameters and the versioned file that holds them.
//
// Purpose: every number of the model is data, fitted or set with a reason, in a JSON file under
// models/ that names its version and provenance. Parsing is strict: a damaged, incomplete or newer
// file is an error that says where, and never half a model.
// Units: `heat` below is the latent scale h on which evidence adds up; days are 86,400 s.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/ontology/ontology.h"

namespace isotherm::scoring {

inline constexpr int kHeatFormatVersion = 1;  // the newest file format that this build reads
inline constexpr int kScoredRoleCount = 2;    // kStanding, kChange
inline constexpr int kCutpointCount = kHeatLevelCount - 1;

struct DomainParameters {
  // Heat per unit of strength at full confidence, by role (kStanding, kChange); >= 0.
  std::array<double, kScoredRoleCount> weight = {};
  double half_life_days = 0.0;  // > 0
  std::string reason;           // why this half-life
};

// Heat before any evidence. A former office-holder moves from `just_left` to `former` with the
// half-life `just_left_half_life_days`.
struct IncumbencyEffects {
  double unknown = 0.0;
  double executive = 0.0;
  double designate = 0.0;
  double other_office = 0.0;
  double just_left = 0.0;
  double former = 0.0;
  double just_left_half_life_days = 0.0;  // > 0
};

// The published level passes a boundary at once when the probability of lying beyond it reaches
// `threshold`, or after `dwell_days` without a break on its other side.
struct HysteresisParameters {
  double threshold = 0.0;   // 0.5..1
  double dwell_days = 0.0;  // >= 0
};

// trend index = momentum_weight * (h(t) - h(t - 30 days)) + change_weight * (balance of the CHANGE
// factors); above `rising` it is rising, below `falling` falling.
struct TrendParameters {
  double momentum_weight = 0.0;  // >= 0
  double change_weight = 0.0;    // >= 0
  double rising = 0.0;
  double falling = 0.0;  // < rising
};

// Half width of the interval on the scale h:
//   level_scale * one_source_width * sqrt(floor^2 + (1 - floor^2) / max(n, min_sources))
// where n counts independent sources by freshness and confidence.
struct IntervalParameters {
  double one_source_width = 0.0;  // > 0; logit(0.9) = 2.197 is the logistic 80 % interval
  double floor = 0.0;             // 0..1: share that no number of sources removes
  double min_sources = 0.0;       // 0..1: bounds the width without evidence
};

// coverage = n / (n + half_sources).
struct CoverageParameters {
  double half_sources = 0.0;  // > 0
  double medium = 0.0;        // coverage from which the word is "medium"
  double high = 0.0;          // ... "high"; above `medium`
};

struct NamedScore {
  std::string name;
  double value = 0.0;
};

struct Provenance {
  std::string method;              // how it was fitted, in words
  std::string data;                // what it was fitted on, in words
  std::string data_hash;           // of exactly that data
  std::string date;                // ISO 8601
  int samples = 0;                 // number of labelled readings
  std::vector<NamedScore> scores;  // on data held out from the fit
};

struct HeatParameters {
  std::string id;   // "heat-1"; every reading names it
  int version = 0;  // of these values, counts up
  std::array<DomainParameters, kDomainCount> domains;
  IncumbencyEffects incumbency;
  std::array<double, kCutpointCount> cutpoints = {};  // strictly increasing, on the scale h
  double level_scale = 0.0;                           // s of the level probabilities; > 0
  double score_scale = 0.0;                           // score = 100 logistic(h / score_scale); > 0
  double saturation = 0.0;                            // see accumulation.h; > 0, in units of h
  HysteresisParameters hysteresis;
  TrendParameters trend;
  IntervalParameters interval;
  CoverageParameters coverage;
  Provenance provenance;

  const DomainParameters& domain(Domain d) const { return domains[static_cast<int>(d)]; }
  double weight(Domain d, FactorRole role) const {
    return domain(d).weight[static_cast<int>(role)];
  }
};

// Checks every range above; INVALID_ARGUMENT names the field.
absl::Status Validate(const HeatParameters& parameters);

// Reads the JSON text of a model file. INVALID_ARGUMENT names what is damaged, missing or out of
// range; FAILED_PRECONDITION when the file is of a newer format than this build reads.
absl::StatusOr<HeatParameters> ParseHeatParameters(std::string_view json);

// The inverse: the same parameters give the same bytes, and parsing them gives the same numbers.
std::string SerializeHeatParameters(const HeatParameters& parameters);

}  // namespace isotherm::scoring
