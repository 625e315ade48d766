#include "services/scoring/cache/redis_heat_cache.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/common/strings/view.h"
#include "services/scoring/convert/reading_convert.h"

namespace isotherm::scoring {
namespace {

constexpr char kRankKey[] = "isotherm:rank";
constexpr char kChangesKey[] = "isotherm:changes";
constexpr char kSchemaKey[] = "isotherm:schema";

// KEYS: heat hash, rank, changes. ARGV: revision, leader, score ("" = withdrawn), seconds to live,
// announce ("1"), level, previous level, pb, store, then the hash's other fields and values.
// Returns 1 when written, 0 when a newer revision stands there. Anything but a hash under the key
// is somebody's mistake and gives way.
constexpr char kPutScript[] = R"(
local held = redis.pcall('HGET', KEYS[1], 'revision')
if type(held) == 'table' then held = false end
if held and redis.call('HGET', KEYS[1], 'store') ~= ARGV[9] then held = false end
if held and tonumber(held) > tonumber(ARGV[1]) then return 0 end
local is_new = not held or tonumber(held) < tonumber(ARGV[1])
redis.call('DEL', KEYS[1])
if ARGV[3] == '' then
  redis.call('HSET', KEYS[1], 'revision', ARGV[1], 'store', ARGV[9],
             'withdrawn', '1')
  redis.call('ZREM', KEYS[2], ARGV[2])
else
  redis.call('HSET', KEYS[1], 'revision', ARGV[1], 'score', ARGV[3], 'level', ARGV[6],
             'pb', ARGV[8], 'store', ARGV[9], unpack(ARGV, 10))
  redis.call('ZADD', KEYS[2], ARGV[3], ARGV[2])
end
redis.call('EXPIRE', KEYS[1], ARGV[4])
if ARGV[5] == '1' and is_new then
  redis.call('XADD', KEYS[3], 'MAXLEN', '~', '10000', '*', 'leader', ARGV[2], 'level', ARGV[6],
             'previous_level', ARGV[7], 'score', ARGV[3], 'revision', ARGV[1], 'pb', ARGV[8])
end
return 1
)";

std::string HeatKey(std::string_view leader) {
  return absl::StrCat("isotherm:heat:", AbslView(leader));
}

// "BLAZING" for HEAT_LEVEL_BLAZING; empty for none.
std::string LevelWord(common::v1::HeatLevel level) {
  if (level == common::v1::HEAT_LEVEL_UNSPECIFIED) return "";
  return common::v1::HeatLevel_Name(level).substr(sizeof("HEAT_LEVEL_") - 1);
}

std::string TrendWord(common::v1::Trend trend) {
  if (trend == common::v1::TREND_UNSPECIFIED) return "";
  return common::v1::Trend_Name(trend).substr(sizeof("TREND_") - 1);
}

// Round trips through text exactly.
std::string Number(double value) { return absl::StrFormat("%.17g", value); }

std::string Rfc3339(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d%ET%H:%M:%SZ", time, absl::UTCTimeZone());
}

}  // namespace

RedisHeatCache::RedisHeatCache(const RedisCacheOptions& options, const Clock& clock)
    : options_(options),
      clock_(clock),
      breaker_(options.breaker_failures, options.breaker_open_time, clock) {}

RedisHeatCache::~RedisHeatCache() = default;

