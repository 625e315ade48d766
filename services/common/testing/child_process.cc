#include "services/common/testing/child_process.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "services/common/strings/view.h"

extern char** environ;

namespace isotherm::testing {
namespace {

constexpr absl::Duration kPoll = absl::Milliseconds(10);

absl::StatusOr<std::string> FindProgram(const std::string& program) {
  if (absl::StrContains(program, "/")) {
    if (access(program.c_str(), X_OK) == 0) return program;
    return absl::NotFoundError(absl::StrCat(program, " is not there or not executable"));
  }
  const char* path = std::getenv("PATH");
  const std::string folders = absl::StrCat(path == nullptr ? "" : path, ":/usr/bin:/usr/sbin");
  for (const auto folder : absl::StrSplit(folders, ':')) {
    std::string candidate = absl::StrCat(folder, "/", program);
    if (access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return absl::NotFoundError(absl::StrCat("the program ", program, " is not installed"));
}

// Everything the child needs, made before the fork: afterwards only async-signal-safe calls count.
struct Launch {
  std::string program;
  std::vector<char*> arguments;
  std::vector<std::string> environment_text;
  std::vector<char*> environment;
  int log = -1;
  bool change_user = false;
  uid_t uid = 0;
  gid_t gid = 0;
};

absl::Status FindUser(const std::string& user, Launch& launch) {
  if (user.empty() || geteuid() != 0) return absl::OkStatus();
  const passwd* entry = getpwnam(user.c_str());
  if (entry == nullptr) return absl::NotFoundError(absl::StrCat("there is no user ", user));
  launch.change_user = true;
  launch.uid = entry->pw_uid;
  launch.gid = entry->pw_gid;
  return absl::OkStatus();
}

[[noreturn]] void RunChild(const ChildOptions& options, const Launch& launch, pid_t parent) {
  dup2(launch.log, STDOUT_FILENO);
  dup2(launch.log, STDERR_FILENO);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  bool ok = options.working_directory.empty() || chdir(options.working_directory.c_str()) == 0;
  if (launch.change_user) {
    ok = ok && setgroups(1, &launch.gid) == 0 && setgid(launch.gid) == 0 && setuid(launch.uid) == 0;
  }
  // After the change of user, which would clear it.
  prctl(PR_SET_PDEATHSIG, options.death_signal);
  if (getppid() != parent) _exit(127);  // the test died meanwhile
  if (ok) execve(launch.program.c_str(), launch.arguments.data(), launch.environment.data());
  _exit(127);
}

}  // namespace

absl::StatusOr<std::unique_ptr<ChildProcess>> ChildProcess::Start(const ChildOptions& options) {
  Launch launch;
  absl::StatusOr<std::string> program = FindProgram(options.command.at(0));
  if (!program.ok()) return program.status();
  launch.program = *std::move(program);
  if (absl::Status status = FindUser(options.user, launch); !status.ok()) return status;
  for (const std::string& argument : options.command) {
    launch.arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  launch.arguments.push_back(nullptr);
  for (const auto& [name, value] : options.environment) {
    launch.environment_text.push_back(absl::StrCat(name, "=", value));
  }
  for (std::string& text : launch.environment_text) launch.environment.push_back(text.data());
  for (char** entry = environ; *entry != nullptr; ++entry) launch.environment.push_back(*entry);
  launch.environment.push_back(nullptr);
  launch.log = open(options.log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (launch.log < 0) {
    return absl::InternalError(
        absl::StrCat("cannot open ", options.log_file, ": ", std::strerror(errno)));
  }
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) RunChild(options, launch, parent);
  close(launch.log);
  if (pid < 0) return absl::InternalError(absl::StrCat("cannot fork: ", std::strerror(errno)));
  return std::unique_ptr<ChildProcess>(new ChildProcess(pid, options.log_file));
}

ChildProcess::~ChildProcess() { Kill(); }

bool ChildProcess::Reap(int flags) {
  if (exit_code_.has_value()) return true;
  int status = 0;
  if (waitpid(pid_, &status, flags) != pid_) return false;
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return true;
}

bool ChildProcess::running() { return !Reap(WNOHANG); }

void ChildProcess::Signal(int signal) {
  if (running()) kill(pid_, signal);
}

absl::StatusOr<int> ChildProcess::Wait(absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  while (!Reap(WNOHANG)) {
    if (absl::Now() >= deadline) {
      const std::string text = log();
      return absl::DeadlineExceededError(
          absl::StrCat("process ", pid_, " still runs; its log ends with: ",
                       text.substr(text.size() > 2000 ? text.size() - 2000 : 0)));
    }
    absl::SleepFor(kPoll);
  }
  return *exit_code_;
}

void ChildProcess::Kill() {
  Signal(SIGKILL);
  Reap(0);
}

absl::StatusOr<int> ChildProcess::Terminate(absl::Duration timeout) {
  Signal(SIGTERM);
  return Wait(timeout);
}

std::string ChildProcess::log() const {
  std::ifstream file(log_file_, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

absl::Status ChildProcess::WaitForLog(std::string_view text, absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  while (true) {
    const bool alive = running();
    const std::string seen = log();
    if (seen.find(text) != std::string::npos) return absl::OkStatus();
    if (!alive) {
      return absl::FailedPreconditionError(absl::StrCat(
          "the process ended with code ", *exit_code_, " before \"", AbslView(text), "\": ", seen));
    }
    if (absl::Now() >= deadline) {
      return absl::DeadlineExceededError(
          absl::StrCat("no \"", AbslView(text), "\" in the log: ", seen));
    }
    absl::SleepFor(kPoll);
  }
}

absl::Status RunToEnd(const ChildOptions& options, absl::Duration timeout) {
  auto child = ChildProcess::Start(options);
  if (!child.ok()) return child.status();
  absl::StatusOr<int> code = (*child)->Wait(timeout);
  if (!code.ok()) return code.status();
  if (*code == 0) return absl::OkStatus();
  return absl::InternalError(
      absl::StrCat(options.command[0], " ended with code ", *code, ": ", (*child)->log()));
}

}  // namespace isotherm::testing
