// What the store does when the machine fails it: full disk, lost server, foreign file.
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "services/common/sql/sql_test_fixture.h"
#include "services/common/testing/postgres_cluster.h"

namespace isotherm::sql {
namespace {

using ::testing::HasSubstr;

// A file system of `size` in memory; skips the test where mounting is not allowed.
class SmallDisk {
 public:
  explicit SmallDisk(const char* size) {
    mounted_ = mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, size) == 0;
    if (!mounted_) error_ = std::strerror(errno);
  }
  ~SmallDisk() {
    if (mounted_) umount2(folder_.path().c_str(), MNT_DETACH);
  }
  bool mounted() const { return mounted_; }
  const std::string& error() const { return error_; }
  std::string File(std::string_view name) const { return folder_.File(name); }

 private:
  testing::TempDir folder_;
  bool mounted_ = false;
  std::string error_;
};

absl::StatusOr<WriteResult> WriteOctets(Database& database, int kilobytes) {
  return database.Write(absl::Now() + absl::Seconds(20), [&](WriteTransaction& transaction) {
    transaction.AppendChange(
        {"notes", "big", false, std::string(static_cast<std::size_t>(kilobytes) * 1024, 'x'), {}});
    return absl::OkStatus();
  });
}

void ExpectStoreUnavailable(const absl::Status& status, const std::string& text) {
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
  EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_STORE_UNAVAILABLE) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr(text));
}

TEST(StoreFailureTest, FullDiskIsReportedAndSurvivedOnSqlite) {
  SmallDisk disk("size=1m");
  if (!disk.mounted()) GTEST_SKIP() << "cannot mount a small tmpfs: " << disk.error();
  SystemClock clock;
  DatabaseOptions options;
  options.connection_string = "sqlite:" + disk.File("store.sqlite");
  options.clock = &clock;
  auto database = Database::Open(options);
  ASSERT_TRUE(database.ok()) << database.status();
  std::ofstream(disk.File("ballast")) << std::string(400 * 1024, 'b');
  ASSERT_TRUE(WriteOctets(**database, 10).ok());
  const auto full = WriteOctets(**database, 800);
  ExpectStoreUnavailable(full.status(), "disk is full");
  std::filesystem::remove(disk.File("ballast"));
  const auto again = WriteOctets(**database, 100);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->commit.revision, 2);
}

TEST(StoreFailureTest, FullDiskIsReportedAndSurvivedOnPostgresql) {
  SmallDisk disk("size=24m,mode=777");
  if (!disk.mounted()) GTEST_SKIP() << "cannot mount a small tmpfs: " << disk.error();
  const std::string folder = disk.File("space");
  std::filesystem::create_directory(folder);
  auto& cluster = testing::PostgresCluster::Shared();
  ASSERT_TRUE(cluster.OwnFolder(folder).ok());
  ASSERT_TRUE(cluster.Execute("CREATE TABLESPACE small LOCATION '" + folder + "'").ok());
  ASSERT_TRUE(cluster.Execute("CREATE DATABASE small TABLESPACE small").ok());
  SystemClock clock;
  DatabaseOptions options;
  options.connection_string = cluster.ConnectionString("small");
  options.clock = &clock;
  {
    auto database = Database::Open(options);
    ASSERT_TRUE(database.ok()) << database.status();
    const auto space = std::filesystem::space(disk.File(""));
    std::ofstream(disk.File("ballast"))
        << std::string(static_cast<std::size_t>(space.available) - 256 * 1024, 'b');
    // Random text, for PostgreSQL packs what repeats.
    std::string noise;
    for (unsigned state = 1; noise.size() < (1u << 20);) {
      state = state * 1664525u + 1013904223u;
      noise.push_back(static_cast<char>(state >> 24));
    }
    const auto write = [&] {
      return (*database)->Write(absl::Now() + absl::Seconds(20),
                                [&](WriteTransaction& transaction) {
                                  transaction.AppendChange({"notes", "big", false, noise, {}});
                                  return absl::OkStatus();
                                });
    };
    ExpectStoreUnavailable(write().status(), "disk is full");
    std::filesystem::remove(disk.File("ballast"));
    const auto again = write();
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(again->commit.revision, 1);
  }
  EXPECT_TRUE(cluster.Execute("DROP DATABASE small WITH (FORCE)").ok());
  EXPECT_TRUE(cluster.Execute("DROP TABLESPACE small").ok());
}

TEST(StoreFailureTest, ALostConnectionIsReplaced) {
  auto& cluster = testing::PostgresCluster::Shared();
  SystemClock clock;
  DatabaseOptions options;
  options.connection_string = *cluster.CreateDatabase();
  options.clock = &clock;
  auto database = Database::Open(options);
  ASSERT_TRUE(database.ok()) << database.status();
  ASSERT_TRUE(WriteOctets(**database, 1).ok());
  ASSERT_TRUE(cluster
                  .Execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                           "WHERE pid <> pg_backend_pid() AND datname LIKE 'test_%'")
                  .ok());
  const auto after = WriteOctets(**database, 1);
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->commit.revision, 2);
}

TEST(StoreFailureTest, AStoppedServerIsUnavailableUntilItIsBack) {
  auto cluster = testing::PostgresCluster::Start();
  ASSERT_TRUE(cluster.ok()) << cluster.status();
  SystemClock clock;
  DatabaseOptions options;
  options.connection_string = *(*cluster)->CreateDatabase();
  options.clock = &clock;
  auto database = Database::Open(options);
  ASSERT_TRUE(database.ok()) << database.status();
  ASSERT_TRUE(WriteOctets(**database, 1).ok());
  (*cluster)->Crash();
  const auto while_away = WriteOctets(**database, 1);
  EXPECT_EQ(while_away.status().code(), absl::StatusCode::kUnavailable) << while_away.status();
  EXPECT_EQ(ReasonOf(while_away.status()), common::v1::ERROR_REASON_STORE_UNAVAILABLE);
  ASSERT_TRUE((*cluster)->Restart().ok());
  const auto back = WriteOctets(**database, 1);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->commit.revision, 2);
}

TEST(StoreFailureTest, AForeignFileIsRefusedUntouched) {
  testing::TempDir folder;
  const std::string path = folder.File("letter.txt");
  const std::string text(5000, 'l');
  std::ofstream(path) << text;
  SystemClock clock;
  DatabaseOptions options;
  options.connection_string = "sqlite:" + path;
  options.clock = &clock;
  auto database = Database::Open(options);
  EXPECT_EQ(database.status().code(), absl::StatusCode::kDataLoss) << database.status();
  std::ifstream file(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), text);
}

TEST(StoreFailureTest, AMissingFolderIsUnavailableAndNamed) {
  SystemClock clock;
  DatabaseOptions options;
  options.connection_string = "sqlite:/no/such/folder/store.sqlite";
  options.clock = &clock;
  auto database = Database::Open(options);
  ExpectStoreUnavailable(database.status(), "/no/such/folder/store.sqlite");
}

}  // namespace
}  // namespace isotherm::sql
