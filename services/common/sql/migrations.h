// Brings a database's schema up to what this program knows.
//
// Each component ("base", "profile") has its own numbered line of migrations in the table
// schema_migrations; each migration runs in one transaction together with its record, under a lock,
// so replicas that start together do not collide and a crash leaves no half.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace isotherm::sql {

class Session;

struct Migration {
  int number = 0;    // 1, 2, 3, ... without gaps
  std::string name;  // "actors"
  // One set for both back ends. On PostgreSQL the word TEXT becomes TEXT COLLATE "C", so that text
  // compares by bytes in both.
  std::vector<std::string> statements;
};

struct MigrationSet {
  std::string component;
  std::vector<Migration> migrations;
};

// meta, change_head, changes, request_ids: every Database has them.
const MigrationSet& BaseMigrations();

// FAILED_PRECONDITION when the database was written by a newer program; it is left untouched.
absl::Status Migrate(Session& session, const MigrationSet& set, absl::Time now);

}  // namespace isotherm::sql
