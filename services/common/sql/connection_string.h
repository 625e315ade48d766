// Says which database a service keeps its data in.
//
// Forms:
//   sqlite:PATH                    one file, WAL mode; "?synchronous=normal" trades the last
//   commits
//                                  before a power cut for speed (a killed process loses nothing)
//   sqlite::memory:                a private database that dies with the process; for tests
//   postgresql://USER:PASS@HOST:PORT/DB?host=/socket/folder   anything libpq takes as a URI
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace isotherm::sql {

enum class Backend { kSqlite, kPostgresql };

struct ConnectionSpec {
  Backend backend = Backend::kSqlite;
  std::string target;               // SQLite: path or ":memory:"; PostgreSQL: the whole URI
  bool synchronous_normal = false;  // SQLite only
  bool in_memory() const { return backend == Backend::kSqlite && target == ":memory:"; }
};

// INVALID_ARGUMENT names what is wrong and shows the forms; the message never holds a password.
absl::StatusOr<ConnectionSpec> ParseConnectionString(std::string_view text);

// For logs: the same with the password replaced by "***".
std::string Redacted(const ConnectionSpec& spec);

}  // namespace isotherm::sql
