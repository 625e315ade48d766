// Two servers on one PostgreSQL store: any of them serves any read.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "services/common/testing/postgres_cluster.h"
#include "services/scoring/testing/server_fixture.h"

namespace isotherm::scoring {
namespace {

class ReplicasTest : public ScoringServerTest {
 protected:
  void SetUp() override {
    const auto database = testing::PostgresCluster::Shared().CreateDatabase();
    ASSERT_TRUE(database.ok()) << database.status();
    config_.base.store = *database;
    StartReadyServer();
    first_ = std::move(server_);
    first_stub_ = std::move(stub_);
    StartReadyServer();
  }
  void TearDown() override { first_.reset(); }

  // By whichever server `Call` and `Get` are to ask next.
  void Swap() {
    std::swap(server_, first_);
    std::swap(stub_, first_stub_);
  }

  std::unique_ptr<ScoringServer> first_;
  std::unique_ptr<Stub> first_stub_;
};

TEST_F(ReplicasTest, EachShowsWhatTheOtherHasPublished) {
  EXPECT_TRUE(absl::IsNotFound(Get("jane").status()));
  for (int i = 1; i <= 12; ++i) {
    const std::int64_t revision = factors_.Put({SampleFactor("jane", absl::StrCat(i))});
    for (int server = 0; server < 2; ++server) {
      const auto fresh = Get("jane", FactorToken(revision));
      ASSERT_TRUE(fresh.ok()) << fresh.status();
      EXPECT_EQ(fresh->coverage().factor_count(), i);
      // From the cache too, as soon as it has heard of it.
      EXPECT_TRUE(Eventually([&] {
        const auto reading = Get("jane");
        return reading.ok() && reading->revision() == fresh->revision();
      })) << "server "
          << server << " change " << i;
      Swap();
    }
  }
  for (int i = 1; i <= 12; ++i) factors_.Delete(absl::StrCat("leaders/jane/factors/", i));
  for (int server = 0; server < 2; ++server) {
    EXPECT_TRUE(Eventually([&] { return absl::IsNotFound(Get("jane").status()); }));
    Swap();
  }
}

TEST_F(ReplicasTest, TheOtherGoesOnWhenOneStops) {
  Score({SampleFactor("jane", "a")});
  first_->Stop();
  Score({SampleFactor("jane", "b")});
  EXPECT_EQ(Get("jane", FactorToken(2))->coverage().factor_count(), 2);
  EXPECT_TRUE(IsServing());
}

}  // namespace
}  // namespace isotherm::scoring
