#include "services/common/testing/child_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hiredis/hiredis.h>

#include "services/common/testing/postgres_cluster.h"
#include "services/common/testing/redis_server.h"

namespace isotherm::testing {
namespace {

using ::testing::HasSubstr;

class ChildProcessTest : public ::testing::Test {
 protected:
  ChildOptions Shell(const std::string& script) {
    ChildOptions options;
    options.command = {"sh", "-c", script};
    options.log_file = folder_.File("log");
    return options;
  }
  TempDir folder_;
};

TEST_F(ChildProcessTest, CapturesOutputAndExitCode) {
  auto child = ChildProcess::Start(Shell("echo out; echo err >&2; exit 7"));
  ASSERT_TRUE(child.ok()) << child.status();
  EXPECT_EQ((*child)->Wait(absl::Seconds(10)).value(), 7);
  EXPECT_EQ((*child)->log(), "out\nerr\n");
}

TEST_F(ChildProcessTest, PassesEnvironment) {
  ChildOptions options = Shell("test \"$GREETING\" = hello");
  options.environment = {{"GREETING", "hello"}};
  EXPECT_TRUE(RunToEnd(options, absl::Seconds(10)).ok());
}

TEST_F(ChildProcessTest, ReportsSignalsAndTimeouts) {
  auto child = ChildProcess::Start(Shell("echo started; sleep 100"));
  ASSERT_TRUE(child.ok()) << child.status();
  ASSERT_TRUE((*child)->WaitForLog("started", absl::Seconds(10)).ok());
  const auto early = (*child)->Wait(absl::Milliseconds(20));
  EXPECT_EQ(early.status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_THAT(std::string(early.status().message()), HasSubstr("started"));
  (*child)->Kill();
  EXPECT_EQ((*child)->Wait(absl::Seconds(1)).value(), 128 + SIGKILL);
}

TEST_F(ChildProcessTest, UnknownProgramIsNotFound) {
  ChildOptions options = Shell("");
  options.command = {"no-such-program-anywhere"};
  EXPECT_EQ(ChildProcess::Start(options).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(ChildProcessTest, FailureOfRunToEndShowsLog) {
  const absl::Status status = RunToEnd(Shell("echo because; exit 3"), absl::Seconds(10));
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()), HasSubstr("because"));
}

TEST(PostgresClusterTest, SurvivesACrash) {
  auto cluster = PostgresCluster::Start();
  ASSERT_TRUE(cluster.ok()) << cluster.status();
  ASSERT_TRUE((*cluster)->Execute("CREATE TABLE kept (id INTEGER)").ok());
  (*cluster)->Crash();
  EXPECT_FALSE((*cluster)->Execute("SELECT 1").ok());
  const absl::Status restarted = (*cluster)->Restart();
  ASSERT_TRUE(restarted.ok()) << restarted;
  EXPECT_TRUE((*cluster)->Execute("SELECT * FROM kept").ok());
}

TEST(RedisServerTest, AnswersAndComesBack) {
  auto redis = RedisServer::StartOrDie();
  for (int round = 0; round < 2; ++round) {
    redisContext* connection = redisConnect("127.0.0.1", redis->port());
    ASSERT_NE(connection, nullptr);
    ASSERT_EQ(connection->err, 0) << connection->errstr;
    auto* reply = static_cast<redisReply*>(redisCommand(connection, "PING"));
    ASSERT_NE(reply, nullptr);
    EXPECT_STREQ(reply->str, "PONG");
    freeReplyObject(reply);
    redisFree(connection);
    ASSERT_TRUE(redis->Restart().ok());
  }
}

}  // namespace
}  // namespace isotherm::testing
