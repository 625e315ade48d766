#include "services/scoring/follower/follower.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "client/resumable_watch.h"
#include "services/common/status/assign.h"
#include "services/common/stream/resume_token.h"
#include "services/scoring/convert/reading_convert.h"

namespace isotherm::scoring {

Follower::Follower(const Parts& parts, const FollowerOptions& options,
                   std::function<double()> random)
    : parts_(parts),
      options_(options),
      backoff_(options.retry, std::move(random)),
      thread_([this] { Run(); }) {}

Follower::~Follower() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    if (stream_ != nullptr) stream_->Cancel();
  }
  thread_.join();
}

bool Follower::caught_up() const {
  absl::MutexLock lock(&mutex_);
  return caught_up_;
}

void Follower::SetCaughtUp(bool caught_up) {
  absl::MutexLock lock(&mutex_);
  caught_up_ = caught_up;
}

void Follower::Run() {
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      if (stopping_) return;
    }
    absl::Status failure;
    const End end = FollowOnce(failure);
    SetCaughtUp(false);
    switch (end) {
      case End::kStopped:
        return;
      case End::kSnapshotAgain:
        // Kept in memory alone: the first batch of the snapshot stores it.
        cursor_.token.clear();
        cursor_.complete = false;
        parts_.gate->Reset();
        break;
      case End::kAgain:
        Pause(failure);
        break;
    }
  }
}

void Follower::Pause(const absl::Status& failure) {
  const absl::Duration pause =
      backoff_.AfterFailure(client::RetryDelay(failure)).value_or(options_.retry.max_backoff);
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(&stopping_), pause);
}

void Follower::OpenGate() {
  if (!cursor_.complete) return;
  parts_.gate->Reach({stream::StoreHashOf(cursor_.token), cursor_.revision});
}

absl::Status Follower::LoadStoredCursor() {
  FollowCursor stored;
  absl::Status status = parts_.database->Read(
      parts_.clock->Now() + options_.store_timeout, [&](sql::ReadTransaction& transaction) {
        return AssignOrStatus(LoadCursor(transaction, parts_.mirror->cursor_name()), stored);
      });
  if (!status.ok()) return status;
  // A snapshot that was to be begun again must not be forgotten over a passing error.
  const bool restart = cursor_.version == stored.version && cursor_.token.empty();
  cursor_ = stored;
  if (restart) cursor_.token.clear();
  if (cursor_.token.empty()) cursor_.complete = false;
  OpenGate();
  return absl::OkStatus();
}

Follower::End Follower::FollowOnce(absl::Status& failure) {
  const char* const name = parts_.mirror->cursor_name();
  failure = LoadStoredCursor();
  if (!failure.ok()) {
    spdlog::warn("follower {} cannot read its cursor error=\"{}\"", name,
                 std::string(failure.message()));
    return End::kAgain;
  }
  if (cursor_.token.empty()) ++cursor_.generation;
  connected_ = parts_.clock->Now();
  const std::unique_ptr<WatchStream> stream = parts_.client->Open(cursor_.token);
  {
    absl::MutexLock lock(&mutex_);
    queue_.clear();
    stream_ended_ = false;
    discarding_ = false;
    stream_ = stream.get();
    if (stopping_) stream->Cancel();
  }
  std::thread reader([this, &stream] { ReadInto(*stream); });
  while (failure.ok()) {
    const std::vector<FollowedMessage> batch = TakeBatch();
    if (batch.empty()) break;
    failure = Apply(batch);
    if (failure.ok()) Observe(batch);
  }
  bool silent = false;
  {
    absl::MutexLock lock(&mutex_);
    silent = failure.ok() && !stream_ended_;
    discarding_ = true;
    stream_ = nullptr;
  }
  stream->Cancel();
  reader.join();
  {
    absl::MutexLock lock(&mutex_);
    if (stopping_) return End::kStopped;
  }
  if (!failure.ok()) {
    spdlog::warn("follower {} could not apply a batch error=\"{}\"", name,
                 std::string(failure.message()));
    // Another process was first: that is progress too, and calls may wait for us to see it.
    if (absl::IsFailedPrecondition(failure)) backoff_.OnProgress();
    return End::kAgain;
  }
  failure = silent ? absl::UnavailableError("not even a heartbeat came") : stream->Finish();
  spdlog::warn("follower {} has to open its stream again reason=\"{}\"", name,
               std::string(failure.message()));
  return client::NeedsResync(failure) && !cursor_.token.empty() ? End::kSnapshotAgain : End::kAgain;
}

