#include "services/common/testing/redis_server.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "services/common/testing/free_port.h"

namespace isotherm::testing {

absl::StatusOr<std::unique_ptr<RedisServer>> RedisServer::Start(
    const std::vector<std::string>& arguments) {
  std::unique_ptr<RedisServer> redis(new RedisServer());
  redis->arguments_ = arguments;
  absl::Status status;
  // Somebody else may take the port between the search and the bind.
  for (int attempt = 0; attempt < 5; ++attempt) {
    redis->port_ = FreePort();
    status = redis->Launch();
    if (status.ok()) return redis;
    if (absl::IsNotFound(status)) break;
  }
  return status;
}

std::unique_ptr<RedisServer> RedisServer::StartOrDie() {
  auto redis = Start();
  if (!redis.ok()) {
    std::fprintf(stderr,
                 "cannot start Redis: %s\ninstall the package redis-server (make test does it)\n",
                 redis.status().ToString().c_str());
    std::exit(1);
  }
  return *std::move(redis);
}

std::string RedisServer::address() const { return absl::StrCat("127.0.0.1:", port_); }

void RedisServer::Crash() { server_->Kill(); }

absl::Status RedisServer::Restart() {
  Crash();
  return Launch();
}

absl::Status RedisServer::Launch() {
  ChildOptions options;
  options.command = {"redis-server",
                     "--port",
                     absl::StrCat(port_),
                     "--bind",
                     "127.0.0.1",
                     "--save",
                     "",
                     "--appendonly",
                     "no",
                     "--dir",
                     folder_.path(),
                     "--daemonize",
                     "no",
                     "--databases",
                     "1"};
  options.command.insert(options.command.end(), arguments_.begin(), arguments_.end());
  options.working_directory = folder_.path();
  options.log_file = folder_.File("redis.log");
  std::error_code ignored;
  std::filesystem::remove(options.log_file, ignored);
  auto server = ChildProcess::Start(options);
  if (!server.ok()) return server.status();
  server_ = *std::move(server);
  return server_->WaitForLog("Ready to accept connections", absl::Seconds(20));
}

}  // namespace isotherm::testing
