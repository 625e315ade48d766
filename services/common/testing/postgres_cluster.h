// A throw-away PostgreSQL server: own data folder, free port, unix socket in a temp folder.
//
// Purpose: contract tests against the real thing. Durability is off (fsync, full pages): it dies
// with the test. Runs as user postgres when the test runs as root, as PostgreSQL demands. Needs
// initdb and postgres: from ISOTHERM_POSTGRES_BIN, else the newest /usr/lib/postgresql/*/bin.
// Thread-safety: one thread at a time. Errors: Shared() ends the process with a message that says
// what to install; a machine without PostgreSQL must not pass for tested.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/testing/child_process.h"
#include "services/common/testing/temp_dir.h"

namespace isotherm::testing {

class PostgresCluster {
 public:
  // Started on the first call, stopped when the process exits, by whatever way.
  static PostgresCluster& Shared();

  // `settings` are added to the command line: "max_connections=20".
  static absl::StatusOr<std::unique_ptr<PostgresCluster>> Start(
      const std::vector<std::string>& settings = {});
  ~PostgresCluster();

  // Makes an empty database and returns its connection string (postgresql://...).
  absl::StatusOr<std::string> CreateDatabase();
  std::string ConnectionString(std::string_view database) const;
  // Runs SQL in database `postgres`: to end sessions, make tablespaces, ...
  absl::Status Execute(const std::string& sql);

  // Gives a folder to the user the server runs as, e.g. for a tablespace.
  absl::Status OwnFolder(const std::string& path);

  // Kills every process of the server at once, as a power cut would; Restart recovers.
  void Crash();
  absl::Status Restart();

 private:
  PostgresCluster() = default;
  absl::Status InitialiseFiles();
  absl::Status Launch();

  TempDir folder_;
  std::string binaries_;
  std::vector<std::string> settings_;
  int port_ = 0;
  int next_database_ = 1;
  std::unique_ptr<ChildProcess> server_;
};

}  // namespace isotherm::testing
