#include "services/factor_analysis/service/watch_filter.h"

#include <gtest/gtest.h>

#include "services/common/status/errors.h"

namespace isotherm::factor_analysis {
namespace {

TEST(WatchFilterTest, OneLeaderSeesItsOwnFactorsAlone) {
  const auto filter = FactorWatchFilter("leaders/jane-doe");
  ASSERT_TRUE(filter.ok()) << filter.status();
  EXPECT_TRUE(filter->by_name("leaders/jane-doe/factors/a"));
  EXPECT_FALSE(filter->by_name("leaders/jane-doe-2/factors/a"));
  EXPECT_FALSE(filter->by_name("leaders/jane/factors/a"));
}

TEST(WatchFilterTest, WildcardAndEmptyParentAreOne) {
  const auto all = FactorWatchFilter("leaders/-");
  const auto empty = FactorWatchFilter("");
  ASSERT_TRUE(all.ok() && empty.ok());
  EXPECT_EQ(all->canonical, empty->canonical);
  EXPECT_EQ(all->by_name, nullptr);
  EXPECT_NE(all->canonical, FactorWatchFilter("leaders/jane-doe")->canonical);
}

TEST(WatchFilterTest, OtherParentsAreRefused) {
  for (const char* parent : {"actors/x", "leaders/", "leaders/X", "leaders/x/factors/y"}) {
    EXPECT_EQ(ReasonOf(FactorWatchFilter(parent).status()), common::v1::ERROR_REASON_INVALID_FIELD)
        << parent;
  }
  EXPECT_FALSE(LeaderOfParent("").ok());
}

}  // namespace
}  // namespace isotherm::factor_analysis
