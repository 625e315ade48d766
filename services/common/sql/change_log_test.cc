#include "services/common/sql/change_log.h"

#include <atomic>
#include <set>
#include <thread>

#include "services/common/sql/sql_change_source.h"
#include "services/common/sql/sql_test_fixture.h"

namespace isotherm::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

class ChangeLogTest : public SqlTest {
 protected:
  absl::StatusOr<std::int64_t> Compact(const CompactionPolicy& policy) {
    std::int64_t compacted = 0;
    auto result = database_->Write(Soon(), [&](WriteTransaction& transaction) {
      auto done = CompactLog(transaction, policy);
      compacted = done.value_or(0);
      return done.status();
    });
    if (!result.ok()) return result.status();
    return compacted;
  }
};
INSTANTIATE_TEST_SUITE_P(Backends, ChangeLogTest, testing::kBackends, testing::BackendName);

std::vector<std::pair<std::int64_t, std::string>> Summary(const ChangeBatch& batch) {
  std::vector<std::pair<std::int64_t, std::string>> summary;
  for (const LoggedChange& logged : batch.changes) {
    summary.emplace_back(logged.commit.revision, logged.change.name);
  }
  return summary;
}

TEST_P(ChangeLogTest, OneRevisionATransaction) {
  auto result = database_->Write(Soon(), [&](WriteTransaction& transaction) {
    EXPECT_TRUE(PutNote(transaction, "a", 1).ok());
    EXPECT_TRUE(PutNote(transaction, "b", 2).ok());
    return PutNote(transaction, "a", 3);  // the last state of a name counts
  });
  ASSERT_TRUE(result.ok()) << result.status();
  ASSERT_TRUE(Put("c", 4).ok());
  const auto batch = Changes(0);
  ASSERT_TRUE(batch.ok()) << batch.status();
  EXPECT_THAT(Summary(*batch), ElementsAre(Pair(1, "b"), Pair(1, "a"), Pair(2, "c")));
  EXPECT_EQ(batch->changes[1].change.payload, "payload 3");
  EXPECT_EQ(batch->reached, 2);
}

TEST_P(ChangeLogTest, ARevisionIsNeverCut) {
  for (int revision = 1; revision <= 3; ++revision) {
    auto result = database_->Write(Soon(), [&](WriteTransaction& transaction) {
      for (const char* name : {"a", "b", "c"}) {
        if (auto status = PutNote(transaction, name, revision); !status.ok()) return status;
      }
      return absl::OkStatus();
    });
    ASSERT_TRUE(result.ok()) << result.status();
  }
  for (const int limit : {1, 2, 3}) {
    const auto batch = Changes(0, limit);
    ASSERT_TRUE(batch.ok()) << batch.status();
    EXPECT_EQ(batch->changes.size(), 3u) << limit;
    EXPECT_EQ(batch->reached, 1) << limit;
  }
  EXPECT_EQ(Changes(0, 4)->changes.size(), 6u);
  EXPECT_EQ(Changes(1)->changes.size(), 6u);
  EXPECT_EQ(Changes(3)->reached, 3);
}

TEST_P(ChangeLogTest, KnowsTheAttributesBefore) {
  ASSERT_TRUE(Put("a", 1, {{"kind", "LEADER"}}).ok());
  ASSERT_TRUE(Put("a", 2, {{"kind", "STATE"}}).ok());
  ASSERT_TRUE(Delete("a").ok());
  ASSERT_TRUE(Put("a", 3, {{"kind", "PLACE"}}).ok());
  const auto changes = Changes(0)->changes;
  ASSERT_EQ(changes.size(), 4u);
  EXPECT_FALSE(changes[0].previous_attributes.has_value());
  EXPECT_THAT(*changes[1].previous_attributes, ElementsAre(Pair("kind", "LEADER")));
  EXPECT_THAT(*changes[2].previous_attributes, ElementsAre(Pair("kind", "STATE")));
  EXPECT_TRUE(changes[2].change.deleted);
  EXPECT_TRUE(changes[2].change.attributes.empty());
  EXPECT_FALSE(changes[3].previous_attributes.has_value());
}

TEST_P(ChangeLogTest, CommitTimesNeverFall) {
  ASSERT_TRUE(Put("a", 1).ok());
  clock_.Advance(-absl::Hours(1));
  ASSERT_TRUE(Put("a", 2).ok());
  clock_.Advance(absl::Hours(2));
  ASSERT_TRUE(Put("a", 3).ok());
  const auto changes = Changes(0)->changes;
  EXPECT_EQ(changes[0].commit.commit_time, changes[1].commit.commit_time);
  EXPECT_EQ(changes[2].commit.commit_time - changes[1].commit.commit_time, absl::Hours(1));
}

