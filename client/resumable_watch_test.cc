#include "client/resumable_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <thread>

#include "absl/time/clock.h"
#include "isotherm/profile/v1/profile_service.pb.h"
#include "services/common/status/errors.h"

namespace isotherm::client {
namespace {

using profile::v1::WatchActorsRequest;
using profile::v1::WatchActorsResponse;
using ::testing::ElementsAre;
using Watch = ResumableWatch<WatchActorsRequest, WatchActorsResponse>;

// One connection: the tokens it sends, and how it ends.
struct Script {
  std::vector<std::string> tokens;
  absl::Status end;
};

class ScriptedReader final : public Watch::Reader {
 public:
  explicit ScriptedReader(Script script) : script_(std::move(script)) {}
  void WaitForInitialMetadata() override {}
  bool NextMessageSize(std::uint32_t* size) override {
    *size = 1;
    return true;
  }
  bool Read(WatchActorsResponse* response) override {
    if (next_ == script_.tokens.size()) return false;
    response->mutable_position()->set_resume_token(script_.tokens[next_++]);
    return true;
  }
  grpc::Status Finish() override { return ToGrpcStatus(script_.end); }

 private:
  const Script script_;
  std::size_t next_ = 0;
};

class RecordingSleeper final : public Sleeper {
 public:
  bool Sleep(absl::Duration duration) override {
    slept.push_back(duration);
    return true;
  }
  void Stop() override {}
  std::vector<absl::Duration> slept;
};

class ResumableWatchTest : public ::testing::Test {
 protected:
  Watch Make(std::deque<Script> scripts, RetryPolicy policy = {}, std::string token = "") {
    scripts_ = std::move(scripts);
    WatchActorsRequest request;
    request.mutable_options()->set_resume_token(token);
    return Watch(
        [this](grpc::ClientContext*, const WatchActorsRequest& request) {
          opened_with_.push_back(request.options().resume_token());
          EXPECT_FALSE(scripts_.empty()) << "one connection too many";
          Script script = scripts_.front();
          scripts_.pop_front();
          return std::make_unique<ScriptedReader>(script);
        },
        request, policy, [] { return 0.0; }, sleeper_);
  }

