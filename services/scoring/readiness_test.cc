#include "services/scoring/readiness.h"

#include <gtest/gtest.h>

namespace isotherm::scoring {
namespace {

TEST(ReadinessTest, ComesWithCatchingUpAndGoesWhenLostForLong) {
  Readiness readiness(absl::Seconds(2));
  const auto at = [](double seconds) { return absl::UnixEpoch() + absl::Seconds(seconds); };
  EXPECT_FALSE(readiness.Update(false, at(0)));
  EXPECT_FALSE(readiness.Update(false, at(100)));
  EXPECT_TRUE(readiness.Update(true, at(101)));
  EXPECT_TRUE(readiness.Update(false, at(102)));
  EXPECT_TRUE(readiness.Update(false, at(103.9)));
  EXPECT_TRUE(readiness.Update(true, at(103.95)));
  EXPECT_TRUE(readiness.Update(false, at(104))) << "the grace begins anew";
  EXPECT_TRUE(readiness.Update(false, at(105.9)));
  EXPECT_FALSE(readiness.Update(false, at(106)));
  EXPECT_FALSE(readiness.Update(false, at(200)));
  EXPECT_TRUE(readiness.Update(true, at(201)));
}

}  // namespace
}  // namespace isotherm::scoring
