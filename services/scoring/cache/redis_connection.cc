#include "services/scoring/cache/redis_connection.h"

#include <hiredis/hiredis.h>

#include <cerrno>
#include <string_view>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace isotherm::scoring {
namespace {

RedisReply Convert(const redisReply& reply) {
  RedisReply out;
  switch (reply.type) {
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
      out.kind = RedisReply::Kind::kText;
      out.text.assign(reply.str, reply.len);
      break;
    case REDIS_REPLY_INTEGER:
      out.kind = RedisReply::Kind::kInteger;
      out.integer = reply.integer;
      break;
    case REDIS_REPLY_ARRAY:
      out.kind = RedisReply::Kind::kArray;
      for (std::size_t i = 0; i < reply.elements; ++i) {
        out.elements.push_back(Convert(*reply.element[i]));
      }
      break;
    case REDIS_REPLY_ERROR:
      out.kind = RedisReply::Kind::kError;
      out.text.assign(reply.str, reply.len);
      break;
    default:
      break;
  }
  return out;
}

// From the lines of INFO; empty when it says none.
std::string RunIdIn(std::string_view info) {
  constexpr std::string_view kKey = "run_id:";
  const std::size_t begin = info.find(kKey);
  if (begin == info.npos) return "";
  const std::string_view rest = info.substr(begin + kKey.size());
  return std::string(rest.substr(0, rest.find_first_of("\r\n")));
}

absl::Status BadAddress(const char* what) {
  return absl::InvalidArgumentError(
      absl::StrCat("redis address: ", what,
                   "; expected host:port or redis://[:password@]host[:port][/database]"));
}

}  // namespace

absl::StatusOr<RedisTarget> ParseRedisAddress(const std::string& address) {
  constexpr std::string_view kScheme = "redis://";
  std::string rest = address;
  if (rest.compare(0, kScheme.size(), kScheme) == 0) rest = rest.substr(kScheme.size());
  if (rest.find("://") != rest.npos) return BadAddress("only redis:// is spoken");
  RedisTarget target;
  if (const std::size_t at = rest.rfind('@'); at != rest.npos) {
    const std::string user = rest.substr(0, at);
    const std::size_t colon = user.find(':');
    if (colon != 0) return BadAddress("user names are not supported");
    target.password = user.substr(1);
    rest = rest.substr(at + 1);
  }
  if (const std::size_t slash = rest.find('/'); slash != rest.npos) {
    const std::string database = rest.substr(slash + 1);
    if (!database.empty() &&
        (!absl::SimpleAtoi(database, &target.database) || target.database < 0)) {
      return BadAddress("the database is not a number");
    }
    rest = rest.substr(0, slash);
  }
  if (const std::size_t colon = rest.rfind(':'); colon != rest.npos) {
    if (!absl::SimpleAtoi(rest.substr(colon + 1), &target.port) || target.port < 1 ||
        target.port > 65535) {
      return BadAddress("the port is not 1..65535");
    }
    rest = rest.substr(0, colon);
  }
  if (rest.empty()) return BadAddress("the host is missing");
  target.host = rest;
  return target;
}

void RedisConnection::Free::operator()(redisContext* context) const { redisFree(context); }

RedisConnection::RedisConnection(RedisTarget target, absl::Duration timeout)
    : target_(std::move(target)), timeout_(timeout) {}

RedisConnection::~RedisConnection() = default;

absl::Status RedisConnection::Fail(const char* what) {
  const int error = errno;  // hiredis leaves the cause of REDIS_ERR_IO there
  timed_out_ = context_ == nullptr || context_->err == 0 ||
               (context_->err == REDIS_ERR_IO &&
                (error == EAGAIN || error == EWOULDBLOCK || error == ETIMEDOUT));
  const std::string detail =
      context_ != nullptr && context_->err != 0 ? context_->errstr : "no answer in time";
  context_.reset();
  return absl::UnavailableError(
      absl::StrCat("redis ", target_.host, ":", target_.port, ": ", what, ": ", detail));
}

absl::Status RedisConnection::Connect() {
  if (context_ != nullptr) return absl::OkStatus();
  const timeval timeout = absl::ToTimeval(timeout_);
  context_.reset(redisConnectWithTimeout(target_.host.c_str(), target_.port, timeout));
  if (context_ == nullptr || context_->err != 0) return Fail("cannot connect");
  if (redisSetTimeout(context_.get(), timeout) != REDIS_OK) return Fail("cannot set the time-out");
  std::vector<RedisCommand> hello;
  if (!target_.password.empty()) hello.push_back({"AUTH", target_.password});
  if (target_.database != 0) hello.push_back({"SELECT", absl::StrCat(target_.database)});
  hello.push_back({"INFO", "server"});
  absl::StatusOr<std::vector<RedisReply>> replies = Pipeline(hello);
  if (!replies.ok()) return replies.status();
  for (const RedisReply& reply : *replies) {
    if (reply.kind != RedisReply::Kind::kError) continue;
    context_.reset();
    return absl::UnavailableError(absl::StrCat("redis ", target_.host, ":", target_.port,
                                               " refused the session: ", reply.text));
  }
  run_id_ = RunIdIn(replies->back().text);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<RedisReply>> RedisConnection::Run(
    const std::vector<RedisCommand>& commands) {
  if (absl::Status status = Connect(); !status.ok()) return status;
  return Pipeline(commands);
}

absl::StatusOr<std::vector<RedisReply>> RedisConnection::Pipeline(
    const std::vector<RedisCommand>& commands) {
  for (const RedisCommand& command : commands) {
    std::vector<const char*> words;
    std::vector<std::size_t> sizes;
    for (const std::string& word : command) {
      words.push_back(word.data());
      sizes.push_back(word.size());
    }
    if (redisAppendCommandArgv(context_.get(), static_cast<int>(words.size()), words.data(),
                               sizes.data()) != REDIS_OK) {
      return Fail("cannot send");
    }
  }
  std::vector<RedisReply> replies;
  replies.reserve(commands.size());
  for (std::size_t i = 0; i < commands.size(); ++i) {
    void* raw = nullptr;
    if (redisGetReply(context_.get(), &raw) != REDIS_OK || raw == nullptr) {
      return Fail("cannot read the reply");
    }
    const std::unique_ptr<redisReply, void (*)(void*)> reply(static_cast<redisReply*>(raw),
                                                             freeReplyObject);
    replies.push_back(Convert(*reply));
  }
  return replies;
}

}  // namespace isotherm::scoring
