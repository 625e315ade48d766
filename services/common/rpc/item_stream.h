// A bidirectional stream that takes items and answers one result each, in order.
//
// Purpose: what ImportActors and IngestDocuments share. Items that arrive while the handler works
// are handed over together, so that a store can write them in one transaction; a slow client never
// makes the server hold more than kMaxBatch items and their results.
// Threading: the handler runs on the executor, one batch at a time per stream. No lock is held
// across StartRead, StartWrite, Finish or the handler.
// Lifetime: the reactor deletes itself in OnDone; what the handler refers to must outlive the
// server.
#pragma once

#include <grpcpp/support/server_callback.h>

#include <deque>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "services/common/executor/executor.h"
#include "services/common/status/errors.h"
#include "services/common/status/grpc_status.h"

namespace isotherm::rpc {

template <typename Request, typename Response>
class ItemStream final : public grpc::ServerBidiReactor<Request, Response> {
 public:
  static constexpr std::size_t kMaxBatch = 64;

  // Answers `items`, whose first has position `first_index` in the stream, with exactly as many
  // responses in the same order. An error status ends the stream: for failures of the service,
  // never for a bad item.
  using Handler = std::function<absl::Status(std::int64_t first_index, std::vector<Request>&& items,
                                             std::vector<Response>& responses)>;

  ItemStream(Executor& executor, std::int64_t max_items, Handler handler)
      : executor_(executor), max_items_(max_items), handler_(std::move(handler)) {
    this->StartRead(&incoming_);
  }

  void OnReadDone(bool ok) override {
    bool read_on = false;
    {
      absl::MutexLock lock(&mutex_);
      reading_ = false;
      if (!ok) {
        reads_ended_ = true;
      } else if (received_ == max_items_) {
        reads_ended_ = true;
        if (end_.ok()) end_ = TooMany();
      } else {
        ++received_;
        pending_.push_back(std::move(incoming_));
        read_on = pending_.size() < kMaxBatch;
        reading_ = read_on;
      }
    }
    if (read_on) {
      incoming_.Clear();
      this->StartRead(&incoming_);
    }
    Advance();
  }

  void OnWriteDone(bool ok) override {
    {
      absl::MutexLock lock(&mutex_);
      writing_ = false;
      ready_.pop_front();
      if (!ok) cancelled_ = true;
    }
    Advance();
  }

  void OnCancel() override {
    {
      absl::MutexLock lock(&mutex_);
      cancelled_ = true;
    }
    Advance();
  }

  void OnDone() override { delete this; }

 private:
  absl::Status TooMany() const {
    return MakeError(absl::StatusCode::kResourceExhausted, common::v1::ERROR_REASON_LIMIT_EXCEEDED,
                     absl::StrCat("the stream carries more than ", max_items_,
                                  " items; what was answered is stored, send the rest in another"));
  }

  // What the handler made of a batch.
  struct Done {
    std::vector<Response> responses;
    absl::Status status;
  };

  void Take(Done& done) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    working_ = false;
    for (Response& response : done.responses) ready_.push_back(std::move(response));
    if (!done.status.ok()) {
      failed_ = true;
      end_ = done.status;
    }
  }

  // Starts whatever the state allows next. Called after every event; each action is decided under
  // the lock and begun outside it, and the flags make sure that only one of a kind is in flight.
  // A batch is taken under the same lock: once `working_` is off, any other event may finish the
  // stream, and with it goes this object.
  void Advance(Done* done = nullptr) {
    const Response* write = nullptr;
    bool work = false;
    std::optional<absl::Status> finish;
    {
      absl::MutexLock lock(&mutex_);
      if (done != nullptr) Take(*done);
      if (finished_) return;
      if (cancelled_) {
        if (!working_ && !writing_) finish = absl::CancelledError("the caller has gone");
      } else if (!writing_ && !ready_.empty()) {
        writing_ = true;
        write = &ready_.front();
      } else if (!working_ && ready_.empty() && !writing_ && failed_) {
        finish = end_;
      }
      if (!cancelled_ && !failed_ && !working_ && !pending_.empty() && ready_.size() < kMaxBatch) {
        working_ = true;
        work = true;
      }
      if (!finish && !cancelled_ && !work && !working_ && !write && !writing_ && ready_.empty() &&
          pending_.empty() && reads_ended_) {
        finish = end_;
      }
      if (finish) finished_ = true;
    }
    if (finish) {
      this->Finish(ToGrpcStatus(*finish));
      return;
    }
    if (write != nullptr) this->StartWrite(write);
    if (work && !executor_.Schedule([this] { Work(); })) RefuseWork();
  }

  void RefuseWork() {
    Done done;
    done.status =
        MakeError(absl::StatusCode::kResourceExhausted, common::v1::ERROR_REASON_LIMIT_EXCEEDED,
                  "the server's work queue is full; send the unanswered items again later");
    Advance(&done);
  }

  void Work() {
    std::vector<Request> items;
    std::int64_t first_index = 0;
    bool read_on = false;
    {
      absl::MutexLock lock(&mutex_);
      items.assign(std::make_move_iterator(pending_.begin()),
                   std::make_move_iterator(pending_.end()));
      pending_.clear();
      first_index = handed_over_;
      handed_over_ += static_cast<std::int64_t>(items.size());
      read_on = !reading_ && !reads_ended_;
      reading_ = reading_ || read_on;
    }
    if (read_on) {
      incoming_.Clear();
      this->StartRead(&incoming_);
    }
    Done done;
    done.status = handler_(first_index, std::move(items), done.responses);
    Advance(&done);
  }

  Executor& executor_;
  const std::int64_t max_items_;
  const Handler handler_;
  Request incoming_;  // touched only between StartRead and OnReadDone

  absl::Mutex mutex_;
  std::deque<Request> pending_ ABSL_GUARDED_BY(mutex_);
  std::deque<Response> ready_ ABSL_GUARDED_BY(mutex_);  // deque: front stays put while appending
  std::int64_t received_ ABSL_GUARDED_BY(mutex_) = 0;
  std::int64_t handed_over_ ABSL_GUARDED_BY(mutex_) = 0;
  bool reading_ ABSL_GUARDED_BY(mutex_) = true;
  bool reads_ended_ ABSL_GUARDED_BY(mutex_) = false;
  bool working_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  bool failed_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace isotherm::rpc
