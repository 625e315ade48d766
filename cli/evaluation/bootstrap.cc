#include "cli/evaluation/bootstrap.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>

namespace isotherm::cli {
namespace {

constexpr std::uint64_t kSeed = 0x150'7e72'0001;

// Each record's group as a number, 0 .. count - 1.
std::vector<int> Number(absl::Span<const std::string> groups, int& count) {
  std::map<std::string, int> numbers;
  std::vector<int> numbered;
  for (const std::string& group : groups) {
    numbered.push_back(numbers.try_emplace(group, static_cast<int>(numbers.size())).first->second);
  }
  count = static_cast<int>(numbers.size());
  return numbered;
}

// Between the two values around rank share * (n - 1).
double Quantile(const std::vector<double>& sorted, double share) {
  const double rank = share * (static_cast<double>(sorted.size()) - 1);
  const std::size_t below = static_cast<std::size_t>(rank);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (rank - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace

std::vector<Interval> BootstrapIntervals(absl::Span<const std::string> groups,
                                         const WeightedMeasures& measure) {
  int count = 0;
  const std::vector<int> numbered = Number(groups, count);
  if (count < 2) return {};
  // The engine's output is fixed by the standard; its distributions are not, hence the remainder.
  std::mt19937_64 random(kSeed);
  std::vector<std::vector<double>> values;
  std::vector<int> weights(groups.size());
  for (int round = 0; round < kResamples; ++round) {
    std::vector<int> drawn(count, 0);
    for (int i = 0; i < count; ++i) ++drawn[random() % static_cast<std::uint64_t>(count)];
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = drawn[numbered[i]];
    const Measures measures = measure(weights);
    values.resize(measures.size());
    for (std::size_t m = 0; m < measures.size(); ++m) values[m].push_back(measures[m].second);
  }
  std::vector<Interval> intervals;
  for (std::vector<double>& sample : values) {
    std::sort(sample.begin(), sample.end());
    intervals.push_back({Quantile(sample, 0.025), Quantile(sample, 0.975)});
  }
  return intervals;
}

}  // namespace isotherm::cli
