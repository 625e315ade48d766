#include "services/factor_analysis/actor_mirror/actor_mirror.h"

#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/common/status/errors.h"
#include "services/common/status/grpc_status.h"

namespace isotherm::factor_analysis {
namespace {

using profile::v1::WatchActorsRequest;
using profile::v1::WatchActorsResponse;
using ::testing::ElementsAre;

// Streams what a test tells it, with running tokens, and ends when told.
class ScriptedProfile final : public profile::v1::ProfileService::Service {
 public:
  grpc::Status WatchActors(grpc::ServerContext* context, const WatchActorsRequest* request,
                           grpc::ServerWriter<WatchActorsResponse>* writer) override {
    std::size_t sent = 0;
    {
      absl::MutexLock lock(&mutex_);
      tokens_.push_back(request->options().resume_token());
      end_.reset();
      if (!request->options().resume_token().empty()) sent = messages_.size();
    }
    while (!context->IsCancelled()) {
      std::optional<WatchActorsResponse> next;
      {
        absl::MutexLock lock(&mutex_);
        if (sent < messages_.size()) {
          next = messages_[sent];
        } else if (end_.has_value()) {
          return ToGrpcStatus(*end_);
        }
      }
      if (!next.has_value()) {
        absl::SleepFor(absl::Milliseconds(2));
        continue;
      }
      next->mutable_position()->set_resume_token(absl::StrCat("token-", ++sent));
      writer->Write(*next);
    }
    return grpc::Status::CANCELLED;
  }

  void Send(WatchActorsResponse message) {
    absl::MutexLock lock(&mutex_);
    messages_.push_back(std::move(message));
  }
  void Forget() {
    absl::MutexLock lock(&mutex_);
    messages_.clear();
  }
  void End(absl::Status status) {
    absl::MutexLock lock(&mutex_);
    end_ = std::move(status);
  }
  std::vector<std::string> tokens() {
    absl::MutexLock lock(&mutex_);
    return tokens_;
  }

 private:
  absl::Mutex mutex_;
  std::vector<WatchActorsResponse> messages_ ABSL_GUARDED_BY(mutex_);
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> tokens_ ABSL_GUARDED_BY(mutex_);
};

WatchActorsResponse Upsert(const std::string& id) {
  WatchActorsResponse message;
  message.mutable_upsert()->set_name("actors/" + id);
  message.mutable_upsert()->set_display_name("Somebody");
  message.mutable_upsert()->set_kind(profile::v1::ACTOR_KIND_LEADER);
  return message;
}

WatchActorsResponse SnapshotComplete() {
  WatchActorsResponse message;
  message.mutable_snapshot_complete();
  return message;
}

class ActorMirrorTest : public ::testing::Test {
 protected:
  ActorMirrorTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&profile_);
    server_ = builder.BuildAndStart();
  }
  ~ActorMirrorTest() override {
    mirror_.reset();
    server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(1));
  }

  void StartMirror(absl::Duration interval = absl::Milliseconds(1)) {
    ActorMirrorOptions options;
    options.min_rebuild_interval = interval;
    options.retry.initial_backoff = absl::Milliseconds(1);
    mirror_ = std::make_unique<ActorMirror>(
        server_->InProcessChannel({}), options,
        [this](std::shared_ptr<const engine::ActorDirectory> directory) {
          absl::MutexLock lock(&mutex_);
          directories_.push_back(std::move(directory));
        });
  }

  int directories() {
    absl::MutexLock lock(&mutex_);
    return static_cast<int>(directories_.size());
  }
  // Waits until the newest directory holds exactly these.
  bool WaitForActors(const std::vector<std::string>& ids) {
    for (int i = 0; i < 2'500; ++i) {
      {
        absl::MutexLock lock(&mutex_);
        if (!directories_.empty()) {
          std::vector<std::string> held;
          for (const Actor& actor : directories_.back()->actors()) held.push_back(actor.id);
          if (held == ids) return true;
        }
      }
      absl::SleepFor(absl::Milliseconds(2));
    }
    return false;
  }

  ScriptedProfile profile_;
  std::unique_ptr<grpc::Server> server_;
  absl::Mutex mutex_;
  std::vector<std::shared_ptr<const engine::ActorDirectory>> directories_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<ActorMirror> mirror_;
};

TEST_F(ActorMirrorTest, HandsOutNothingBeforeTheSnapshotIsComplete) {
  profile_.Send(Upsert("b"));
  profile_.Send(Upsert("a"));
  StartMirror();
  absl::SleepFor(absl::Milliseconds(50));
  EXPECT_EQ(directories(), 0);
  profile_.Send(SnapshotComplete());
  EXPECT_TRUE(WaitForActors({"a", "b"}));
  profile_.Send(Upsert("c"));
  EXPECT_TRUE(WaitForActors({"a", "b", "c"}));
}

TEST_F(ActorMirrorTest, ResumesWhereItWasWhenTheServiceComesBack) {
  profile_.Send(Upsert("a"));
  profile_.Send(SnapshotComplete());
  StartMirror();
  ASSERT_TRUE(WaitForActors({"a"}));
  profile_.End(absl::UnavailableError("restarting"));
  for (int i = 0; i < 1'000 && profile_.tokens().size() < 2; ++i) {
    absl::SleepFor(absl::Milliseconds(2));
  }
  profile_.Send(Upsert("b"));
  EXPECT_TRUE(WaitForActors({"a", "b"}));
  EXPECT_THAT(profile_.tokens(), ElementsAre("", "token-2"));
}

TEST_F(ActorMirrorTest, BeginsAnewWhenItsTokenHasExpired) {
  profile_.Send(Upsert("a"));
  profile_.Send(SnapshotComplete());
  StartMirror();
  ASSERT_TRUE(WaitForActors({"a"}));
  profile_.Forget();
  profile_.Send(Upsert("b"));
  profile_.Send(SnapshotComplete());
  profile_.End(MakeError(absl::StatusCode::kOutOfRange,
                         common::v1::ERROR_REASON_RESUME_TOKEN_EXPIRED, "too old"));
  EXPECT_TRUE(WaitForActors({"b"}));
  EXPECT_EQ(profile_.tokens().back(), "");
}

TEST_F(ActorMirrorTest, ManyChangesCostFewDirectories) {
  profile_.Send(SnapshotComplete());
  StartMirror(absl::Milliseconds(300));
  ASSERT_TRUE(WaitForActors({}));
  std::vector<std::string> ids;
  for (int i = 100; i < 400; ++i) {
    ids.push_back(absl::StrCat("actor-", i));
    profile_.Send(Upsert(ids.back()));
  }
  EXPECT_TRUE(WaitForActors(ids));
  EXPECT_LE(directories(), 6);
}

TEST_F(ActorMirrorTest, StopsWhileItWaits) {
  StartMirror();
  mirror_->Stop();
  mirror_->Stop();
  EXPECT_EQ(directories(), 0);
}

}  // namespace
}  // namespace isotherm::factor_analysis
