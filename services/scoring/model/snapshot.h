// The evidence in force at one time, summed from scratch in a fixed order.
//
// Times in days. A factor is in force from its observed time up to, not including, its end.
#pragma once

#include <cstdint>
#include <vector>

#include "services/scoring/model/evidence.h"
#include "services/scoring/model/parameters.h"

namespace isotherm::scoring {

inline constexpr double kChangeWindowDays = 30.0;  // how long a CHANGE factor speaks of "now"

struct Snapshot {
  double raising = 0.0;   // sum of x over raising clusters
  double lowering = 0.0;  // sum of |x| over lowering clusters
  // The parts of these sums that stem from CHANGE factors of the last kChangeWindowDays.
  double change_raising = 0.0;
  double change_lowering = 0.0;
  // Sum over sources of 1 - 2^-m, m the sum of confidence * freshness over the source's claims: one
  // source never counts for more than one, however much it reports.
  double effective_sources = 0.0;
  int sources = 0;
  int clusters = 0;
  int factors = 0;
  double newest = 0.0;  // observed time of the newest factor in force; 0 when there is none
};

struct ItemDetail {
  std::uint32_t item = 0;
  double heat = 0.0;  // its part of the cluster's x, >= 0
};

struct ClusterDetail {
  std::uint32_t cluster = 0;
  double heat = 0.0;  // x, >= 0
  double strength = 0.0;
  double confidence = 0.0;
  double freshness = 0.0;
  int sources = 0;
  std::vector<ItemDetail> items;  // strongest first
};

// `details`, when given, receives the clusters in force in evidence order.
Snapshot TakeSnapshot(const HeatParameters& parameters, const Evidence& evidence, double as_of,
                      std::vector<ClusterDetail>* details = nullptr);

}  // namespace isotherm::scoring
