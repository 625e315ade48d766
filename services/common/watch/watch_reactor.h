// Internal: writes one subscription to one gRPC stream.
//
// One write is in flight. The next delivery is fetched before a write starts, because gRPC may
// buffer a write only when something surely follows it; and never the first, which would hang the
// stream (gRPC 1.51, grpc/grpc#12975). Ownership: the reactor owns itself until OnDone; wake-ups
// and alarms hold references. Locking: no lock is held across StartWrite, Finish, TryCancel or the
// subscription. `busy_` says that someone is about to act or a write is in flight; only who has set
// it may start an operation, so Finish is called exactly once.
#pragma once

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <memory>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/common/stream/delivery.h"
#include "services/common/stream/timer.h"
#include "services/common/stream/watch_hub.h"
#include "services/common/sync/mutex.h"

namespace isotherm::watch {

class WatchReactor final : public grpc::ServerWriteReactor<grpc::ByteBuffer>,
                           public std::enable_shared_from_this<WatchReactor> {
 public:
  // Starts at once. The returned reactor lives until gRPC is done with it.
  static WatchReactor* Start(grpc::CallbackServerContext* context, stream::WatchHub& hub,
                             stream::Timer& timer, absl::Duration write_timeout,
                             const stream::WatchOptions& options, stream::Filter filter);

  WatchReactor(grpc::CallbackServerContext* context, stream::Timer& timer,
               absl::Duration write_timeout);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  // Acts if nobody else does; otherwise the one who does will look again.
  void Poke();
  // The three below run with busy_ held; each ends by starting an operation or giving busy_ up.
  void Advance();
  void Write(const stream::Delivery& delivery);
  void End(const absl::Status& status);

  void WatchWrite();
  void SetAlarm(absl::Time due);
  void OnAlarm();

  grpc::CallbackServerContext* const context_;
  stream::Timer& timer_;
  const absl::Duration write_timeout_;
  std::shared_ptr<WatchReactor> self_;  // until OnDone
  std::unique_ptr<stream::Subscription> subscription_;

  // Touched by the holder of busy_ alone.
  std::optional<stream::Delivery> next_;
  grpc::ByteBuffer writing_;
  bool wrote_ = false;

  Mutex mutex_;
  bool busy_ ABSL_GUARDED_BY(mutex_) = true;  // the constructor's caller starts
  bool poked_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  bool stuck_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelling_ ABSL_GUARDED_BY(mutex_) = false;   // TryCancel is running: the context must stay
  bool write_ended_ ABSL_GUARDED_BY(mutex_) = false;  // during that; the canceller goes on
  bool alarm_set_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Time write_began_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();  // no write in flight
};

}  // namespace isotherm::watch