void Follower::ReadInto(WatchStream& stream) {
  FollowedMessage message;
  while (stream.Read(message)) {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Follower::RoomOrStopping));
    if (stopping_ || discarding_) continue;  // reads on until the cancelled stream ends
    queue_.push_back(std::move(message));
  }
  absl::MutexLock lock(&mutex_);
  stream_ended_ = true;
}

std::vector<FollowedMessage> Follower::TakeBatch() {
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(this, &Follower::StoppingOrEndedOrQueued),
                          options_.silence);
  std::vector<FollowedMessage> batch;
  if (stopping_) return batch;
  const std::size_t count = std::min(queue_.size(), options_.max_batch);
  batch.assign(std::make_move_iterator(queue_.begin()),
               std::make_move_iterator(queue_.begin() + count));
  queue_.erase(queue_.begin(), queue_.begin() + count);
  return batch;
}

absl::Status Follower::ApplyMessage(sql::WriteTransaction& transaction,
                                    const FollowedMessage& message, FollowCursor& next,
                                    std::set<std::string>& touched) const {
  absl::Status status;
  switch (message.kind) {
    case FollowedMessage::Kind::kUpsert:
      status = parts_.mirror->Upsert(transaction, *message.resource, next.generation, touched);
      break;
    case FollowedMessage::Kind::kDeleted:
      status = parts_.mirror->Delete(transaction, message.deleted, touched);
      break;
    case FollowedMessage::Kind::kSnapshotComplete:
      status = parts_.mirror->Sweep(transaction, next.generation, touched);
      next.complete = true;
      next.revision = 0;  // of another store, perhaps, until now
      break;
    case FollowedMessage::Kind::kHeartbeat:
      break;
    case FollowedMessage::Kind::kLost:
      return absl::OkStatus();
  }
  // A revision is there in full when the token moves on; within a snapshot, nothing says so.
  const bool revision_complete = next.token != message.position.resume_token();
  next.token = message.position.resume_token();
  if (next.complete && revision_complete)
    next.revision = std::max(next.revision, message.position.revision());
  return status;
}

absl::Status Follower::Apply(const std::vector<FollowedMessage>& batch) {
  const bool nothing_new =
      std::all_of(batch.begin(), batch.end(), [this](const FollowedMessage& message) {
        return message.kind == FollowedMessage::Kind::kLost ||
               (message.kind == FollowedMessage::Kind::kHeartbeat &&
                message.position.resume_token() == cursor_.token);
      });
  if (nothing_new) return absl::OkStatus();
  FollowCursor next;
  std::vector<ReadingUpdate> updates;
  const absl::StatusOr<sql::WriteResult> written = parts_.database->Write(
      parts_.clock->Now() + options_.store_timeout, [&](sql::WriteTransaction& transaction) {
        next = cursor_;
        updates.clear();
        std::set<std::string> touched;
        absl::Status status = LockProjections(transaction);
        for (std::size_t i = 0; status.ok() && i < batch.size(); ++i) {
          status = ApplyMessage(transaction, batch[i], next, touched);
        }
        if (status.ok()) {
          status = StoreCursor(transaction, parts_.mirror->cursor_name(), cursor_, next);
        }
        for (auto leader = touched.begin(); status.ok() && leader != touched.end(); ++leader) {
          status = parts_.projector->Project(transaction, *leader, Projector::Publish::kAnyChange,
                                             updates);
        }
        return status;
      });
  if (!written.ok()) return written.status();
  cursor_ = std::move(next);
  parts_.cache_writer->Publish(written->commit, std::move(updates));
  return absl::OkStatus();
}

void Follower::Observe(const std::vector<FollowedMessage>& batch) {
  // A heartbeat or the end of a snapshot says that nothing was left to send; a change committed
  // after the connection was made, that all before it has come.
  bool caught_up = this->caught_up();
  for (const FollowedMessage& message : batch) {
    if (message.kind == FollowedMessage::Kind::kLost) {
      spdlog::info("follower {} lost its connection reason=\"{}\"", parts_.mirror->cursor_name(),
                   std::string(message.loss.message()));
      caught_up = false;
      connected_ = parts_.clock->Now();
      continue;
    }
    backoff_.OnProgress();
    caught_up = caught_up || message.kind == FollowedMessage::Kind::kHeartbeat ||
                message.kind == FollowedMessage::Kind::kSnapshotComplete ||
                (message.position.has_commit_time() &&
                 FromTimestamp(message.position.commit_time()) >= connected_);
  }
  OpenGate();
  SetCaughtUp(caught_up && cursor_.complete);
}

}  // namespace isotherm::scoring
