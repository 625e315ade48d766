// The cache in Redis, which is also the contract for downstream consumers.
//
//   isotherm:heat:{leader}  hash      level, score, low, high, trend, revision, computed_at,
//                                     valid_until, model, pb (serialised HeatReading), store (whose
//                                     revisions these are); a withdrawn leader holds revision,
//                                     store and withdrawn=1 alone, for a day
//   isotherm:rank           sorted set  score by leader id
//   isotherm:changes        stream    one entry per changed reading: leader, level, previous_level,
//                                     score, revision, pb; about the last 10,000
//   isotherm:schema         string    "1": the version of this contract; present while the keys are
//                                     complete
//
// All writes go through one script that refuses an older revision of the same store. Hashes expire
// after `validity`; the filler renews them in time. Commands time out after `timeout`; a breaker
// keeps a lost Redis from slowing reads. From a lost write, or a restart of Redis (maybe from an
// old dump), to the next fill every Get is a miss: what Redis holds may be out of date.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/common/clock/clock.h"
#include "services/scoring/cache/circuit_breaker.h"
#include "services/scoring/cache/fill_state.h"
#include "services/scoring/cache/heat_cache.h"
#include "services/scoring/cache/redis_connection.h"

namespace isotherm::scoring {

inline constexpr char kRedisSchemaVersion[] = "1";

struct RedisCacheOptions {
  RedisTarget target;
  absl::Duration timeout = absl::Milliseconds(50);  // per batch of at most 64 commands
  absl::Duration validity = absl::Hours(24);        // of a hash
  std::string store_id;                             // whose revisions are written
  int breaker_failures = 3;
  absl::Duration breaker_open_time = absl::Seconds(1);
  std::size_t max_idle_connections = 8;
};

class RedisHeatCache final : public HeatCache {
 public:
  RedisHeatCache(const RedisCacheOptions& options, const Clock& clock);
  ~RedisHeatCache() override;

  absl::StatusOr<CacheAnswer> Get(std::string_view leader) override;
  bool IsLocal() const override { return false; }
  absl::Status Put(absl::Span<const CacheEntry> entries, bool announce) override;
  absl::StatusOr<bool> IsFilled() override;
  std::int64_t BeginFill() override { return fill_.Begin(); }
  absl::Status MarkFilled(std::int64_t ticket) override;
  void MarkLost() override { fill_.Lose(); }
  absl::StatusOr<std::vector<std::string>> Leaders() override;

 private:
  absl::StatusOr<std::vector<RedisReply>> Run(const std::vector<RedisCommand>& commands);
  // Keeps a connection that has answered, and looks whether Redis has restarted.
  void Return(std::unique_ptr<RedisConnection> connection);
  RedisCommand PutCommand(const CacheEntry& entry, bool announce) const;

  const RedisCacheOptions options_;
  const Clock& clock_;
  CircuitBreaker breaker_;
  absl::Mutex mutex_;
  std::vector<std::unique_ptr<RedisConnection>> idle_ ABSL_GUARDED_BY(mutex_);
  std::string run_id_ ABSL_GUARDED_BY(mutex_);  // of the server as last seen
  FillState fill_;
};

}  // namespace isotherm::scoring
