// A followed service made of a list: message n has the token "n", a stream opened with a token goes
// on after it, and connections are lost or ended as the test says.
//
// Thread-safety: safe from any thread. Lifetime: outlives its streams.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/scoring/follower/watch_client.h"

namespace isotherm::scoring {

class LogWatchClient final : public WatchClient {
 public:
  // Each appends one message of a revision of its own, committed at `commit_time`.
  void Upsert(std::shared_ptr<const google::protobuf::MessageLite> resource,
              absl::Time commit_time = absl::UnixEpoch());
  void Delete(const std::string& name);
  void SnapshotComplete();
  void Heartbeat();
  // Appends a message as it is, with the next number's revision unless it has one.
  void Append(FollowedMessage message);
  // Forgets all messages: what is appended from now on is another store's.
  void Clear();

  // The streams opened from now on end with these, one each, before their first message.
  void EndNext(const absl::Status& status);
  // The stream that is open now loses its connection and makes another.
  void Lose();
  // Streams deliver at most so many more messages and then end with UNAVAILABLE; once.
  void CutAfter(int messages);

  std::unique_ptr<WatchStream> Open(const std::string& resume_token) override;

  // The tokens that streams were opened with.
  std::vector<std::string> opened() const;
  // Waits until all messages have been read.
  bool WaitUntilRead();

 private:
  class Stream;

  mutable absl::Mutex mutex_;
  std::vector<FollowedMessage> log_ ABSL_GUARDED_BY(mutex_);
  std::deque<absl::Status> ends_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> opened_ ABSL_GUARDED_BY(mutex_);
  int losses_ ABSL_GUARDED_BY(mutex_) = 0;
  int cut_after_ ABSL_GUARDED_BY(mutex_) = -1;
  std::size_t read_ ABSL_GUARDED_BY(mutex_) = 0;  // of the newest stream
};

}  // namespace isotherm::scoring
