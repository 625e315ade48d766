// A program started by a test, with its output captured.
//
// Lifetime: the destructor kills and reaps it. Should the test itself die, the kernel kills the
// child (PR_SET_PDEATHSIG). That signal also comes when the thread that called Start ends: start
// from the main thread or one that lives as long as the child. Thread-safety: one thread at a time.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace isotherm::testing {

struct ChildOptions {
  std::vector<std::string> command;  // path (or a name looked up in PATH) and arguments
  std::vector<std::pair<std::string, std::string>> environment;  // beyond the test's own
  std::string working_directory;                                 // empty = the test's
  std::string log_file;        // stdout and stderr go there; required
  std::string user;            // run as, when the test runs as root; empty = same user
  int death_signal = SIGKILL;  // when the test dies
};

class ChildProcess {
 public:
  // NOT_FOUND when the program or the user does not exist, INTERNAL when it cannot be started.
  static absl::StatusOr<std::unique_ptr<ChildProcess>> Start(const ChildOptions& options);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }
  bool running();
  void Signal(int signal);
  // The exit code, or 128 + signal; DEADLINE_EXCEEDED with the end of the log when it still runs.
  absl::StatusOr<int> Wait(absl::Duration timeout);
  // SIGKILL and reap.
  void Kill();
  // SIGTERM and Wait.
  absl::StatusOr<int> Terminate(absl::Duration timeout);

  std::string log() const;
  // Waits until the log holds `text`. FAILED_PRECONDITION when the program ends before.
  absl::Status WaitForLog(std::string_view text, absl::Duration timeout);

 private:
  ChildProcess(pid_t pid, std::string log_file) : pid_(pid), log_file_(std::move(log_file)) {}
  bool Reap(int flags);

  const pid_t pid_;
  const std::string log_file_;
  std::optional<int> exit_code_;
};

// Runs a program to its end; the log when it fails or takes longer than `timeout`.
absl::Status RunToEnd(const ChildOptions& options, absl::Duration timeout);

}  // namespace isotherm::testing
