#include "services/scoring/follower/follower.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "services/common/status/assign.h"
#include "services/common/status/errors.h"
#include "services/scoring/convert/reading_convert.h"

namespace isotherm::scoring {
namespace {

// The token is of no use any more: expired, or of a store that has been made anew.
bool NeedsSnapshot(const absl::Status& status) {
  const ErrorReason reason = ReasonOf(status);
  return reason == common::v1::ERROR_REASON_RESUME_TOKEN_EXPIRED ||
         reason == common::v1::ERROR_REASON_INVALID_RESUME_TOKEN;
}

}  // namespace

Follower::Follower(const Parts& parts, const FollowerOptions& options)
    : parts_(parts),
      options_(options),
      started_(parts.clock->Now()),
      backoff_(options.min_backoff),
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

void Follower::Run() {
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      if (stopping_) return;
    }
    switch (FollowOnce()) {
      case End::kStopped:
        return;
      case End::kSnapshotAgain:
        // Kept in memory alone: the first batch of the snapshot stores it.
        cursor_.token.clear();
        cursor_.complete = false;
        parts_.gate->Reset();
        break;
      case End::kAgain:
        Pause();
        break;
    }
  }
}

void Follower::Pause() {
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(&stopping_), backoff_);
  backoff_ = std::min(2 * backoff_, options_.max_backoff);
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
  if (cursor_.complete) parts_.gate->Reach(cursor_.revision);
  return absl::OkStatus();
}

Follower::End Follower::FollowOnce() {
  if (absl::Status status = LoadStoredCursor(); !status.ok()) {
    spdlog::warn("follower {} cannot read its cursor error=\"{}\"", parts_.mirror->cursor_name(),
                 std::string(status.message()));
    return End::kAgain;
  }
  if (cursor_.token.empty()) ++cursor_.generation;
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
  absl::Status status;
  while (status.ok()) {
    const std::vector<FollowedMessage> batch = TakeBatch();
    if (batch.empty()) break;
    status = Apply(batch);
    if (status.ok()) Observe(batch);
  }
  {
    absl::MutexLock lock(&mutex_);
    discarding_ = true;
    stream_ = nullptr;
  }
  stream->Cancel();
  reader.join();
  const absl::Status end = stream->Finish();
  absl::MutexLock lock(&mutex_);
  if (stopping_) return End::kStopped;
  if (!status.ok()) {
    spdlog::warn("follower {} could not apply a batch error=\"{}\"", parts_.mirror->cursor_name(),
                 std::string(status.message()));
    return End::kAgain;
  }
  spdlog::info("follower {} lost its stream, connecting again reason=\"{}\"",
               parts_.mirror->cursor_name(), std::string(end.message()));
  return NeedsSnapshot(end) && !cursor_.token.empty() ? End::kSnapshotAgain : End::kAgain;
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
  }
  // A revision is there in full when the token moves on; within a snapshot, nothing says so.
  const bool revision_complete = next.token != message.position.resume_token();
  next.token = message.position.resume_token();
  if (next.complete && revision_complete)
    next.revision = std::max(next.revision, message.position.revision());
  return status;
}

absl::Status Follower::Apply(const std::vector<FollowedMessage>& batch) {
  const bool only_heartbeats =
      std::all_of(batch.begin(), batch.end(), [](const FollowedMessage& message) {
        return message.kind == FollowedMessage::Kind::kHeartbeat;
      });
  if (only_heartbeats && batch.back().position.resume_token() == cursor_.token) {
    return absl::OkStatus();
  }
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
  backoff_ = options_.min_backoff;
  // A heartbeat or the end of a snapshot says that nothing was left to send; a change committed
  // after this process started, that all before it has come.
  bool caught_up = false;
  for (const FollowedMessage& message : batch) {
    caught_up = caught_up || message.kind == FollowedMessage::Kind::kHeartbeat ||
                message.kind == FollowedMessage::Kind::kSnapshotComplete ||
                (cursor_.complete && message.position.has_commit_time() &&
                 FromTimestamp(message.position.commit_time()) >= started_);
  }
  if (cursor_.complete) parts_.gate->Reach(cursor_.revision);
  absl::MutexLock lock(&mutex_);
  caught_up_ = caught_up_ || (caught_up && cursor_.complete);
}

}  // namespace isotherm::scoring
