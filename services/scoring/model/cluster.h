// One claim and what its reports are worth together.
//
// A report r of source s has a height a_r = weight * strength * 2^(-(t - observed) / half-life) and
// a confidence c_r. At each level u of height the claim "at least u" is supported by the reports
// with a_r >= u; independent sources combine by noisy-or (Pearl 1988), and a source counts once, by
// its most confident report there:
//
//   x = integral over u >= 0 of 1 - prod over sources (1 - max{c_r : r of s, a_r >= u}) du
//
// For one report x = a c; for equal heights x = a * noisy-or; copies of one source add nothing; and
// unlike a mean, x never falls when a report is added. The effective strength of the cluster, x
// over its joint confidence, is a confidence-weighted mean of the reports' strengths.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace isotherm::scoring {

struct Report {
  double height = 0.0;  // >= 0
  double confidence = 0.0;
  std::uint32_t source = 0;
  std::uint32_t item = 0;  // breaks ties
};

// Higher first; total order as long as items differ.
inline bool ReportBefore(const Report& a, const Report& b) {
  if (a.height != b.height) return a.height > b.height;
  if (a.confidence != b.confidence) return a.confidence > b.confidence;
  return a.item < b.item;
}

struct ClusterValue {
  double heat = 0.0;        // x
  double confidence = 0.0;  // noisy-or over all sources
};

// Scratch space for EvaluateCluster, reused between clusters. Not thread-safe.
class ClusterScratch {
 public:
  explicit ClusterScratch(std::size_t source_count) : seen_(source_count) {}

 private:
  friend ClusterValue EvaluateCluster(absl::Span<const Report>, ClusterScratch&,
                                      std::vector<double>*);
  struct Seen {
    std::uint64_t round = 0;
    double confidence = 0.0;
  };
  std::vector<Seen> seen_;  // by source
  std::uint64_t round_ = 0;
};

// `reports` in the order of ReportBefore. When `shares` is given it receives, for each report, the
// part of x that is its own; they sum to x.
ClusterValue EvaluateCluster(absl::Span<const Report> reports, ClusterScratch& scratch,
                             std::vector<double>* shares = nullptr);

}  // namespace isotherm::scoring
