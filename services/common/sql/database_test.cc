#include "services/common/sql/database.h"

#include <atomic>
#include <limits>
#include <thread>

#include "services/common/sql/sql_test_fixture.h"

namespace isotherm::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class DatabaseTest : public SqlTest {};
INSTANTIATE_TEST_SUITE_P(Backends, DatabaseTest, testing::kBackends, testing::BackendName);

struct Note {
  std::string name;
  Value number, ratio, octets;
};

TEST_P(DatabaseTest, ValuesComeBackAsTheyWere) {
  std::string octets;
  for (int i = 0; i < 512; ++i) octets.push_back(static_cast<char>(i));  // NUL and all
  const std::string name = "T\xC3\xBCrkiye \xE2\x82\xAC \xF0\x9F\x98\x80 'quoted' :colon";
  const double ratio = 0.1 + 0.2;  // has no short decimal form
  auto written = database_->Write(Soon(), [&](WriteTransaction& transaction) {
    return transaction
        .Execute("insert note",
                 "INSERT INTO notes (name, number, ratio, octets) "
                 "VALUES (:name, :number, :ratio, :octets)",
                 {{"name", name},
                  {"number", std::numeric_limits<std::int64_t>::min()},
                  {"ratio", ratio},
                  {"octets", Bytes{octets}}})
        .status();
  });
  ASSERT_TRUE(written.ok()) << written.status();
  absl::Status read = database_->Read(Soon(), [&](ReadTransaction& transaction) {
    auto row = transaction.QueryRow(
        "read note", "SELECT name, number, ratio, octets FROM notes", {},
        {ColumnType::kText, ColumnType::kInt, ColumnType::kDouble, ColumnType::kBytes});
    if (!row.ok()) return row.status();
    EXPECT_EQ(row->Text(0), name);
    EXPECT_EQ(row->Int(1), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(row->Double(2), ratio);
    EXPECT_EQ(row->Octets(3), octets);
    return absl::OkStatus();
  });
  EXPECT_TRUE(read.ok()) << read;
}

TEST_P(DatabaseTest, NullsComeBackAsNulls) {
  ASSERT_TRUE(database_
                  ->Write(Soon(),
                          [&](WriteTransaction& transaction) {
                            return transaction
                                .Execute("insert note",
                                         "INSERT INTO notes (name, number, ratio, octets) "
                                         "VALUES (:name, :number, :ratio, :octets)",
                                         {{"name", "n"},
                                          {"number", Null{}},
                                          {"ratio", Null{}},
                                          {"octets", Bytes{""}}})
                                .status();
                          })
                  .ok());
  absl::Status read = database_->Read(Soon(), [&](ReadTransaction& transaction) {
    auto row = transaction.QueryRow("read note", "SELECT number, ratio, octets FROM notes", {},
                                    {ColumnType::kInt, ColumnType::kDouble, ColumnType::kBytes});
    if (!row.ok()) return row.status();
    EXPECT_TRUE(row->IsNull(0));
    EXPECT_TRUE(row->IsNull(1));
    EXPECT_FALSE(row->IsNull(2));
    EXPECT_EQ(row->Octets(2), "");
    return absl::OkStatus();
  });
  EXPECT_TRUE(read.ok()) << read;
}

TEST_P(DatabaseTest, TextThatCannotBeStoredIsRefused) {
  for (const std::string& bad : {std::string("a\0b", 3), std::string("\xFF")}) {
    auto result = Put(bad, 1);
    EXPECT_EQ(result.status().code(), absl::StatusCode::kInvalidArgument);
  }
  EXPECT_TRUE(Put("good", 1).ok());
}

TEST_P(DatabaseTest, TextIsOrderedByBytes) {
  for (const char* name : {"a", "B", "\xC3\xA4", "Z", "_"}) ASSERT_TRUE(Put(name, 1).ok());
  std::vector<std::string> names;
  absl::Status read = database_->Read(Soon(), [&](ReadTransaction& transaction) {
    return transaction.Query("list", "SELECT name FROM notes ORDER BY name", {},
                             {ColumnType::kText}, [&](const Row& row) {
                               names.push_back(row.Text(0));
                               return absl::OkStatus();
                             });
  });
  ASSERT_TRUE(read.ok()) << read;
  EXPECT_THAT(names, ElementsAre("B", "Z", "_", "a", "\xC3\xA4"));
}

TEST_P(DatabaseTest, PreparedStatementsServeManyCalls) {
  for (int i = 0; i < 300; ++i) {
    // 300 texts of SQL: more than a session keeps prepared.
    absl::Status read = database_->Read(Soon(), [&](ReadTransaction& transaction) {
      auto row =
          transaction.QueryRow("number", "SELECT " + std::to_string(i) + " + COUNT(*) FROM notes",
                               {}, {ColumnType::kInt});
      EXPECT_EQ(row.ok() ? row->Int(0) : -1, i);
      return row.status();
    });
    ASSERT_TRUE(read.ok()) << read;
  }
}

TEST_P(DatabaseTest, ErrorRollsBackEverything) {
  auto result = database_->Write(Soon(), [&](WriteTransaction& transaction) {
    EXPECT_TRUE(PutNote(transaction, "a", 1).ok());
    return absl::FailedPreconditionError("changed my mind");
  });
  EXPECT_EQ(result.status().message(), "changed my mind");
  EXPECT_TRUE(Changes(0)->changes.empty());
  auto next = Put("b", 2);
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_EQ(next->commit.revision, 1);  // the number went back with the rest
}

TEST_P(DatabaseTest, ConstraintIsAlreadyExists) {
  ASSERT_TRUE(Put("a", 1).ok());
  auto result = database_->Write(Soon(), [&](WriteTransaction& transaction) {
    return transaction
        .Execute("insert twice", "INSERT INTO notes (name) VALUES (:name)", {{"name", "a"}})
        .status();
  });
  EXPECT_EQ(result.status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(result.status()), common::v1::ERROR_REASON_RESOURCE_EXISTS);
  EXPECT_THAT(std::string(result.status().message()), HasSubstr("insert twice"));
}

TEST_P(DatabaseTest, WrongSqlIsInternalAndNamesTheStatement) {
  absl::Status status = database_->Read(Soon(), [&](ReadTransaction& transaction) {
    return transaction.Query("peculiar query", "SELECT nothing FROM nowhere", {},
                             {ColumnType::kInt}, [](const Row&) { return absl::OkStatus(); });
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_INTERNAL);
  EXPECT_THAT(std::string(status.message()), HasSubstr("peculiar query"));
  EXPECT_TRUE(Put("still works", 1).ok());
}

TEST_P(DatabaseTest, ARowFunctionMayEndTheQuery) {
  for (const char* name : {"a", "b", "c"}) ASSERT_TRUE(Put(name, 1).ok());
  int seen = 0;
  absl::Status status = database_->Read(Soon(), [&](ReadTransaction& transaction) {
    return transaction.Query(
        "list", "SELECT name FROM notes ORDER BY name", {}, {ColumnType::kText}, [&](const Row&) {
          return ++seen == 2 ? absl::OutOfRangeError("enough") : absl::OkStatus();
        });
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(seen, 2);
  EXPECT_TRUE(Put("d", 1).ok());  // no half-read statement holds the store
}

TEST_P(DatabaseTest, ReadersSeeOneMoment) {
  ASSERT_TRUE(Put("a", 1).ok());
  if (GetParam() == Backend::kSqlite || GetParam() == Backend::kPostgresql) {
    absl::Status status = database_->Read(Soon(), [&](ReadTransaction& transaction) {
      const auto count = [&] {
        return transaction.QueryRow("count", "SELECT COUNT(*) FROM notes", {}, {ColumnType::kInt})
            ->Int(0);
      };
      EXPECT_EQ(count(), 1);
      std::thread([&] { EXPECT_TRUE(Put("b", 2).ok()); }).join();
      EXPECT_EQ(count(), 1);
      EXPECT_EQ(ReadLogHead(transaction)->last.revision, 1);
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
  }
  EXPECT_EQ(Changes(0)->changes.size(), 2u);
}

TEST_P(DatabaseTest, LockMakesReadModifyWriteSafe) {
  ASSERT_TRUE(Put("counter", 0).ok());
  std::vector<std::thread> threads;
  for (int t = 0; t < 6; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) {
        auto result = database_->Write(Soon(), [&](WriteTransaction& transaction) {
          if (auto status = transaction.Lock("counter"); !status.ok()) return status;
          auto row = transaction.QueryRow("read", "SELECT number FROM notes WHERE name = :name",
                                          {{"name", "counter"}}, {ColumnType::kInt});
          if (!row.ok()) return row.status();
          return PutNote(transaction, "counter", row->Int(0) + 1);
        });
        EXPECT_TRUE(result.ok()) << result.status();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Changes(0)->changes.back().change.payload, "payload 60");
}

TEST_P(DatabaseTest, DeadlocksAreBrokenAndRetried) {
  ASSERT_TRUE(Put("a", 0).ok());
  ASSERT_TRUE(Put("b", 0).ok());
  const auto lock_both = [&](const std::string& first, const std::string& second) {
    for (int i = 0; i < 3; ++i) {
      auto result = database_->Write(Soon(), [&](WriteTransaction& transaction) {
        if (auto status = transaction.Lock(first); !status.ok()) return status;
        absl::SleepFor(absl::Milliseconds(20));
        if (auto status = transaction.Lock(second); !status.ok()) return status;
        return PutNote(transaction, first, i);
      });
      EXPECT_TRUE(result.ok()) << result.status();
    }
  };
  std::thread one([&] { lock_both("a", "b"); });
  std::thread two([&] { lock_both("b", "a"); });
  one.join();
  two.join();
}

TEST_P(DatabaseTest, BusySessionsEndWithTheDeadline) {
  DatabaseOptions options;
  options.connection_string = store_.connection_string();
  options.clock = &clock_;
  options.max_sessions = 1;
  auto small = Database::Open(options);
  ASSERT_TRUE(small.ok()) << small.status();
  absl::Status outer = (*small)->Read(Soon(), [&](ReadTransaction&) {
    absl::Status inner = (*small)->Read(absl::Now() + absl::Milliseconds(30),
                                        [](ReadTransaction&) { return absl::OkStatus(); });
    EXPECT_EQ(inner.code(), absl::StatusCode::kDeadlineExceeded);
    return absl::OkStatus();
  });
  EXPECT_TRUE(outer.ok()) << outer;
}

TEST_P(DatabaseTest, ReopensWithIdAndData) {
  const std::string id = database_->store_id();
  EXPECT_EQ(id.size(), 36u);
  ASSERT_TRUE(Put("a", 1).ok());
  database_.reset();
  Open();
  EXPECT_EQ(database_->store_id(), id);
  EXPECT_EQ(Changes(0)->changes.size(), 1u);
}

TEST_P(DatabaseTest, TwoOpenersAgreeOnTheId) {
  testing::TestStore fresh(GetParam());
  DatabaseOptions options;
  options.connection_string = fresh.connection_string();
  options.migrations = {NotesSchema()};
  options.clock = &clock_;
  std::vector<std::string> ids(4);
  std::vector<std::thread> threads;
  for (std::string& id : ids) {
    threads.emplace_back([&] {
      auto opened = Database::Open(options);
      EXPECT_TRUE(opened.ok()) << opened.status();
      if (opened.ok()) id = (*opened)->store_id();
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& id : ids) EXPECT_EQ(id, ids[0]);
}

TEST_P(DatabaseTest, ListenersHearOfCommits) {
  std::vector<std::int64_t> heard;
  const auto id =
      database_->AddCommitListener([&](const Commit& commit) { heard.push_back(commit.revision); });
  ASSERT_TRUE(Put("a", 1).ok());
  ASSERT_TRUE(database_->Write(Soon(), [](WriteTransaction&) { return absl::OkStatus(); }).ok());
  ASSERT_TRUE(Put("a", 2).ok());
  database_->RemoveCommitListener(id);
  ASSERT_TRUE(Put("a", 3).ok());
  EXPECT_THAT(heard, ElementsAre(1, 2));
}

TEST_P(DatabaseTest, NewerSchemaIsRefusedUntouched) {
  MigrationSet newer = NotesSchema();
  newer.migrations.push_back({2, "colour", {"ALTER TABLE notes ADD COLUMN colour TEXT"}});
  DatabaseOptions options;
  options.connection_string = store_.connection_string();
  options.migrations = {newer};
  options.clock = &clock_;
  ASSERT_TRUE(Database::Open(options).ok());
  options.migrations = {NotesSchema()};
  auto old = Database::Open(options);
  EXPECT_EQ(old.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(old.status().message()), HasSubstr("schema version 2 of \"notes\""));
}

TEST_P(DatabaseTest, AFailingMigrationLeavesNothing) {
  MigrationSet broken = NotesSchema();
  broken.migrations.push_back(
      {2, "half", {"CREATE TABLE half (id BIGINT)", "CREATE TABLE oops (this is no type("}});
  DatabaseOptions options;
  options.connection_string = store_.connection_string();
  options.migrations = {broken};
  options.clock = &clock_;
  auto opened = Database::Open(options);
  EXPECT_THAT(std::string(opened.status().message()), HasSubstr("migration notes 2 half"));
  broken.migrations[1] = {2, "whole", {"CREATE TABLE half (id BIGINT)"}};
  options.migrations = {broken};
  EXPECT_TRUE(Database::Open(options).ok());
}

TEST(InMemoryDatabaseTest, WorksWithinOneObject) {
  FakeClock clock(absl::UnixEpoch());
  DatabaseOptions options;
  options.connection_string = "sqlite::memory:";
  options.clock = &clock;
  auto database = Database::Open(options);
  ASSERT_TRUE(database.ok()) << database.status();
  auto result = (*database)->Write(absl::InfiniteFuture(), [](WriteTransaction& transaction) {
    transaction.AppendChange({"notes", "a", false, "x", {}});
    return absl::OkStatus();
  });
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->commit.revision, 1);
}

}  // namespace
}  // namespace isotherm::sql
