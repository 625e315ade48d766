#include "services/scoring/testing/log_watch_client.h"

#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/scoring/convert/reading_convert.h"

namespace isotherm::scoring {

class LogWatchClient::Stream final : public WatchStream {
 public:
  Stream(LogWatchClient& owner, std::size_t next, std::optional<absl::Status> end)
      : owner_(owner), next_(next), end_(std::move(end)) {}

  bool Read(FollowedMessage& message) override {
    absl::MutexLock lock(&owner_.mutex_);
    const auto ready = [this]() ABSL_SHARED_LOCKS_REQUIRED(owner_.mutex_) {
      return cancelled_ || end_ || owner_.losses_ > 0 || owner_.cut_after_ == 0 ||
             next_ < owner_.log_.size();
    };
    owner_.mutex_.Await(absl::Condition(&ready));
    message = FollowedMessage();
    if (cancelled_ || end_) return false;
    if (owner_.cut_after_ == 0) {
      owner_.cut_after_ = -1;
      end_ = absl::UnavailableError("cut");
      return false;
    }
    if (owner_.losses_ > 0) {
      --owner_.losses_;
      message.kind = FollowedMessage::Kind::kLost;
      message.loss = absl::UnavailableError("lost");
      return true;
    }
    if (owner_.cut_after_ > 0) --owner_.cut_after_;
    message = owner_.log_[next_++];
    owner_.read_ = next_;
    return true;
  }

  absl::Status Finish() override {
    absl::MutexLock lock(&owner_.mutex_);
    return end_.value_or(absl::CancelledError("cancelled"));
  }

  void Cancel() override {
    absl::MutexLock lock(&owner_.mutex_);
    cancelled_ = true;
  }

 private:
  LogWatchClient& owner_;
  std::size_t next_ ABSL_GUARDED_BY(owner_.mutex_);
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(owner_.mutex_);
  bool cancelled_ ABSL_GUARDED_BY(owner_.mutex_) = false;
};

void LogWatchClient::Append(FollowedMessage message) {
  absl::MutexLock lock(&mutex_);
  const std::size_t number = log_.size() + 1;
  if (message.position.resume_token().empty()) {
    message.position.set_resume_token(absl::StrCat(number));
  }
  if (message.position.revision() == 0) {
    message.position.set_revision(static_cast<std::int64_t>(number));
  }
  log_.push_back(std::move(message));
}

void LogWatchClient::Upsert(std::shared_ptr<const google::protobuf::MessageLite> resource,
                            absl::Time commit_time) {
  FollowedMessage message;
  message.kind = FollowedMessage::Kind::kUpsert;
  message.resource = std::move(resource);
  *message.position.mutable_commit_time() = ToTimestamp(commit_time);
  Append(std::move(message));
}

void LogWatchClient::Delete(const std::string& name) {
  FollowedMessage message;
  message.kind = FollowedMessage::Kind::kDeleted;
  message.deleted = name;
  Append(std::move(message));
}

void LogWatchClient::SnapshotComplete() {
  FollowedMessage message;
  message.kind = FollowedMessage::Kind::kSnapshotComplete;
  Append(std::move(message));
}

void LogWatchClient::Heartbeat() { Append(FollowedMessage()); }

void LogWatchClient::Clear() {
  absl::MutexLock lock(&mutex_);
  log_.clear();
  read_ = 0;
}

void LogWatchClient::EndNext(const absl::Status& status) {
  absl::MutexLock lock(&mutex_);
  ends_.push_back(status);
}

void LogWatchClient::Lose() {
  absl::MutexLock lock(&mutex_);
  ++losses_;
}

void LogWatchClient::CutAfter(int messages) {
  absl::MutexLock lock(&mutex_);
  cut_after_ = messages;
}

std::unique_ptr<WatchStream> LogWatchClient::Open(const std::string& resume_token) {
  absl::MutexLock lock(&mutex_);
  opened_.push_back(resume_token);
  std::size_t next = 0;
  if (!resume_token.empty() && !absl::SimpleAtoi(resume_token, &next)) next = log_.size();
  read_ = next;
  std::optional<absl::Status> end;
  if (!ends_.empty()) {
    end = std::move(ends_.front());
    ends_.pop_front();
  }
  return std::make_unique<Stream>(*this, next, std::move(end));
}

std::vector<std::string> LogWatchClient::opened() const {
  absl::MutexLock lock(&mutex_);
  return opened_;
}

bool LogWatchClient::WaitUntilRead() {
  absl::MutexLock lock(&mutex_);
  const auto read = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return read_ == log_.size(); };
  return mutex_.AwaitWithTimeout(absl::Condition(&read), absl::Seconds(20));
}

}  // namespace isotherm::scoring
