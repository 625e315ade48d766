// The measures of the evaluation, free of corpora and engine.
//
// Purpose: each is a pure function of counts, checked in tests against values worked out by hand.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "services/common/ontology/ontology.h"

namespace isotherm::cli {

// Rows are the truth, columns what was predicted.
using Confusion = std::vector<std::vector<int>>;
Confusion MakeConfusion(int classes);
void AddConfusion(const Confusion& from, Confusion& to);  // of the same classes

int Total(const Confusion& confusion);
double Accuracy(const Confusion& confusion);   // 0 without records
double WithinOne(const Confusion& confusion);  // |truth - predicted| <= 1
// Cohen's kappa with quadratic weights (Cohen 1968); 0 when chance agreement is complete.
double QuadraticWeightedKappa(const Confusion& confusion);
// Mean of the F1 of the classes that occur in truth or prediction.
double MacroF1(const Confusion& confusion);
double ClassF1(const Confusion& confusion, int cls);

// Ranked probability score of one forecast over ordered classes (Epstein 1969), divided by the
// number of borders: 0 = certain and right, 1 = certain and at the other end.
double RankedProbabilityScore(absl::Span<const double> probabilities, int truth);

struct PrecisionRecall {
  int predicted = 0;  // predictions that count
  int right = 0;      // of those
  int gold = 0;       // gold items
  int found = 0;      // of those
  double precision() const { return predicted == 0 ? 0.0 : double(right) / predicted; }
  double recall() const { return gold == 0 ? 0.0 : double(found) / gold; }
  double f1() const {
    const double p = precision(), r = recall();
    return p + r == 0.0 ? 0.0 : 2 * p * r / (p + r);
  }
};

// Whether [begin, end) covers at least half of [gold_begin, gold_end).
bool CoversHalf(std::size_t begin, std::size_t end, std::size_t gold_begin, std::size_t gold_end);

}  // namespace isotherm::cli
