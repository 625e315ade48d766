// What the contract tests of this folder share: an empty database on either back end with one
// table.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "services/common/clock/clock.h"
#include "services/common/sql/database.h"
#include "services/common/status/assign.h"
#include "services/common/status/errors.h"
#include "services/common/testing/test_store.h"

namespace isotherm::sql {

inline MigrationSet NotesSchema() {
  return {"notes",
          {{1,
            "notes",
            {"CREATE TABLE notes (name TEXT PRIMARY KEY, number BIGINT, ratio DOUBLE PRECISION, "
             "octets TEXT)"}}}};
}

class SqlTest : public ::testing::TestWithParam<Backend> {
 protected:
  SqlTest() { Open(); }

  void Open() {
    DatabaseOptions options;
    options.connection_string = store_.connection_string();
    options.migrations = {NotesSchema()};
    options.clock = &clock_;
    auto opened = Database::Open(options);
    if (!opened.ok()) {
      ADD_FAILURE() << opened.status();
      std::abort();
    }
    database_ = *std::move(opened);
  }

  // Writes a note and a change of it.
  static absl::Status PutNote(WriteTransaction& transaction, const std::string& name,
                              std::int64_t number, Attributes attributes = {}) {
    auto written = transaction.Execute("put note",
                                       "INSERT INTO notes (name, number) VALUES (:name, :number) "
                                       "ON CONFLICT (name) DO UPDATE SET number = excluded.number",
                                       {{"name", name}, {"number", number}});
    if (!written.ok()) return written.status();
    transaction.AppendChange(
        {"notes", name, false, "payload " + std::to_string(number), std::move(attributes)});
    return absl::OkStatus();
  }

  absl::StatusOr<WriteResult> Put(const std::string& name, std::int64_t number,
                                  Attributes attributes = {}) {
    return database_->Write(Soon(), [&](WriteTransaction& transaction) {
      return PutNote(transaction, name, number, attributes);
    });
  }

  absl::StatusOr<WriteResult> Delete(const std::string& name) {
    return database_->Write(Soon(), [&](WriteTransaction& transaction) {
      transaction.AppendChange({"notes", name, true, "", {}});
      return transaction
          .Execute("delete note", "DELETE FROM notes WHERE name = :name", {{"name", name}})
          .status();
    });
  }

  absl::StatusOr<ChangeBatch> Changes(std::int64_t after, int limit = 1000) {
    ChangeBatch batch;
    absl::Status status = database_->Read(Soon(), [&](ReadTransaction& transaction) {
      return AssignOrStatus(ReadChanges(transaction, "notes", after, limit), batch);
    });
    if (!status.ok()) return status;
    return batch;
  }

  static absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

  testing::TestStore store_{GetParam()};
  FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  std::unique_ptr<Database> database_;
};

}  // namespace isotherm::sql
