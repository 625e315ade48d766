// WatchHeat over a real server: snapshot, changes, resumption, slow readers, shutdown.
#include <gmock/gmock.h>

#include <optional>

#include "absl/time/clock.h"
#include "client/resumable_watch.h"
#include "services/scoring/testing/server_fixture.h"

namespace isotherm::scoring {
namespace {

using Event = v1::WatchHeatResponse;

// One open stream, read on the caller's thread.
class WatchStreamReader {
 public:
  WatchStreamReader(v1::ScoringService::Stub& stub, const v1::WatchHeatRequest& request) {
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(40));
    reader_ = stub.WatchHeat(&context_, request);
  }
  ~WatchStreamReader() {
    if (finished_) return;
    context_.TryCancel();
    Finish().IgnoreError();
  }

  // The next event but heartbeats; nothing when the stream has ended.
  std::optional<Event> Next() {
    Event event;
    while (reader_->Read(&event)) {
      token_ = event.position().resume_token();
      if (event.event_case() != Event::kHeartbeat) return event;
    }
    return std::nullopt;
  }
  // Up to and with the end of the snapshot.
  std::vector<Event> Snapshot() {
    std::vector<Event> events;
    while (std::optional<Event> event = Next()) {
      events.push_back(*event);
      if (event->has_snapshot_complete()) break;
    }
    return events;
  }
  absl::Status Finish() {
    Event ignored;
    while (reader_->Read(&ignored)) {
    }
    finished_ = true;
    return FromGrpcStatus(reader_->Finish());
  }
  const std::string& token() const { return token_; }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<Event>> reader_;
  std::string token_;
  bool finished_ = false;
};

class WatchTest : public ScoringServerTest {
 protected:
  void SetUp() override { StartReadyServer(); }

