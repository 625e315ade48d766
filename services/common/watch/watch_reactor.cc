#include "services/common/watch/watch_reactor.h"

#include <grpcpp/server_context.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/status/errors.h"
#include "services/common/status/grpc_status.h"
#include "services/common/watch/watch_message.h"

namespace isotherm::watch {

using stream::Delivery;

WatchReactor* WatchReactor::Start(grpc::CallbackServerContext* context, stream::WatchHub& hub,
                                  stream::Timer& timer, absl::Duration write_timeout,
                                  const stream::WatchOptions& options, stream::Filter filter) {
  auto reactor = std::make_shared<WatchReactor>(context, timer, write_timeout);
  reactor->self_ = reactor;
  reactor->subscription_ =
      hub.Subscribe(options, std::move(filter), [weak = std::weak_ptr<WatchReactor>(reactor)] {
        if (const auto alive = weak.lock()) alive->Poke();
      });
  // Tells the caller at once that the watch stands, even if nothing changes for long.
  reactor->StartSendInitialMetadata();
  reactor->Advance();
  return reactor.get();
}

WatchReactor::WatchReactor(grpc::CallbackServerContext* context, stream::Timer& timer,
                           absl::Duration write_timeout)
    : context_(context), timer_(timer), write_timeout_(write_timeout) {}

void WatchReactor::Poke() {
  {
    MutexLock lock(&mutex_);
    poked_ = true;
    if (busy_) return;
    busy_ = true;
  }
  Advance();
}

void WatchReactor::Advance() {
  while (true) {
    bool cancelled = false;
    bool stuck = false;
    {
      MutexLock lock(&mutex_);
      poked_ = false;
      cancelled = cancelled_;
      stuck = stuck_;
    }
    if (stuck) {
      return End(MakeError(
          absl::StatusCode::kCancelled, common::v1::ERROR_REASON_WRITE_STUCK,
          absl::StrCat("the reader took no message for ", absl::FormatDuration(write_timeout_),
                       "; resume with the last token")));
    }
    if (cancelled) return End(absl::CancelledError("the caller has gone"));
    std::optional<Delivery> delivery = std::exchange(next_, std::nullopt);
    if (!delivery) delivery = subscription_->Next();
    if (delivery && delivery->kind == Delivery::Kind::kEnd) return End(EndStatus(*delivery));
    if (delivery) return Write(*delivery);
    MutexLock lock(&mutex_);
    if (!poked_) {
      busy_ = false;
      return;
    }
  }
}

void WatchReactor::Write(const Delivery& delivery) {
  writing_ = EncodeWatchMessage(delivery);
  next_ = subscription_->Next();
  grpc::WriteOptions options;
  if (wrote_ && next_) options.set_buffer_hint();
  wrote_ = true;
  WatchWrite();
  StartWrite(&writing_, options);
}

void WatchReactor::End(const absl::Status& status) {
  subscription_->Cancel();
  Finish(ToGrpcStatus(status));
}

void WatchReactor::OnWriteDone(bool ok) {
  {
    MutexLock lock(&mutex_);
    write_began_ = absl::InfiniteFuture();
    cancelled_ = cancelled_ || !ok;
    if (cancelling_) {
      write_ended_ = true;
      return;
    }
  }
  Advance();
}

void WatchReactor::OnCancel() {
  {
    MutexLock lock(&mutex_);
    cancelled_ = true;
  }
  Poke();
}

void WatchReactor::OnDone() { self_.reset(); }

void WatchReactor::WatchWrite() {
  absl::Time due;
  {
    MutexLock lock(&mutex_);
    write_began_ = timer_.Now();
    if (alarm_set_) return;
    alarm_set_ = true;
    due = write_began_ + write_timeout_;
  }
  SetAlarm(due);
}

void WatchReactor::SetAlarm(absl::Time due) {
  timer_.RunAt(due, [weak = weak_from_this()] {
    if (const auto alive = weak.lock()) alive->OnAlarm();
  });
}

void WatchReactor::OnAlarm() {
  absl::Time due;
  bool stuck = false;
  {
    MutexLock lock(&mutex_);
    alarm_set_ = false;
    if (write_began_ == absl::InfiniteFuture()) return;
    due = write_began_ + write_timeout_;
    stuck = due <= timer_.Now();
    if (stuck) stuck_ = cancelling_ = true;
    alarm_set_ = !stuck;
  }
  if (!stuck) return SetAlarm(due);
  context_->TryCancel();
  {
    MutexLock lock(&mutex_);
    cancelling_ = false;
    if (!write_ended_) return;
  }
  Advance();
}

}  // namespace isotherm::watch
