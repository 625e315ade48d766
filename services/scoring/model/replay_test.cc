#include "services/scoring/model/replay.h"

#include <cmath>

#include "gtest/gtest.h"
#include "services/scoring/model/accumulation.h"
#include "services/scoring/model/hysteresis.h"
#include "services/scoring/model/snapshot.h"
#include "services/scoring/model/testing_evidence.h"

namespace isotherm::scoring {
namespace {

double HeatAt(const HeatParameters& p, const Evidence& evidence, const IncumbencyCurve& curve,
              double time) {
  const Snapshot s = TakeSnapshot(p, evidence, time);
  return curve.HeatAt(time) + Accumulate(s.raising, p.saturation) -
         Accumulate(s.lowering, p.saturation);
}

// The same path with every point summed from scratch.
PathEnd SlowPath(const HeatParameters& p, const Evidence& evidence, const IncumbencyCurve& curve,
                 double as_of) {
  LevelTracker tracker(p);
  const double first = evidence.items().empty() ? as_of : evidence.items().front().observed;
  if (first >= as_of) {
    tracker.Start(as_of, HeatAt(p, evidence, curve, as_of));
    return {tracker.level(), tracker.since(), tracker.previous_level(), {}, {}};
  }
  std::vector<double> points = {first};
  for (double day = std::floor(first) + 1; day <= as_of; ++day) points.push_back(day);
  for (const Evidence::Item& item : evidence.items()) {
    points.push_back(item.observed);
    points.push_back(item.end);
  }
  for (const double boundary : curve.boundaries()) points.push_back(boundary);
  points.push_back(as_of);
  std::sort(points.begin(), points.end());
  tracker.Start(first, HeatAt(p, evidence, curve, first));
  for (const double time : points) {
    if (time > first && time <= as_of) tracker.Step(time, HeatAt(p, evidence, curve, time));
  }
  return {tracker.level(), tracker.since(), tracker.previous_level(), {}, {}};
}

TEST(Replay, AgreesWithSummingEveryPointFromScratch) {
  const HeatParameters p = testing::TestParameters();
  for (int seed = 0; seed < 150; ++seed) {
    SCOPED_TRACE(seed);
    testing::EvidenceGenerator generator(seed + 5000);
    const Evidence evidence = Evidence::Build(generator.Factors(50)).value();
    const IncumbencyCurve curve(p.incumbency, generator.Office());
    const double as_of = ToDays(generator.AsOf());
    const PathEnd fast = ReplayPath(p, evidence, curve, as_of, HeatAt(p, evidence, curve, as_of));
    const PathEnd slow = SlowPath(p, evidence, curve, as_of);
    EXPECT_EQ(fast.level, slow.level);
    EXPECT_EQ(fast.previous_level, slow.previous_level);
    EXPECT_NEAR(fast.level_since, slow.level_since, 1e-9);
    for (const auto& [past, days] : {std::pair{fast.week_ago, 7.0}, {fast.month_ago, 30.0}}) {
      EXPECT_NEAR(past.heat, HeatAt(p, evidence, curve, as_of - days), 1e-10);
    }
  }
}

// Decades without evidence are crossed in one step, and what they lead to is not lost.
TEST(Replay, LongSilenceFadesToTheLevelOfTheOffice) {
  const HeatParameters p = testing::TestParameters();
  FactorInput f;
  f.id = "old";
  f.direction = Direction::kLowers;
  f.strength = 3;
  f.confidence = 1;
  f.observed = testing::Epoch() - absl::Hours(24 * 365 * 90);
  FactorInput recent = f;
  recent.id = "recent";
  recent.strength = 0.01;
  recent.observed = testing::Epoch();
  const Evidence evidence = Evidence::Build({f, recent}).value();
  const IncumbencyCurve curve(p.incumbency, {});
  const double as_of = ToDays(testing::Epoch());
  const PathEnd end = ReplayPath(p, evidence, curve, as_of, HeatAt(p, evidence, curve, as_of));
  EXPECT_EQ(end.level, LevelOf(p, p.incumbency.unknown));
}

}  // namespace
}  // namespace isotherm::scoring
