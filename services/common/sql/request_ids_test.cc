#include "services/common/sql/request_ids.h"

#include <atomic>
#include <thread>

#include "services/common/sql/sql_test_fixture.h"

namespace isotherm::sql {
namespace {

constexpr char kId[] = "123e4567-e89b-42d3-a456-426614174000";

class RequestIdsTest : public SqlTest {
 protected:
  absl::StatusOr<Answer> Once(const std::string& id, const std::string& fingerprint,
                              const std::string& response) {
    return WriteOnce(*database_, Soon(), {id, fingerprint},
                     [&](WriteTransaction& transaction) -> absl::StatusOr<std::string> {
                       ++runs_;
                       auto status = PutNote(transaction, "note", runs_);
                       if (!status.ok()) return status;
                       return response;
                     });
  }
  std::atomic<int> runs_{0};
};
INSTANTIATE_TEST_SUITE_P(Backends, RequestIdsTest, testing::kBackends, testing::BackendName);

TEST_P(RequestIdsTest, RepeatGetsTheFirstAnswer) {
  const std::string response("first\0answer", 12);
  const auto first = Once(kId, "same", response);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_FALSE(first->replayed);
  ASSERT_TRUE(Put("other", 1).ok());
  const auto second = Once(kId, "same", "second");
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_TRUE(second->replayed);
  EXPECT_EQ(second->response, response);
  EXPECT_EQ(second->commit.revision, first->commit.revision);
  EXPECT_EQ(second->commit.commit_time, first->commit.commit_time);
  EXPECT_EQ(runs_, 1);
}

TEST_P(RequestIdsTest, AnotherRequestWithTheIdIsRefused) {
  ASSERT_TRUE(Once(kId, "one", "1").ok());
  const auto second = Once(kId, "two", "2");
  EXPECT_EQ(second.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(second.status()), common::v1::ERROR_REASON_REQUEST_ID_REUSED);
}

TEST_P(RequestIdsTest, NoIdIsNeverRemembered) {
  EXPECT_FALSE(Once("", "same", "1")->replayed);
  EXPECT_FALSE(Once("", "same", "2")->replayed);
  EXPECT_EQ(runs_, 2);
}

TEST_P(RequestIdsTest, WrongIdIsRefused) {
  for (const char* id :
       {"x", "123e4567-e89b-42d3-a456-42661417400g", "123e4567xe89b-42d3-a456-426614174000"}) {
    const auto result = Once(id, "same", "1");
    EXPECT_EQ(result.status().code(), absl::StatusCode::kInvalidArgument) << id;
    EXPECT_EQ(ReasonOf(result.status()), common::v1::ERROR_REASON_INVALID_REQUEST_ID) << id;
  }
  EXPECT_EQ(runs_, 0);
}

TEST_P(RequestIdsTest, ForgetsAfterADay) {
  ASSERT_TRUE(Once(kId, "one", "1").ok());
  clock_.Advance(absl::Hours(23));
  EXPECT_TRUE(Once(kId, "one", "1")->replayed);
  EXPECT_EQ(PruneRequestIds(*database_, Soon()).value(), 0);
  clock_.Advance(absl::Hours(2));
  EXPECT_FALSE(Once(kId, "two", "2")->replayed);
  clock_.Advance(absl::Hours(25));
  EXPECT_EQ(PruneRequestIds(*database_, Soon()).value(), 1);
}

TEST_P(RequestIdsTest, RepeatsAtTheSameTimeRunOnce) {
  std::vector<std::thread> threads;
  std::vector<std::int64_t> revisions(6);
  for (std::int64_t& revision : revisions) {
    threads.emplace_back([&] {
      const auto answer = Once(kId, "same", "answer");
      EXPECT_TRUE(answer.ok()) << answer.status();
      if (answer.ok()) revision = answer->commit.revision;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(runs_, 1);
  for (const std::int64_t revision : revisions) EXPECT_EQ(revision, 1);
}

TEST_P(RequestIdsTest, ErrorsAreNotRemembered) {
  const auto failing = WriteOnce(
      *database_, Soon(), {kId, "same"},
      [](WriteTransaction&) -> absl::StatusOr<std::string> { return absl::AbortedError("no"); });
  EXPECT_EQ(failing.status().code(), absl::StatusCode::kAborted);
  EXPECT_FALSE(Once(kId, "same", "answer")->replayed);
}

TEST_P(RequestIdsTest, AnswersWithoutAChangeAreRememberedToo) {
  const auto idle = [&] {
    return WriteOnce(*database_, Soon(), {kId, "same"},
                     [&](WriteTransaction&) -> absl::StatusOr<std::string> { return "nothing"; });
  };
  EXPECT_FALSE(idle()->replayed);
  EXPECT_TRUE(idle()->replayed);
}

}  // namespace
}  // namespace isotherm::sql
