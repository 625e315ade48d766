// One connection to Redis, with time-outs, speaking in batches.
//
// Thread-safety: belongs to one thread at a time. Errors: UNAVAILABLE; the connection is then
// closed and the next command connects anew.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

struct redisContext;

namespace isotherm::scoring {

struct RedisTarget {
  std::string host;
  int port = 6379;
  std::string password;  // empty = none
  int database = 0;
};

// "host", "host:port" or "redis://[:password@]host[:port][/database]". INVALID_ARGUMENT says what
// is wrong without repeating the password.
absl::StatusOr<RedisTarget> ParseRedisAddress(const std::string& address);

// A reply, as far as the cache needs it.
struct RedisReply {
  enum class Kind { kNil, kText, kInteger, kArray, kError };
  Kind kind = Kind::kNil;
  std::string text;  // kText, kError
  long long integer = 0;
  std::vector<RedisReply> elements;
};

using RedisCommand = std::vector<std::string>;

class RedisConnection {
 public:
  RedisConnection(RedisTarget target, absl::Duration timeout);
  ~RedisConnection();
  RedisConnection(const RedisConnection&) = delete;
  RedisConnection& operator=(const RedisConnection&) = delete;

  // Sends all commands, then reads all replies. Errors that Redis answers stand in the replies.
  absl::StatusOr<std::vector<RedisReply>> Run(const std::vector<RedisCommand>& commands);
  // Whether the last failure was the time-out, rather than a connection that has ended.
  bool timed_out() const { return timed_out_; }
  // Names the run of the server connected to: another after each of its restarts.
  const std::string& run_id() const { return run_id_; }

 private:
  struct Free {
    void operator()(redisContext* context) const;
  };
  absl::Status Connect();
  absl::StatusOr<std::vector<RedisReply>> Pipeline(const std::vector<RedisCommand>& commands);
  absl::Status Fail(const char* what);

  const RedisTarget target_;
  const absl::Duration timeout_;
  std::unique_ptr<redisContext, Free> context_;
  bool timed_out_ = false;
  std::string run_id_;
};

}  // namespace isotherm::scoring
