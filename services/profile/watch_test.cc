// WatchActors over a real server: snapshot, changes, filters, resumption, expiry, shutdown.
#include <gmock/gmock.h>

#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "client/resumable_watch.h"
#include "services/common/sql/change_log.h"
#include "services/profile/testing/server_fixture.h"

namespace isotherm::profile {
namespace {

using Event = v1::WatchActorsResponse;
using ::testing::ElementsAre;

// One open stream, read on the caller's thread.
class StreamReader {
 public:
  StreamReader(v1::ProfileService::Stub& stub, const v1::WatchActorsRequest& request) {
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(40));
    reader_ = stub.WatchActors(&context_, request);
  }
  ~StreamReader() {
    if (finished_) return;
    context_.TryCancel();
    Finish().IgnoreError();
  }

  // The next event, heartbeats left out unless asked for; nothing when the stream has ended.
  std::optional<Event> Next(bool heartbeats = false) {
    Event event;
    while (reader_->Read(&event)) {
      EXPECT_FALSE(event.position().resume_token().empty());
      token_ = event.position().resume_token();
      if (heartbeats || event.event_case() != Event::kHeartbeat) return event;
    }
    return std::nullopt;
  }
  // "+jane" for an upsert, "-jane" for a deletion, "=3" for a snapshot of three, "end".
  std::string NextInWords() {
    const std::optional<Event> event = Next();
    if (!event) return "end";
    if (event->has_upsert()) return "+" + event->upsert().name().substr(7);
    if (event->has_snapshot_complete()) {
      return absl::StrCat("=", event->snapshot_complete().resource_count());
    }
    return "-" + event->deleted().substr(7);
  }
  std::vector<std::string> Words(int count) {
    std::vector<std::string> words;
    while (static_cast<int>(words.size()) < count) words.push_back(NextInWords());
    return words;
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

class WatchTest : public ProfileServerTest {
 protected:
  void SetUp() override { StartServer(); }

  static v1::WatchActorsRequest Request(const std::string& token = "",
                                        const std::string& filter = "") {
    v1::WatchActorsRequest request;
    request.mutable_options()->set_resume_token(token);
    request.mutable_options()->set_delivery(common::v1::WATCH_DELIVERY_EVERY_REVISION);
    request.set_filter(filter);
    return request;
  }
  std::unique_ptr<StreamReader> Watch(const v1::WatchActorsRequest& request = Request()) {
    return std::make_unique<StreamReader>(*stub_, request);
  }
  ErrorReason RefusalOf(const v1::WatchActorsRequest& request) {
    const absl::Status status = StreamReader(*stub_, request).Finish();
    EXPECT_FALSE(status.ok());
    return ReasonOf(status);
  }

  void Compact() {
    const auto compacted = server_->database().Write(
        absl::Now() + absl::Seconds(10), [](sql::WriteTransaction& transaction) {
          sql::CompactionPolicy policy;
          policy.keep_newest = 0;
          return sql::CompactLog(transaction, policy).status();
        });
    ASSERT_TRUE(compacted.ok()) << compacted.status();
  }
};

TEST_P(WatchTest, ASnapshotByNameThenEveryChange) {
  for (const char* id : {"b", "a-b", "a"}) Create(SampleActor(id));
  const auto watch = Watch();
  const std::optional<Event> first = watch->Next();
  ASSERT_TRUE(first && first->has_upsert());
  EXPECT_EQ(first->upsert().DebugString(), Get("a")->DebugString());
  EXPECT_THAT(watch->Words(3), ElementsAre("+a-b", "+b", "=3"));

  Create(SampleActor("c"));
  EXPECT_EQ(watch->NextInWords(), "+c");
  Update(BareActor("c", "Changed"), {"display_name"});
  const std::optional<Event> changed = watch->Next();
  ASSERT_TRUE(changed && changed->has_upsert());
  EXPECT_EQ(changed->upsert().DebugString(), Get("c")->DebugString());
  EXPECT_EQ(changed->position().revision(), 5);
  EXPECT_EQ(changed->position().commit_time().seconds(), 1'700'000'000);
  Delete("a");
  Import({SampleActor("d"), SampleActor("e")});
  EXPECT_THAT(watch->Words(3), ElementsAre("-a", "+d", "+e"));
}

TEST_P(WatchTest, AnEmptyStoreHasAnEmptySnapshot) {
  const auto watch = Watch();
  EXPECT_EQ(watch->NextInWords(), "=0");
  Create(SampleActor("a"));
  EXPECT_EQ(watch->NextInWords(), "+a");
}

TEST_P(WatchTest, OnlyWhatMatchesAndWhatLeavesIsDeleted) {
  Create(BareActor("leader", "x", v1::ACTOR_KIND_LEADER, "AZE"));
  Create(BareActor("state", "x", v1::ACTOR_KIND_STATE, "AZE"));
  const auto watch = Watch(Request("", "kind = LEADER AND country_code = \"AZE\""));
  EXPECT_THAT(watch->Words(2), ElementsAre("+leader", "=1"));
  Create(BareActor("other", "x", v1::ACTOR_KIND_LEADER, "TUR"));
  Update(BareActor("state", "x", v1::ACTOR_KIND_LEADER), {"kind"});
  EXPECT_EQ(watch->NextInWords(), "+state");
  Update(BareActor("leader", "x", v1::ACTOR_KIND_LEADER, "TUR"), {"country_code"});
  EXPECT_EQ(watch->NextInWords(), "-leader");
  Delete("other");
  Delete("state");
  EXPECT_EQ(watch->NextInWords(), "-state");
}

TEST_P(WatchTest, ATokenResumesWithoutGapOrRepeatAlsoAfterARestart) {
  Create(SampleActor("a"));
  auto watch = Watch();
  EXPECT_THAT(watch->Words(2), ElementsAre("+a", "=1"));
  const std::string token = watch->token();
  watch.reset();
  Create(SampleActor("b"));
  Delete("a");
  StartServer();
  watch = Watch(Request(token));
  EXPECT_THAT(watch->Words(2), ElementsAre("+b", "-a"));
  Create(SampleActor("c"));
  EXPECT_EQ(watch->NextInWords(), "+c");
}

TEST_P(WatchTest, AnExpiredTokenNamesTheOldestThatWorks) {
  Create(SampleActor("a"));
  auto watch = Watch();
  watch->Words(2);
  const std::string token = watch->token();
  watch.reset();
  Update(BareActor("a", "Changed"), {"display_name"});
  Create(SampleActor("b"));
  server_.reset();
  StartServer();  // what the hub remembers would still serve the token
  Compact();
  const absl::Status status = StreamReader(*stub_, Request(token)).Finish();
  EXPECT_TRUE(absl::IsOutOfRange(status)) << status;
  EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_RESUME_TOKEN_EXPIRED);
  EXPECT_TRUE(client::NeedsResync(status));
  const std::string oldest = ErrorMetadataValue(status, "oldest_token");
  ASSERT_FALSE(oldest.empty());
  watch = Watch(Request(oldest));
  Create(SampleActor("c"));
  EXPECT_EQ(watch->NextInWords(), "+c");
  EXPECT_THAT(Watch()->Words(4), ElementsAre("+a", "+b", "+c", "=3"));
}

TEST_P(WatchTest, WrongRequestsAreRefused) {
  EXPECT_EQ(RefusalOf(Request("damaged")), common::v1::ERROR_REASON_INVALID_RESUME_TOKEN);
  EXPECT_EQ(RefusalOf(Request("", "colour = RED")), common::v1::ERROR_REASON_INVALID_FILTER);
  EXPECT_EQ(RefusalOf(Request("", "kind = KING")), common::v1::ERROR_REASON_INVALID_FILTER);
  v1::WatchActorsRequest request = Request();
  request.mutable_options()->mutable_heartbeat_interval()->set_seconds(100'000);
  EXPECT_EQ(RefusalOf(request), common::v1::ERROR_REASON_INVALID_FIELD);
  request = Request();
  request.mutable_options()->mutable_min_interval()->set_seconds(61);
  EXPECT_EQ(RefusalOf(request), common::v1::ERROR_REASON_INVALID_FIELD);
  request = Request();
  request.mutable_options()->set_delivery(static_cast<common::v1::WatchDelivery>(9));
  EXPECT_EQ(RefusalOf(request), common::v1::ERROR_REASON_INVALID_FIELD);
  auto watch = Watch(Request("", "kind = LEADER"));
  EXPECT_EQ(watch->NextInWords(), "=0");
  EXPECT_EQ(RefusalOf(Request(watch->token())), common::v1::ERROR_REASON_INVALID_RESUME_TOKEN)
      << "a token of another filter";
}

TEST_P(WatchTest, HeartbeatsAreBookmarks) {
  v1::WatchActorsRequest request = Request("", "kind = STATE");
  request.mutable_options()->mutable_heartbeat_interval()->set_seconds(1);
  auto watch = Watch(request);
  EXPECT_EQ(watch->NextInWords(), "=0");
  Create(SampleActor("a"));  // not of the filter, but the bookmark passes it
  std::optional<Event> event;
  do {
    event = watch->Next(/*heartbeats=*/true);
    ASSERT_TRUE(event && event->has_heartbeat());
  } while (event->position().revision() < 1);
  watch.reset();
  Create(BareActor("s", "State", v1::ACTOR_KIND_STATE));
  request.mutable_options()->set_resume_token(event->position().resume_token());
  EXPECT_EQ(Watch(request)->NextInWords(), "+s");
}

TEST_P(WatchTest, AShutdownEndsEachStreamAndItsTokenResumes) {
  Create(SampleActor("a"));
  auto watch = Watch();
  watch->Words(2);
  const std::string token = watch->token();
  const absl::Time begun = absl::Now();
  server_->Stop();
  EXPECT_LT(absl::Now() - begun, absl::Seconds(1));
  const absl::Status end = watch->Finish();
  EXPECT_TRUE(absl::IsUnavailable(end)) << end;
  EXPECT_EQ(ReasonOf(end), common::v1::ERROR_REASON_SHUTTING_DOWN);
  EXPECT_GT(client::RetryDelay(end), absl::ZeroDuration());
  watch.reset();
  StartServer();
  Create(SampleActor("b"));
  EXPECT_EQ(Watch(Request(token))->NextInWords(), "+b");
}

INSTANTIATE_TEST_SUITE_P(Backends, WatchTest, testing::kBackends, testing::BackendName);

}  // namespace
}  // namespace isotherm::profile
