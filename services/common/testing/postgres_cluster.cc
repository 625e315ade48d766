#include "services/common/testing/postgres_cluster.h"

#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/common/strings/view.h"
#include "services/common/testing/free_port.h"

namespace isotherm::testing {
namespace {

constexpr char kUser[] = "postgres";

std::vector<pid_t> ChildrenOf(pid_t parent) {
  std::ifstream list(absl::StrCat("/proc/", parent, "/task/", parent, "/children"));
  std::vector<pid_t> children;
  for (pid_t child = 0; list >> child;) children.push_back(child);
  return children;
}

absl::StatusOr<std::string> FindBinaries() {
  if (const char* folder = std::getenv("ISOTHERM_POSTGRES_BIN")) return std::string(folder);
  std::vector<std::string> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/usr/lib/postgresql", error)) {
    if (std::filesystem::exists(entry.path() / "bin/initdb")) {
      found.push_back((entry.path() / "bin").string());
    }
  }
  if (found.empty()) {
    return absl::NotFoundError(
        "PostgreSQL is not installed: install the package postgresql (make test does it) or set "
        "ISOTHERM_POSTGRES_BIN to the folder of initdb");
  }
  return *std::max_element(found.begin(), found.end());
}

absl::Status GiveToServerUser(const std::string& path) {
  if (geteuid() != 0) return absl::OkStatus();
  const passwd* user = getpwnam(kUser);
  if (user == nullptr) return absl::NotFoundError("there is no user postgres to run the server as");
  if (chown(path.c_str(), user->pw_uid, user->pw_gid) != 0) {
    return absl::InternalError(absl::StrCat("cannot give ", path, " to user postgres"));
  }
  return absl::OkStatus();
}

}  // namespace

PostgresCluster& PostgresCluster::Shared() {
  static const std::unique_ptr<PostgresCluster> cluster = [] {
    auto started = Start();
    if (!started.ok()) {
      std::fprintf(stderr, "cannot start PostgreSQL: %s\n", started.status().ToString().c_str());
      std::exit(1);
    }
    return *std::move(started);
  }();
  return *cluster;
}

absl::StatusOr<std::unique_ptr<PostgresCluster>> PostgresCluster::Start(
    const std::vector<std::string>& settings) {
  std::unique_ptr<PostgresCluster> cluster(new PostgresCluster());
  cluster->settings_ = settings;
  if (absl::Status status = cluster->InitialiseFiles(); !status.ok()) return status;
  if (absl::Status status = cluster->Launch(); !status.ok()) return status;
  return cluster;
}

PostgresCluster::~PostgresCluster() {
  if (server_ == nullptr) return;
  server_->Signal(SIGQUIT);  // immediate shutdown: nobody needs the data
  if (!server_->Wait(absl::Seconds(5)).ok()) server_->Kill();
}

absl::Status PostgresCluster::InitialiseFiles() {
  absl::StatusOr<std::string> binaries = FindBinaries();
  if (!binaries.ok()) return binaries.status();
  binaries_ = *std::move(binaries);
  if (absl::Status status = GiveToServerUser(folder_.path()); !status.ok()) return status;
  ChildOptions options;
  options.command = {absl::StrCat(binaries_, "/initdb"),
                     "-D",
                     folder_.File("data"),
                     "-U",
                     kUser,
                     "--auth=trust",
                     "--no-sync",
                     "--encoding=UTF8",
                     "--locale=C.UTF-8"};
  options.working_directory = folder_.path();
  options.log_file = folder_.File("initdb.log");
  options.user = kUser;
  return RunToEnd(options, absl::Minutes(1));
}

absl::Status PostgresCluster::Launch() {
  absl::Status last;
  for (int attempt = 0; attempt < 5; ++attempt) {
    if (port_ == 0) port_ = FreePort();
    ChildOptions options;
    options.command = {absl::StrCat(binaries_, "/postgres"),
                       "-D",
                       folder_.File("data"),
                       "-k",
                       folder_.path(),
                       "-p",
                       absl::StrCat(port_)};
    for (const char* setting : {"listen_addresses=127.0.0.1", "fsync=off", "full_page_writes=off",
                                "max_connections=100", "shared_buffers=32MB"}) {
      options.command.insert(options.command.end(), {"-c", setting});
    }
    for (const std::string& setting : settings_) {
      options.command.insert(options.command.end(), {"-c", setting});
    }
    options.working_directory = folder_.path();
    options.log_file = folder_.File("server.log");
    options.user = kUser;
    options.death_signal = SIGQUIT;
    std::error_code ignored;
    std::filesystem::remove(options.log_file, ignored);
    auto server = ChildProcess::Start(options);
    if (!server.ok()) return server.status();
    server_ = *std::move(server);
    last = server_->WaitForLog("ready to accept connections", absl::Minutes(1));
    if (last.ok()) return last;
    port_ = 0;  // most likely somebody took the port in between
  }
  return last;
}

std::string PostgresCluster::ConnectionString(std::string_view database) const {
  return absl::StrCat("postgresql://", kUser, "@/", AbslView(database), "?host=", folder_.path(),
                      "&port=", port_);
}

absl::Status PostgresCluster::Execute(const std::string& sql) {
  PGconn* connection = PQconnectdb(ConnectionString("postgres").c_str());
  PGresult* result = PQexec(connection, sql.c_str());
  const ExecStatusType outcome = PQresultStatus(result);
  absl::Status status;
  if (outcome != PGRES_COMMAND_OK && outcome != PGRES_TUPLES_OK) {
    status = absl::InternalError(absl::StrCat(sql, ": ", PQerrorMessage(connection)));
  }
  PQclear(result);
  PQfinish(connection);
  return status;
}

absl::StatusOr<std::string> PostgresCluster::CreateDatabase() {
  const std::string name = absl::StrCat("test_", next_database_++);
  if (absl::Status status = Execute(absl::StrCat("CREATE DATABASE ", name)); !status.ok()) {
    return status;
  }
  return ConnectionString(name);
}

absl::Status PostgresCluster::OwnFolder(const std::string& path) { return GiveToServerUser(path); }

void PostgresCluster::Crash() {
  // Its children would notice only by and by that the postmaster is gone, and answer until then.
  const std::vector<pid_t> children = ChildrenOf(server_->pid());
  server_->Kill();
  for (const pid_t child : children) kill(child, SIGKILL);
}

absl::Status PostgresCluster::Restart() {
  absl::Status last;
  // The crashed server's children may hold shared memory for a moment.
  for (int attempt = 0; attempt < 20; ++attempt) {
    const int port = port_;
    last = Launch();
    if (last.ok()) return last;
    port_ = port;
    absl::SleepFor(absl::Milliseconds(100));
  }
  return last;
}

}  // namespace isotherm::testing
