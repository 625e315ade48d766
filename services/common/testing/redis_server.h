// A throw-away redis-server on a free loopback port, without persistence.
//
// Thread-safety: one thread at a time. Errors: StartOrDie ends the process with a message that says
// what to install.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/testing/child_process.h"
#include "services/common/testing/temp_dir.h"

namespace isotherm::testing {

class RedisServer {
 public:
  // `arguments` are added to the command line: {"--maxmemory", "1mb"}.
  static absl::StatusOr<std::unique_ptr<RedisServer>> Start(
      const std::vector<std::string>& arguments = {});
  static std::unique_ptr<RedisServer> StartOrDie();

  int port() const { return port_; }
  std::string address() const;  // "127.0.0.1:6379"

  // SIGKILL; Restart comes back empty on the same port.
  void Crash();
  absl::Status Restart();
  // SIGSTOP: connections stay open, nothing is answered. Resume undoes it.
  void Freeze() { server_->Signal(SIGSTOP); }
  void Resume() { server_->Signal(SIGCONT); }

 private:
  RedisServer() = default;
  absl::Status Launch();

  TempDir folder_;
  std::vector<std::string> arguments_;
  int port_ = 0;
  std::unique_ptr<ChildProcess> server_;
};

}  // namespace isotherm::testing
