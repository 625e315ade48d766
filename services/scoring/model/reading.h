// What the heat model gives out: a reading, and the explanation of a reading.
//
// Ownership: plain values. Units: scores and contributions are points of 0..100; heat (h) is the
// latent scale of the model file.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "services/common/ontology/ontology.h"
#include "services/scoring/model/incumbency.h"

namespace isotherm::scoring {

enum class CoverageWord : std::uint8_t { kLow, kMedium, kHigh };
std::string_view Name(CoverageWord word);  // "LOW", "MEDIUM", "HIGH"

struct Coverage {
  double value = 0.0;  // 0..1
  CoverageWord word = CoverageWord::kLow;
  double effective_sources = 0.0;            // independent sources by freshness and confidence
  int sources = 0;                           // distinct publishers of the evidence in force
  int clusters = 0;                          // distinct claims in force
  int factors = 0;                           // scored factors in force
  absl::Time newest = absl::InfinitePast();  // newest evidence in force
};

struct TrendReading {
  Trend trend = Trend::kSteady;
  double index = 0.0;  // what is compared with the thresholds of the model
  // Points, against the score 7 and 30 days before by the same evidence; 0 and has_... false when
  // no evidence had been observed by then.
  double change_7d = 0.0;
  double change_30d = 0.0;
  bool has_7d = false;
  bool has_30d = false;
  double change_evidence = 0.0;  // balance of the CHANGE factors, on the scale h
};

struct HeatReading {
  absl::Time as_of;
  double score = 50.0;                         // 0..100
  HeatLevel level = HeatLevel::kMild;          // with hysteresis: what is published
  HeatLevel instant_level = HeatLevel::kMild;  // median of the probabilities, no hysteresis
  absl::Time level_since;                      // when `level` was entered
  std::optional<HeatLevel> previous_level;     // before that, along the path
  std::array<double, kHeatLevelCount> probabilities = {};  // of the six levels; sum to 1
  double low = 0.0;                                        // 80 % interval of the score
  double high = 100.0;
  double heat = 0.0;       // h
  double baseline = 50.0;  // score from incumbency alone
  IncumbencyState incumbency = IncumbencyState::kUnknown;
  Coverage coverage;
  TrendReading trend;
  std::string model_id;
  int model_version = 0;
};

struct FactorShare {
  std::string factor_id;
  std::string source;
  double contribution = 0.0;  // points; the shares of a cluster sum to its contribution
};

// One claim with all reports of it that are in force.
struct ClusterContribution {
  std::string claim_key;
  FactorRole role = FactorRole::kStanding;  // of the strongest report
  Domain domain = Domain::kPublicSupport;
  Direction direction = Direction::kNone;
  double contribution = 0.0;  // points, signed
  double heat = 0.0;          // signed x_i(t) on the scale h, before saturation
  double strength = 0.0;      // 0..3
  double confidence = 0.0;    // 0..1, over independent sources
  double freshness = 0.0;     // 0..1: what decay has left of the strongest report
  int sources = 0;
  std::vector<FactorShare> factors;  // the strongest first
};

// reading.score == reading.baseline + sum of contributions, within 1e-9.
struct Explanation {
  HeatReading reading;
  std::vector<ClusterContribution> clusters;  // largest magnitude first
};

}  // namespace isotherm::scoring