  std::deque<Script> scripts_;
  std::vector<std::string> opened_with_;
  RecordingSleeper sleeper_;
};

TEST_F(ResumableWatchTest, ReconnectsFromTheLastTokenWhenUnavailableOrEnded) {
  Watch watch = Make({{{"1", "2"}, absl::UnavailableError("gone")},
                      {{"3"}, absl::OkStatus()},
                      {{"4"}, absl::PermissionDeniedError("no")}});
  for (const char* token : {"1", "2", "3", "4"}) {
    const auto step = watch.Next();
    ASSERT_TRUE(step.ok()) << step.status();
    EXPECT_EQ(step->position().resume_token(), token);
  }
  EXPECT_TRUE(absl::IsPermissionDenied(watch.Next().status()));
  EXPECT_THAT(opened_with_, ElementsAre("", "2", "3"));
}

TEST_F(ResumableWatchTest, BacksOffAndGivesUpUnlessThereIsProgress) {
  const absl::Status gone = absl::UnavailableError("gone");
  RetryPolicy policy;
  policy.max_failures = 4;
  Watch watch =
      Make({{{}, gone}, {{}, gone}, {{}, gone}, {{"1"}, gone}, {{}, gone}, {{}, gone}, {{}, gone}},
           policy, "0");
  EXPECT_TRUE(watch.Next().ok());
  EXPECT_TRUE(absl::IsUnavailable(watch.Next().status()));
  EXPECT_THAT(opened_with_, ElementsAre("0", "0", "0", "0", "1", "1", "1"));
  const auto ms = [](int n) { return absl::Milliseconds(n); };
  EXPECT_THAT(sleeper_.slept, ElementsAre(ms(100), ms(200), ms(400), ms(100), ms(200), ms(400)));
}

TEST_F(ResumableWatchTest, TellsOfEachLossToThoseWhoAsk) {
  Watch watch = Make({{{"1"}, absl::UnavailableError("gone")},
                      {{}, absl::OkStatus()},
                      {{"2"}, absl::PermissionDeniedError("no")}});
  EXPECT_TRUE(watch.NextOrLoss().ok());
  EXPECT_TRUE(absl::IsUnavailable(watch.NextOrLoss().status()));
  EXPECT_TRUE(sleeper_.slept.empty()) << "the loss is told before the wait";
  EXPECT_TRUE(absl::IsUnavailable(watch.NextOrLoss().status())) << "an end without error too";
  EXPECT_EQ(watch.failures(), 2);
  const auto step = watch.NextOrLoss();
  ASSERT_TRUE(step.ok()) << step.status();
  EXPECT_EQ(step->position().resume_token(), "2");
  EXPECT_TRUE(absl::IsPermissionDenied(watch.NextOrLoss().status()));
  EXPECT_THAT(opened_with_, ElementsAre("", "1", "1"));
  EXPECT_EQ(sleeper_.slept.size(), 2u);
}

TEST_F(ResumableWatchTest, WaitsAsLongAsTheServerAsks) {
  Watch watch = Make(
      {{{}, MakeUnavailable(common::v1::ERROR_REASON_SHUTTING_DOWN, "stopping", absl::Seconds(3))},
       {{"1"}, absl::OkStatus()}});
  EXPECT_TRUE(watch.Next().ok());
  EXPECT_THAT(sleeper_.slept, ElementsAre(absl::Seconds(3)));
}

TEST_F(ResumableWatchTest, ExpiredTokenIsTheOwnersToResync) {
  Watch watch = Make({{{},
                       MakeError(absl::StatusCode::kOutOfRange,
                                 common::v1::ERROR_REASON_RESUME_TOKEN_EXPIRED, "too old")},
                      {{"9"}, absl::OkStatus()}},
                     {}, "old");
  const auto step = watch.Next();
  EXPECT_TRUE(absl::IsOutOfRange(step.status()));
  EXPECT_TRUE(NeedsResync(step.status()));
  EXPECT_FALSE(NeedsResync(absl::OutOfRangeError("something else")));
  watch.Restart();
  EXPECT_TRUE(watch.Next().ok());
  EXPECT_THAT(opened_with_, ElementsAre("old", ""));
}

TEST_F(ResumableWatchTest, CancelWakesASleepingReader) {
  SystemSleeper sleeper;
  RetryPolicy policy;
  policy.initial_backoff = policy.max_backoff = absl::Hours(1);
  Watch watch(
      [](grpc::ClientContext*, const WatchActorsRequest&) {
        return std::make_unique<ScriptedReader>(Script{{}, absl::UnavailableError("gone")});
      },
      {}, policy, [] { return 0.0; }, sleeper);
  std::thread canceller([&] {
    absl::SleepFor(absl::Milliseconds(20));
    watch.Cancel();
  });
  EXPECT_TRUE(absl::IsCancelled(watch.Next().status()));
  canceller.join();
  EXPECT_TRUE(absl::IsCancelled(watch.Next().status()));
}

TEST(BackoffTest, JitterSpreadsOverTheWholeRangeBelowTheCeiling) {
  double random = 0.0;
  RetryPolicy policy;
  policy.max_backoff = absl::Milliseconds(400);
  Backoff backoff(policy, [&] { return random; });
  EXPECT_EQ(backoff.AfterFailure(absl::ZeroDuration()), absl::Milliseconds(100));
  random = 0.5;
  EXPECT_EQ(backoff.AfterFailure(absl::ZeroDuration()), absl::Milliseconds(100));
  random = 0.0;
  for (int i = 0; i < 100; ++i) backoff.AfterFailure(absl::ZeroDuration());
  EXPECT_EQ(backoff.AfterFailure(absl::ZeroDuration()), absl::Milliseconds(400));
  const auto random_source = SystemRandom();
  for (int i = 0; i < 1000; ++i) {
    const double value = random_source();
    EXPECT_GE(value, 0.0);
    EXPECT_LT(value, 1.0);
  }
}

}  // namespace
}  // namespace isotherm::client