  std::unique_ptr<WatchStreamReader> Watch(const std::string& token = "",
                                           const std::vector<std::string>& leaders = {},
                                           bool every_revision = true) {
    v1::WatchHeatRequest request;
    request.mutable_options()->set_resume_token(token);
    request.mutable_options()->set_delivery(every_revision
                                                ? common::v1::WATCH_DELIVERY_EVERY_REVISION
                                                : common::v1::WATCH_DELIVERY_CONFLATE_LATEST);
    request.mutable_options()->mutable_heartbeat_interval()->set_seconds(1);
    for (const std::string& leader : leaders) request.add_leaders(leader);
    return std::make_unique<WatchStreamReader>(*stub_, request);
  }
};

TEST_F(WatchTest, ASnapshotThenEveryChange) {
  Score({SampleFactor("jane", "a"), SampleFactor("a-b", "a"), SampleFactor("a", "a")});
  const auto watch = Watch();
  const std::vector<Event> snapshot = watch->Snapshot();
  ASSERT_EQ(snapshot.size(), 4u);
  EXPECT_EQ(snapshot[0].upsert().leader(), "leaders/a-b");  // by name: '-' < '/'
  EXPECT_EQ(snapshot[1].upsert().leader(), "leaders/a");
  EXPECT_EQ(snapshot[2].upsert().leader(), "leaders/jane");
  // The same reading; Get alone also vouches for factor revisions that left it as it was.
  v1::HeatReading watched = snapshot[2].upsert();
  v1::HeatReading read = *Get("jane");
  EXPECT_LE(watched.factor_revision(), read.factor_revision());
  watched.clear_factor_revision();
  read.clear_factor_revision();
  EXPECT_EQ(watched.SerializeAsString(), read.SerializeAsString());
  EXPECT_EQ(snapshot[3].snapshot_complete().resource_count(), 3);

  Score({SampleFactor("jane", "b")});
  const auto changed = watch->Next();
  ASSERT_TRUE(changed && changed->has_upsert());
  EXPECT_EQ(changed->upsert().leader(), "leaders/jane");
  EXPECT_EQ(changed->upsert().revision(), changed->position().revision());
  EXPECT_EQ(changed->upsert().SerializeAsString(), Get("jane")->SerializeAsString());
  factors_.Delete("leaders/a/factors/a");
  const auto gone = watch->Next();
  ASSERT_TRUE(gone.has_value());
  EXPECT_EQ(gone->deleted(), "leaders/a/heat");
}

TEST_F(WatchTest, ATokenResumesWithoutGapOrRepeatAlsoAfterARestart) {
  Score({SampleFactor("jane", "a")});
  auto watch = Watch();
  watch->Snapshot();
  const std::string token = watch->token();
  watch.reset();
  Score({SampleFactor("jane", "b")});
  Score({SampleFactor("john", "c")});
  StartReadyServer();
  watch = Watch(token);
  const auto first = watch->Next();
  ASSERT_TRUE(first && first->has_upsert());
  EXPECT_EQ(first->upsert().leader(), "leaders/jane");
  EXPECT_EQ(first->upsert().coverage().factor_count(), 2);
  EXPECT_EQ(watch->Next()->upsert().leader(), "leaders/john");
  Score({SampleFactor("john", "d")});
  EXPECT_EQ(watch->Next()->upsert().coverage().factor_count(), 2);
}

TEST_F(WatchTest, OnlyTheLeadersAskedFor) {
  Score({SampleFactor("jane", "a"), SampleFactor("john", "b")});
  const auto watch = Watch("", {"leaders/john", "leaders/mary"});
  EXPECT_EQ(watch->Snapshot().size(), 2u);
  Score({SampleFactor("jane", "b")});
  Score({SampleFactor("mary", "c")});
  EXPECT_EQ(watch->Next()->upsert().leader(), "leaders/mary");
}

TEST_F(WatchTest, WrongRequestsAreRefused) {
  const auto reason = [&](const v1::WatchHeatRequest& request) {
    WatchStreamReader watch(*stub_, request);
    const absl::Status status = watch.Finish();
    EXPECT_FALSE(status.ok());
    return ReasonOf(status);
  };
  v1::WatchHeatRequest request;
  request.add_leaders("leaders/Jane");
  EXPECT_EQ(reason(request), common::v1::ERROR_REASON_INVALID_FIELD);
  request.set_leaders(0, "leaders/jane/heat");
  EXPECT_EQ(reason(request), common::v1::ERROR_REASON_INVALID_FIELD);
  request.clear_leaders();
  for (int i = 0; i <= 1000; ++i) request.add_leaders("leaders/jane");
  EXPECT_EQ(reason(request), common::v1::ERROR_REASON_INVALID_FIELD);
  request.clear_leaders();
  request.mutable_options()->mutable_heartbeat_interval()->set_seconds(100'000);
  EXPECT_EQ(reason(request), common::v1::ERROR_REASON_INVALID_FIELD);
  request.mutable_options()->clear_heartbeat_interval();
  request.mutable_options()->set_resume_token("damaged");
  EXPECT_EQ(reason(request), common::v1::ERROR_REASON_INVALID_RESUME_TOKEN);
  auto watch = Watch("", {"leaders/jane"});
  watch->Snapshot();
  request.mutable_options()->set_resume_token(watch->token());
  EXPECT_EQ(reason(request), common::v1::ERROR_REASON_INVALID_RESUME_TOKEN)
      << "a token of another filter";
}

TEST_F(WatchTest, ASlowReaderGetsTheLatestOfEachAndTheCountOfTheRest) {
  Score({SampleFactor("jane", "start")});
  const auto watch = Watch("", {}, /*every_revision=*/false);
  watch->Snapshot();
  // Far more than the buffers of a stream hold, while nobody reads.
  constexpr int kRounds = 2000;
  std::int64_t revision = 0;
  for (int i = 0; i < kRounds; ++i) {
    factor::v1::Factor factor = SampleFactor("jane", "moving");
    factor.set_strength(1.0 + 0.0005 * i);
    revision = factors_.Put({factor});
  }
  v1::ListHeatRequest list;
  v1::ListHeatResponse listed;
  list.mutable_consistency()->set_at_least_as_fresh(FactorToken(revision));
  ASSERT_TRUE(Call(&Stub::ListHeat, list, listed).ok());
  const v1::HeatReading last = *Get("jane");
  std::int64_t seen_revision = 0;
  while (seen_revision < last.revision()) {
    const auto event = watch->Next();
    ASSERT_TRUE(event && event->has_upsert());
    EXPECT_GT(event->upsert().revision(), seen_revision);
    seen_revision = event->upsert().revision();
    if (seen_revision == last.revision()) {
      EXPECT_EQ(event->upsert().score(), last.score());
    }
  }
}

TEST_F(WatchTest, AShutdownEndsEachStreamAndItsTokenResumes) {
  Score({SampleFactor("jane", "a")});
  auto watch = Watch();
  watch->Snapshot();
  const std::string token = watch->token();
  const absl::Time begun = absl::Now();
  server_->Stop();
  EXPECT_LT(absl::Now() - begun, absl::Seconds(2));
  const absl::Status end = watch->Finish();
  EXPECT_TRUE(absl::IsUnavailable(end)) << end;
  EXPECT_EQ(ReasonOf(end), common::v1::ERROR_REASON_SHUTTING_DOWN);
  EXPECT_GT(client::RetryDelay(end), absl::ZeroDuration());
  watch.reset();
  StartReadyServer();
  watch = Watch(token);
  Score({SampleFactor("jane", "b")});
  EXPECT_EQ(watch->Next()->upsert().coverage().factor_count(), 2);
}

}  // namespace
}  // namespace isotherm::scoring
