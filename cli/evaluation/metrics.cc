#include "cli/evaluation/metrics.h"

#include <algorithm>
#include <cstdlib>

namespace isotherm::cli {
namespace {

std::vector<int> RowSums(const Confusion& confusion) {
  std::vector<int> sums;
  for (const auto& row : confusion) {
    int sum = 0;
    for (const int count : row) sum += count;
    sums.push_back(sum);
  }
  return sums;
}

std::vector<int> ColumnSums(const Confusion& confusion) {
  std::vector<int> sums(confusion.size(), 0);
  for (const auto& row : confusion) {
    for (std::size_t j = 0; j < row.size(); ++j) sums[j] += row[j];
  }
  return sums;
}

double ShareWithin(const Confusion& confusion, int distance) {
  int within = 0;
  for (int i = 0; i < static_cast<int>(confusion.size()); ++i) {
    for (int j = 0; j < static_cast<int>(confusion.size()); ++j) {
      if (std::abs(i - j) <= distance) within += confusion[i][j];
    }
  }
  const int total = Total(confusion);
  return total == 0 ? 0.0 : double(within) / total;
}

}  // namespace

Confusion MakeConfusion(int classes) { return Confusion(classes, std::vector<int>(classes, 0)); }

void AddConfusion(const Confusion& from, Confusion& to) {
  for (std::size_t i = 0; i < from.size(); ++i) {
    for (std::size_t j = 0; j < from[i].size(); ++j) to[i][j] += from[i][j];
  }
}

int Total(const Confusion& confusion) {
  int total = 0;
  for (const int sum : RowSums(confusion)) total += sum;
  return total;
}

double Accuracy(const Confusion& confusion) { return ShareWithin(confusion, 0); }
double WithinOne(const Confusion& confusion) { return ShareWithin(confusion, 1); }

double QuadraticWeightedKappa(const Confusion& confusion) {
  const std::vector<int> rows = RowSums(confusion);
  const std::vector<int> columns = ColumnSums(confusion);
  const double total = Total(confusion);
  if (total == 0) return 0.0;
  double observed = 0.0;
  double expected = 0.0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < rows.size(); ++j) {
      const double distance = double(i) - double(j);
      observed += distance * distance * confusion[i][j];
      expected += distance * distance * rows[i] * columns[j] / total;
    }
  }
  return expected == 0.0 ? 0.0 : 1.0 - observed / expected;
}

double ClassF1(const Confusion& confusion, int cls) {
  const int truth = RowSums(confusion)[cls];
  const int predicted = ColumnSums(confusion)[cls];
  return truth + predicted == 0 ? 0.0 : 2.0 * confusion[cls][cls] / (truth + predicted);
}

double MacroF1(const Confusion& confusion) {
  const std::vector<int> rows = RowSums(confusion);
  const std::vector<int> columns = ColumnSums(confusion);
  double sum = 0.0;
  int classes = 0;
  for (int i = 0; i < static_cast<int>(rows.size()); ++i) {
    if (rows[i] + columns[i] == 0) continue;
    sum += ClassF1(confusion, i);
    ++classes;
  }
  return classes == 0 ? 0.0 : sum / classes;
}

double RankedProbabilityScore(absl::Span<const double> probabilities, int truth) {
  double score = 0.0;
  double cumulated = 0.0;
  for (int k = 0; k + 1 < static_cast<int>(probabilities.size()); ++k) {
    cumulated += probabilities[k];
    const double difference = cumulated - (truth <= k ? 1.0 : 0.0);
    score += difference * difference;
  }
  return probabilities.size() < 2 ? 0.0 : score / (double(probabilities.size()) - 1);
}

bool CoversHalf(std::size_t begin, std::size_t end, std::size_t gold_begin, std::size_t gold_end) {
  const std::size_t low = std::max(begin, gold_begin);
  const std::size_t high = std::min(end, gold_end);
  return high > low && 2 * (high - low) >= gold_end - gold_begin;
}

}  // namespace isotherm::cli