absl::StatusOr<std::vector<RedisReply>> RedisHeatCache::Run(
    const std::vector<RedisCommand>& commands) {
  if (!breaker_.Allow()) {
    return absl::UnavailableError("redis has failed several times in a row; trying again shortly");
  }
  std::unique_ptr<RedisConnection> connection;
  {
    absl::MutexLock lock(&mutex_);
    if (!idle_.empty()) {
      connection = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  const bool pooled = connection != nullptr;
  if (!pooled) connection = std::make_unique<RedisConnection>(options_.target, options_.timeout);
  absl::StatusOr<std::vector<RedisReply>> replies = connection->Run(commands);
  // A pooled connection may have died unnoticed: every command is repeatable, so try a fresh one.
  // A time-out is not waited for twice.
  if (!replies.ok() && pooled && !connection->timed_out()) replies = connection->Run(commands);
  if (!replies.ok()) {
    breaker_.Failed();
    absl::MutexLock lock(&mutex_);
    idle_.clear();
    return replies.status();
  }
  breaker_.Succeeded();
  Return(std::move(connection));
  for (const RedisReply& reply : *replies) {
    if (reply.kind == RedisReply::Kind::kError) {
      return absl::UnavailableError(absl::StrCat("redis answered: ", reply.text));
    }
  }
  return replies;
}

void RedisHeatCache::Return(std::unique_ptr<RedisConnection> connection) {
  bool restarted = false;
  {
    absl::MutexLock lock(&mutex_);
    restarted = !run_id_.empty() && run_id_ != connection->run_id();
    run_id_ = connection->run_id();
    if (idle_.size() < options_.max_idle_connections) idle_.push_back(std::move(connection));
  }
  if (restarted) fill_.Lose();
}

absl::StatusOr<CacheAnswer> RedisHeatCache::Get(std::string_view leader) {
  if (!fill_.complete()) return CacheAnswer{};
  absl::StatusOr<std::vector<RedisReply>> replies =
      Run({{"HMGET", HeatKey(leader), "store", "pb"}});
  if (!replies.ok()) return replies.status();
  if (!fill_.complete()) return CacheAnswer{};  // the question itself met a restarted Redis
  const std::vector<RedisReply>& fields = replies->front().elements;
  if (fields.size() != 2 || fields[0].text != options_.store_id) return CacheAnswer{};
  if (fields[1].kind != RedisReply::Kind::kText) return CacheAnswer{true, nullptr};
  auto reading = std::make_shared<v1::HeatReading>();
  // Somebody else's bytes under our key are a miss; the store answers and the filler mends it.
  if (!reading->ParseFromString(fields[1].text)) return CacheAnswer{};
  return CacheAnswer{true, std::move(reading)};
}

RedisCommand RedisHeatCache::PutCommand(const CacheEntry& entry, bool announce) const {
  const absl::Duration to_live = entry.reading ? options_.validity : absl::Hours(24);
  RedisCommand command = {"EVAL",
                          kPutScript,
                          "3",
                          HeatKey(entry.leader),
                          kRankKey,
                          kChangesKey,
                          absl::StrCat(entry.revision),
                          entry.leader,
                          entry.reading ? Number(entry.reading->score()) : "",
                          absl::StrCat(absl::ToInt64Seconds(to_live)),
                          announce ? "1" : "0",
                          entry.reading ? LevelWord(entry.reading->level()) : "",
                          LevelWord(entry.previous_level),
                          entry.reading ? entry.reading->SerializeAsString() : "",
                          options_.store_id};
  if (!entry.reading) return command;
  const v1::HeatReading& reading = *entry.reading;
  const std::vector<std::pair<std::string, std::string>> fields = {
      {"low", Number(reading.low())},
      {"high", Number(reading.high())},
      {"trend", TrendWord(reading.trend())},
      {"computed_at", Rfc3339(FromTimestamp(reading.compute_time()))},
      {"valid_until", Rfc3339(clock_.Now() + options_.validity)},
      {"model", reading.model()}};
  for (const auto& [key, value] : fields) {
    command.push_back(key);
    command.push_back(value);
  }
  return command;
}

absl::Status RedisHeatCache::Put(absl::Span<const CacheEntry> entries, bool announce) {
  constexpr std::size_t kBatch = 64;  // stays well within the time-out
  absl::Status status;
  for (std::size_t i = 0; i < entries.size() && status.ok(); i += kBatch) {
    std::vector<RedisCommand> commands;
    for (const CacheEntry& entry : entries.subspan(i, kBatch)) {
      commands.push_back(PutCommand(entry, announce));
    }
    status = Run(commands).status();
  }
  // Only a publication is lost; what a reader or a fill brings is in the store.
  if (!status.ok() && announce) fill_.Lose();
  return status;
}

absl::StatusOr<bool> RedisHeatCache::IsFilled() {
  absl::StatusOr<std::vector<RedisReply>> replies = Run({{"GET", kSchemaKey}});
  if (!replies.ok()) {
    fill_.Lose();
    return replies.status();
  }
  const RedisReply& schema = replies->front();
  return fill_.complete() && schema.kind == RedisReply::Kind::kText &&
         schema.text == kRedisSchemaVersion;
}

absl::Status RedisHeatCache::MarkFilled(std::int64_t ticket) {
  absl::StatusOr<std::vector<RedisReply>> replies = Run({{"SET", kSchemaKey, kRedisSchemaVersion}});
  if (!replies.ok()) return replies.status();
  fill_.Finish(ticket);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> RedisHeatCache::Leaders() {
  absl::StatusOr<std::vector<RedisReply>> replies = Run({{"ZRANGE", kRankKey, "0", "-1"}});
  if (!replies.ok()) return replies.status();
  std::vector<std::string> leaders;
  for (RedisReply& member : replies->front().elements) leaders.push_back(std::move(member.text));
  return leaders;
}

}  // namespace isotherm::scoring
