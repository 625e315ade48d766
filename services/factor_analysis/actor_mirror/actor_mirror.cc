#include "services/factor_analysis/actor_mirror/actor_mirror.h"

#include <grpcpp/channel.h>
#include <spdlog/spdlog.h>

#include <utility>

#include "absl/time/clock.h"

namespace isotherm::factor_analysis {
namespace {

using profile::v1::WatchActorsRequest;

// A watch that the server refuses for a reason of its own is tried again, but not in a hurry.
constexpr absl::Duration kPauseAfterRefusal = absl::Seconds(1);
constexpr int kHeartbeatSeconds = 10;

WatchActorsRequest WatchRequest() {
  WatchActorsRequest request;
  request.mutable_options()->set_delivery(common::v1::WATCH_DELIVERY_CONFLATE_LATEST);
  request.mutable_options()->mutable_heartbeat_interval()->set_seconds(kHeartbeatSeconds);
  return request;
}

}  // namespace

ActorMirror::ActorMirror(std::shared_ptr<grpc::Channel> profile, const ActorMirrorOptions& options,
                         OnDirectory on_directory)
    : options_(options),
      on_directory_(std::move(on_directory)),
      stub_(profile::v1::ProfileService::NewStub(std::move(profile))),
      watch_(
          [this](grpc::ClientContext* context, const WatchActorsRequest& request) {
            return stub_->WatchActors(context, request);
          },
          WatchRequest(), options.retry, client::SystemRandom(), sleeper_),
      follower_([this] { Follow(); }),
      builder_([this] { Build(); }) {}

void ActorMirror::Stop() {
  {
    MutexLock lock(&mutex_);
    stopping_ = true;
  }
  watch_.Cancel();
  changed_.SignalAll();
  if (follower_.joinable()) follower_.join();
  if (builder_.joinable()) builder_.join();
}

void ActorMirror::Follow() {
  for (;;) {
    auto message = watch_.Next();
    if (message.ok()) {
      MutexLock lock(&mutex_);
      if (table_.Apply(*message)) {
        dirty_ = true;
        changed_.Signal();
      }
      continue;
    }
    if (absl::IsCancelled(message.status())) {
      MutexLock lock(&mutex_);
      if (stopping_) return;
    }
    spdlog::warn("the watch of actors begins anew error=\"{}\"", message.status().ToString());
    if (!client::NeedsResync(message.status()) && !sleeper_.Sleep(kPauseAfterRefusal)) return;
    watch_.Restart();
    MutexLock lock(&mutex_);
    table_.BeginSnapshot();
  }
}

void ActorMirror::Build() {
  absl::Time next = absl::InfinitePast();
  for (;;) {
    std::vector<Actor> actors;
    {
      MutexLock lock(&mutex_);
      for (;;) {
        if (stopping_) return;
        const absl::Duration wait = next - absl::Now();
        if (!dirty_) {
          changed_.Wait(&mutex_);
        } else if (wait > absl::ZeroDuration()) {
          changed_.WaitWithTimeout(&mutex_, wait);  // what changes meanwhile comes along
        } else {
          break;
        }
      }
      dirty_ = false;
      actors = table_.Actors();
    }
    const std::size_t count = actors.size();
    const absl::Time begun = absl::Now();
    on_directory_(std::make_shared<const engine::ActorDirectory>(std::move(actors)));
    spdlog::info("actor directory exchanged actors={} milliseconds={}", count,
                 absl::ToInt64Milliseconds(absl::Now() - begun));
    next = absl::Now() + options_.min_rebuild_interval;
  }
}

}  // namespace isotherm::factor_analysis
