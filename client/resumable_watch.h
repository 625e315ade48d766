// Reads a Watch method for as long as its owner likes, across lost connections and restarted
// servers.
//
// Use (profile.WatchActors; WatchFactors and WatchHeat alike):
//
//   ResumableWatch<WatchActorsRequest, WatchActorsResponse> watch(
//       [&](grpc::ClientContext* context, const WatchActorsRequest& request) {
//         return stub->WatchActors(context, request);
//       },
//       request, {}, SystemRandom(), sleeper);
//   while (true) {
//     absl::StatusOr<WatchActorsResponse> step = watch.Next();
//     if (step.ok()) { Apply(*step); continue; }
//     if (!NeedsResync(step.status())) break;
//     watch.Restart();  // and take what comes until snapshot_complete for all there is
//   }
//
// UNAVAILABLE (and a stream that a server ends without error) is retried from the last token, after
// a backoff whose budget every received message resets. All else is returned: NeedsResync() says
// that the token is of no use any more, so that the owner has to start with a snapshot. The owner
// persists what it needs: the token of a message belongs with what was made of it. Repeats: the
// token changes only when a revision is complete; changes of an incomplete revision come again
// after a reconnection. Thread-safety: Next and Restart from one thread, Cancel from any. Lifetime:
// `sleeper` and what `open` refers to outlive the watch; Cancel stops the sleeper for good.
#pragma once

#include <grpcpp/client_context.h>
#include <grpcpp/support/sync_stream.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/backoff.h"
#include "services/common/status/grpc_status.h"
#include "services/common/sync/mutex.h"

namespace isotherm::client {

// The token has expired, or is of a store that was replaced: start with a snapshot.
bool NeedsResync(const absl::Status& status);

// The server's RetryInfo; zero when it sent none.
absl::Duration RetryDelay(const absl::Status& status);

template <typename Request, typename Response>
class ResumableWatch {
 public:
  using Reader = grpc::ClientReaderInterface<Response>;
  using Open =
      std::function<std::unique_ptr<Reader>(grpc::ClientContext* context, const Request& request)>;

  // `request.options().resume_token()` is where to begin; empty = with a snapshot.
  ResumableWatch(Open open, Request request, const RetryPolicy& policy,
                 std::function<double()> random, Sleeper& sleeper)
      : open_(std::move(open)),
        request_(std::move(request)),
        backoff_(policy, std::move(random)),
        sleeper_(sleeper) {}
  ~ResumableWatch() { Abandon(); }
  ResumableWatch(const ResumableWatch&) = delete;
  ResumableWatch& operator=(const ResumableWatch&) = delete;

  // Blocks until the next message or the end. CANCELLED after Cancel().
  absl::StatusOr<Response> Next() {
    while (true) {
      absl::StatusOr<Response> step = NextOrLoss();
      if (step.ok() || !retry_after_) return step;
    }
  }

  // The same, but tells of each lost connection with its UNAVAILABLE; the next call waits and
  // connects again. For owners who must know while they are cut off.
  absl::StatusOr<Response> NextOrLoss() {
    if (retry_after_ && !sleeper_.Sleep(*std::exchange(retry_after_, std::nullopt))) {
      return absl::CancelledError("the watch was cancelled");
    }
    if (reader_ == nullptr && !Connect()) return absl::CancelledError("the watch was cancelled");
    Response response;
    if (reader_->Read(&response)) {
      backoff_.OnProgress();
      request_.mutable_options()->set_resume_token(response.position().resume_token());
      return response;
    }
    const absl::Status status = Finish();
    if (cancelled()) return absl::CancelledError("the watch was cancelled");
    if (!status.ok() && !absl::IsUnavailable(status)) return status;
    retry_after_ = backoff_.AfterFailure(RetryDelay(status));
    return status.ok() ? absl::UnavailableError("the server ended the watch") : status;
  }

  // Forgets the position: the next message begins a snapshot.
  void Restart() {
    Abandon();
    request_.mutable_options()->clear_resume_token();
  }

  // Ends a Next() in progress and every later one.
  void Cancel() {
    sleeper_.Stop();
    MutexLock lock(&mutex_);
    cancelled_ = true;
    if (context_ != nullptr) context_->TryCancel();
  }

  const std::string& resume_token() const { return request_.options().resume_token(); }
  // Failed attempts since the last message.
  int failures() const { return backoff_.failures(); }

 private:
  bool cancelled() {
    MutexLock lock(&mutex_);
    return cancelled_;
  }

  bool Connect() {
    grpc::ClientContext* context = nullptr;
    {
      MutexLock lock(&mutex_);
      if (cancelled_) return false;
      context_ = std::make_unique<grpc::ClientContext>();
      context = context_.get();
    }
    reader_ = open_(context, request_);
    return true;
  }

  // Ends a stream that may still run.
  void Abandon() {
    if (reader_ == nullptr) return;
    {
      MutexLock lock(&mutex_);
      context_->TryCancel();
    }
    Response discarded;
    while (reader_->Read(&discarded)) {
    }
    Finish().IgnoreError();  // CANCELLED, by us
  }

  // Why the stream ended. It is not cancelled before: that could hide the server's status.
  absl::Status Finish() {
    absl::Status status = FromGrpcStatus(reader_->Finish());
    reader_.reset();
    MutexLock lock(&mutex_);
    context_.reset();
    return status;
  }

  const Open open_;
  Request request_;
  Backoff backoff_;
  Sleeper& sleeper_;
  std::optional<absl::Duration> retry_after_;  // set by a loss that is to be retried
  std::unique_ptr<Reader> reader_;             // of the reading thread

  Mutex mutex_;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  std::unique_ptr<grpc::ClientContext> context_ ABSL_GUARDED_BY(mutex_);  // outlives reader_
};

}  // namespace isotherm::client