TEST_P(ChangeLogTest, CompactionKeepsNewestStates) {
  ASSERT_TRUE(Put("old", 1).ok());    // 1: newest state of "old", stays readable as a state
  ASSERT_TRUE(Put("gone", 2).ok());   // 2
  ASSERT_TRUE(Delete("gone").ok());   // 3
  ASSERT_TRUE(Put("twice", 4).ok());  // 4
  ASSERT_TRUE(Put("twice", 5).ok());  // 5
  EXPECT_EQ(Compact({.keep_newest = 5}).value(), 0);
  EXPECT_EQ(Compact({.keep_newest = 1}).value(), 4);
  EXPECT_EQ(Compact({.keep_newest = 3}).value(), 4);  // never goes back

  const auto expired = Changes(3);
  EXPECT_EQ(expired.status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ReasonOf(expired.status()), common::v1::ERROR_REASON_RESUME_TOKEN_EXPIRED);
  EXPECT_EQ(ErrorMetadataValue(expired.status(), "oldest_revision"), "4");
  EXPECT_THAT(Summary(*Changes(4)), ElementsAre(Pair(5, "twice")));

  std::vector<std::string> names;
  absl::Status status = database_->Read(Soon(), [&](ReadTransaction& transaction) {
    auto states = ReadStates(transaction, "notes", "", 100);
    if (!states.ok()) return states.status();
    for (const LoggedChange& state : *states) names.push_back(state.change.name);
    return absl::OkStatus();
  });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_THAT(names, ElementsAre("old", "twice"));
}

TEST_P(ChangeLogTest, CompactsByAge) {
  ASSERT_TRUE(Put("a", 1).ok());
  clock_.Advance(absl::Hours(5));
  ASSERT_TRUE(Put("a", 2).ok());
  ASSERT_TRUE(Put("a", 3).ok());
  EXPECT_EQ(Compact({.keep_newest = 0, .committed_before = clock_.Now() - absl::Hours(1)}).value(),
            1);
  EXPECT_EQ(Changes(1)->changes.size(), 2u);
}

TEST_P(ChangeLogTest, SourceServesTheWatchKernel) {
  SqlChangeSource source(*database_, "notes");
  EXPECT_EQ(source.store_id(), database_->store_id());
  EXPECT_EQ(source.ReadBounds()->head, 0);
  ASSERT_TRUE(Put("b", 1, {{"kind", "LEADER"}}).ok());
  ASSERT_TRUE(database_
                  ->Write(Soon(),
                          [](WriteTransaction& transaction) {
                            transaction.AppendChange({"others", "x", false, "y", {}});
                            return absl::OkStatus();
                          })
                  .ok());
  ASSERT_TRUE(Put("a", 2).ok());
  ASSERT_TRUE(Delete("b").ok());

  const auto batch = source.ReadRevisions(0, 2);
  ASSERT_TRUE(batch.ok()) << batch.status();
  EXPECT_EQ(batch->reached, 3);
  ASSERT_EQ(batch->revisions.size(), 2u);
  EXPECT_EQ(batch->revisions[0]->number, 1);
  EXPECT_TRUE(batch->revisions[0]->changes[0].created);
  EXPECT_EQ(*batch->revisions[0]->changes[0].payload, "payload 1");
  EXPECT_EQ(batch->revisions[1]->number, 3);
  const auto rest = source.ReadRevisions(batch->reached, 2);
  EXPECT_EQ(rest->reached, 4);
  EXPECT_TRUE(rest->revisions[0]->changes[0].deleted);
  EXPECT_EQ(rest->revisions[0]->changes[0].payload, nullptr);

  const auto page = source.ReadSnapshot("", 1, {});
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->revision, 4);
  ASSERT_EQ(page->items.size(), 1u);
  EXPECT_EQ(page->items[0].name, "a");
  EXPECT_TRUE(source.ReadSnapshot("a", 1, {})->last);
  EXPECT_EQ(source.ReadBounds()->head, 4);
}

// Eight writers, some of which roll back; a reader that polls as fast as it can. It must see every
// revision, each once, none before its predecessor, each whole.
TEST_P(ChangeLogTest, ConcurrentWritersNeverShowARevisionBeforeItsPredecessor) {
  constexpr int kWriters = 8;
  constexpr int kWritesEach = 25;
  std::atomic<int> writers_left{kWriters};
  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&, w] {
      for (int i = 0; i < kWritesEach; ++i) {
        const std::string name = "note-" + std::to_string(w) + "-" + std::to_string(i % 5);
        auto result = database_->Write(Soon(), [&](WriteTransaction& transaction) {
          if (auto status = PutNote(transaction, name, i); !status.ok()) return status;
          if (auto status = PutNote(transaction, name + "-twin", i); !status.ok()) return status;
          return i % 7 == 3 ? absl::AbortedError("on purpose") : absl::OkStatus();
        });
        EXPECT_EQ(result.ok(), i % 7 != 3) << result.status();
      }
      --writers_left;
    });
  }
  std::int64_t seen = 0;
  bool last_round = false;
  while (!last_round) {
    last_round = writers_left == 0;
    const auto batch = Changes(seen, 7);
    ASSERT_TRUE(batch.ok()) << batch.status();
    for (std::size_t i = 0; i < batch->changes.size(); i += 2) {
      ASSERT_EQ(batch->changes[i].commit.revision, seen + 1);
      ASSERT_EQ(batch->changes[i + 1].commit.revision, seen + 1);
      ASSERT_EQ(batch->changes[i].change.name + "-twin", batch->changes[i + 1].change.name);
      ++seen;
    }
    ASSERT_EQ(batch->reached, seen);
    if (!batch->changes.empty()) last_round = false;
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(seen, kWriters * (kWritesEach - 4));
}

}  // namespace
}  // namespace isotherm::sql
