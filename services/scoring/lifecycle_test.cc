// Readiness that tells the truth, a Stop that ends, restarts, and Redis going away.
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "absl/time/clock.h"
#include "services/common/testing/redis_server.h"
#include "services/scoring/testing/server_fixture.h"

namespace isotherm::scoring {
namespace {

using LifecycleTest = ScoringServerTest;

TEST_F(LifecycleTest, IsReadyWhenBothFollowedServicesHaveBeenCaughtUpWith) {
  profiles_.GoAway();
  StartServer();
  absl::SleepFor(absl::Milliseconds(300));
  EXPECT_FALSE(IsServing());
  EXPECT_FALSE(server_->caught_up());
  profiles_.ComeBack();
  EXPECT_TRUE(Eventually([&] { return IsServing(); }));
  EXPECT_TRUE(server_->caught_up());
}

TEST_F(LifecycleTest, IsNotReadyWhileAFollowedServiceIsAway) {
  StartReadyServer();
  Score({SampleFactor("jane", "a")});
  factors_.GoAway();
  EXPECT_TRUE(Eventually([&] { return !IsServing(); }));
  EXPECT_TRUE(Get("jane").ok()) << "what it knows it still answers";
  factors_.ComeBack();
  EXPECT_TRUE(Eventually([&] { return IsServing(); }));
  Score({SampleFactor("jane", "b")});
  EXPECT_EQ(Get("jane")->coverage().factor_count(), 2);
}

TEST_F(LifecycleTest, StaysReadyOverAConnectionThatComesBackAtOnce) {
  StartReadyServer();
  factors_.GoAway();
  factors_.ComeBack();
  const absl::Time end = absl::Now() + absl::Seconds(3);
  while (absl::Now() < end) {
    EXPECT_TRUE(IsServing());
    absl::SleepFor(absl::Milliseconds(20));
  }
}

TEST_F(LifecycleTest, GoesOnAfterARestartWithoutCountingTwice) {
  StartReadyServer();
  Score({SampleFactor("jane", "a"), SampleFactor("jane", "b")});
  const auto before = Get("jane");
  ASSERT_TRUE(before.ok());
  StartReadyServer();
  const auto after = Get("jane");
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->score(), before->score());
  EXPECT_EQ(after->revision(), before->revision());
  EXPECT_EQ(after->coverage().factor_count(), 2);
}

TEST_F(LifecycleTest, AnExpiredTokenAndANewStoreAreFollowedFromASnapshot) {
  StartReadyServer();
  Score({SampleFactor("jane", "a"), SampleFactor("john", "b")});
  server_.reset();
  factors_.Delete("leaders/john/factors/b");
  factors_.Put({SampleFactor("mary", "c")});
  factors_.GoAway();
  factors_.Compact();
  factors_.ComeBack();
  StartReadyServer();
  EXPECT_TRUE(Eventually([&] { return absl::IsNotFound(Get("john").status()); }));
  EXPECT_TRUE(Get("jane").ok());
  EXPECT_TRUE(Get("mary").ok());

  factors_.ReplaceStore("another-factor-store");
  Score({SampleFactor("eve", "d")});
  EXPECT_TRUE(Get("eve").ok());
  EXPECT_TRUE(absl::IsNotFound(Get("jane").status()));
}

TEST_F(LifecycleTest, StopDoesNotWaitForCallsThatWaitForAToken) {
  StartReadyServer();
  std::atomic<int> refused = 0;
  std::vector<std::thread> callers;
  for (const std::string& token : {FactorToken(1'000'000), ProfileToken(1'000'000)}) {
    callers.emplace_back([&, token] {
      v1::GetHeatRequest request;
      request.set_name("leaders/jane/heat");
      request.mutable_consistency()->set_at_least_as_fresh(token);
      if (ReasonFor(&Stub::GetHeat, request, absl::Seconds(50)) ==
          common::v1::ERROR_REASON_SHUTTING_DOWN) {
        ++refused;
      }
    });
  }
  absl::SleepFor(absl::Milliseconds(300));
  const absl::Time begun = absl::Now();
  server_->Stop();
  EXPECT_LT(absl::Now() - begun, absl::Seconds(2));
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(refused, 2);
  server_->Stop();
}

TEST_F(LifecycleTest, AConfigurationThatCannotWorkIsAnErrorThatNamesIt) {
  const auto error = [&](const ScoringConfig& config) {
    const auto started = ScoringServer::Start(config, {profiles_.channel(), factors_.channel()});
    return std::string(started.status().message());
  };
  ScoringConfig config = config_;
  config.base.store = "sqlite:/no/such/folder/x.sqlite";
  EXPECT_NE(error(config), "");
  config = config_;
  config.model = "no-such-model";
  EXPECT_THAT(error(config), ::testing::HasSubstr("no-such-model.json"));
  config = config_;
  config.redis = "redis://host:not-a-port";
  EXPECT_THAT(error(config), ::testing::HasSubstr("redis address"));
  StartServer();
  config = config_;
  config.base.store = "sqlite:" + folder_.File("other.sqlite");
  config.base.server.listen_address = "127.0.0.1:" + std::to_string(server_->port());
  EXPECT_THAT(error(config), ::testing::HasSubstr("cannot listen"));
}

TEST_F(LifecycleTest, WithoutRedisReadingsComeFromTheStoreAndWithItAgainFromTheCache) {
  const auto redis = testing::RedisServer::StartOrDie();
  config_.redis = redis->address();
  StartReadyServer();
  Score({SampleFactor("jane", "a")});
  const auto from_cache = [&] {
    const auto reading = Get("jane");
    return reading.ok() && !reading->cache_bypassed();
  };
  ASSERT_TRUE(Eventually(from_cache));
  redis->Crash();
  EXPECT_TRUE(Eventually([&] {
    const auto reading = Get("jane");
    EXPECT_TRUE(reading.ok()) << reading.status();
    return reading.ok() && reading->cache_bypassed();
  }));
  Score({SampleFactor("jane", "b")});
  EXPECT_EQ(Get("jane")->coverage().factor_count(), 2) << "not what Redis held";
  EXPECT_TRUE(IsServing());
  ASSERT_TRUE(redis->Restart().ok());
  EXPECT_TRUE(Eventually([&] {
    EXPECT_EQ(Get("jane")->coverage().factor_count(), 2);
    return from_cache();
  }));
}

TEST_F(LifecycleTest, AFrozenRedisDoesNotShowWhatIsOutOfDate) {
  const auto redis = testing::RedisServer::StartOrDie();
  config_.redis = redis->address();
  StartReadyServer();
  Score({SampleFactor("jane", "a")});
  ASSERT_TRUE(Eventually([&] { return !Get("jane")->cache_bypassed(); }));
  redis->Freeze();
  Score({SampleFactor("jane", "b")});
  absl::SleepFor(absl::Milliseconds(300));  // the lost write is known by now
  redis->Resume();
  const absl::Time end = absl::Now() + absl::Seconds(3);
  while (absl::Now() < end) EXPECT_EQ(Get("jane")->coverage().factor_count(), 2);
}

}  // namespace
}  // namespace isotherm::scoring
