// Recomputing one leader with many factors, beside its floor: one pass of exp2 over as many
// doubles.
//
//   heat_model [factors=10000] [seconds per step=1.0]
//
// All steps run in this process, in turn; each figure is the fastest pass within its time. Prints
// milliseconds and the ratio to the floor. Goal: "reading from evidence" <= 1 ms and <= 5x.
#include "services/scoring/model/heat_model.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "services/scoring/model/testing_evidence.h"

namespace isotherm::scoring {
namespace {

constexpr std::uint64_t kSeed = 20231002;

double FastestSeconds(double budget, const std::function<double()>& pass, double& sink) {
  using Clock = std::chrono::steady_clock;
  double best = 1e30;
  const auto start = Clock::now();
  do {
    const auto begin = Clock::now();
    sink += pass();
    best = std::min(best, std::chrono::duration<double>(Clock::now() - begin).count());
  } while (std::chrono::duration<double>(Clock::now() - start).count() < budget);
  return best;
}

// Two years of scored factors; about five a claim, from twenty publishers.
std::vector<FactorInput> MakeFactors(int count) {
  testing::EvidenceGenerator generator(kSeed);
  std::vector<FactorInput> factors;
  for (int i = 0; i < count; ++i) {
    const int claim = generator.Below(std::max(1, count / 5));
    FactorInput factor = generator.Scored(claim % 2 == 0 ? Direction::kRaises : Direction::kLowers);
    factor.claim_key = "claim-" + std::to_string(claim);
    factor.domain = static_cast<Domain>(claim % kDomainCount);
    factor.source = "source-" + std::to_string(generator.Below(20));
    factors.push_back(std::move(factor));
  }
  return factors;
}

class Bench {
 public:
  explicit Bench(double seconds) : seconds_(seconds) {}

  void Run(const char* name, const std::function<double()>& pass) {
    const double took = FastestSeconds(seconds_, pass, sink_);
    if (floor_ == 0.0) floor_ = took;
    std::printf("%-44s %10.4f ms  %8.2fx floor\n", name, took * 1e3, took / floor_);
  }
  double sink() const { return sink_; }

 private:
  const double seconds_;
  double floor_ = 0.0;
  double sink_ = 0.0;
};

int Main(int count, double seconds) {
  if (count < 1 || seconds <= 0) {
    std::fprintf(stderr, "usage: heat_model [factors >= 1] [seconds per step > 0]\n");
    return 2;
  }
  const absl::StatusOr<HeatModel> model = HeatModel::Create(testing::TestParameters());
  const std::vector<FactorInput> factors = MakeFactors(count);
  const absl::StatusOr<Evidence> evidence = Evidence::Build(factors);
  if (!model.ok() || !evidence.ok()) {
    std::fprintf(stderr, "heat_model: %s\n",
                 (model.ok() ? evidence.status() : model.status()).ToString().c_str());
    return 1;
  }
  std::vector<FactorInput> more = factors;
  more.push_back(testing::EvidenceGenerator(kSeed + 1).Scored(Direction::kRaises));
  more.back().id = "one-more";
  const Incumbency incumbency = {{{OfficeRank::kHeadOfGovernment, testing::Epoch()}}};
  const absl::Time as_of = testing::Epoch() + absl::Hours(24 * 730);
  std::vector<double> ages;
  for (const Evidence::Item& item : evidence->items()) {
    ages.push_back((ToDays(as_of) - item.observed) / 180.0);
  }
  std::printf("%zu factors, %zu claims, %zu publishers, 730 days\n", evidence->items().size(),
              evidence->clusters().size(), evidence->sources().size());

  Bench bench(seconds);
  bench.Run("floor: one pass of exp2", [&] {
    double sum = 0.0;
    for (const double age : ages) sum += std::exp2(-age);
    return sum;
  });
  bench.Run("reading from evidence",
            [&] { return model->Read(*evidence, incumbency, as_of).score; });
  bench.Run("reading with every contribution",
            [&] { return model->Explain(*evidence, incumbency, as_of).reading.score; });
  bench.Run("evidence from factors",
            [&] { return static_cast<double>(Evidence::Build(factors)->clusters().size()); });
  bench.Run("one factor more: evidence and reading",
            [&] { return model->Read(*Evidence::Build(more), incumbency, as_of).score; });
  std::printf("(checksum %.6g)\n", bench.sink());
  return 0;
}

}  // namespace
}  // namespace isotherm::scoring

int main(int argc, char** argv) {
  return isotherm::scoring::Main(argc > 1 ? std::atoi(argv[1]) : 10'000,
                                 argc > 2 ? std::strtod(argv[2], nullptr) : 1.0);
}
