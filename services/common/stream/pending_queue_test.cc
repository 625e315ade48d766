#include "services/common/stream/pending_queue.h"

#include <gtest/gtest.h>

#include <set>

namespace isotherm::stream {
namespace {

RevisionPtr MakeRevision(std::int64_t number, std::initializer_list<const char*> names) {
  auto revision = std::make_shared<Revision>();
  revision->number = number;
  for (const char* name : names) {
    Change change;
    change.name = name;
    revision->changes.push_back(change);
  }
  return revision;
}

void PushAll(PendingQueue& queue, const RevisionPtr& revision) {
  for (const Change& change : revision->changes) queue.Push(revision, change, Seen::kUpsert);
}

TEST(PendingQueueTest, MergesPerNameAndCountsWhatWasMerged) {
  PendingQueue queue(true);
  PushAll(queue, MakeRevision(1, {"a", "b"}));
  PushAll(queue, MakeRevision(2, {"a"}));
  PushAll(queue, MakeRevision(3, {"a"}));
  ASSERT_EQ(queue.size(), 2u);
  const auto b = queue.Pop();
  EXPECT_EQ(b.change->name, "b");
  EXPECT_EQ(b.conflated, 0);
  const auto a = queue.Pop();
  EXPECT_EQ(a.change->name, "a");
  EXPECT_EQ(a.revision->number, 3);
  EXPECT_EQ(a.conflated, 2);
  EXPECT_TRUE(queue.empty());
}

TEST(PendingQueueTest, KeepsEveryChangeWhenNotConflating) {
  PendingQueue queue(false);
  for (int i = 1; i <= 5; ++i) PushAll(queue, MakeRevision(i, {"a"}));
  EXPECT_EQ(queue.size(), 5u);
}

TEST(PendingQueueTest, StaysAtOneEntryPerNameForAReaderWhoDoesNotRead) {
  PendingQueue queue(true);
  for (int i = 1; i <= 10'000; ++i) PushAll(queue, MakeRevision(i, {"a", "b", "c"}));
  EXPECT_EQ(queue.size(), 3u);
  EXPECT_EQ(queue.Pop().conflated, 9'999);
}

TEST(PendingQueueTest, ReachesANameThatChangesFasterThanTheReaderReads) {
  PendingQueue queue(true);
  std::int64_t number = 0;
  const auto others = {"b", "c", "d", "e", "f"};
  std::int64_t pops_until_hot = 0;
  std::int64_t last_revision = 0;
  bool reached = false;
  for (int round = 0; round < 200 && !reached; ++round) {
    for (const char* other : others) PushAll(queue, MakeRevision(++number, {other}));
    PushAll(queue, MakeRevision(++number, {"hot"}));
    const auto entry = queue.Pop();
    ++pops_until_hot;
    EXPECT_GE(entry.revision->number, last_revision);
    last_revision = entry.revision->number;
    EXPECT_LE(queue.size(), 12u);
    reached = entry.change->name == "hot";
  }
  EXPECT_TRUE(reached);
  EXPECT_LE(pops_until_hot, 64);
}

}  // namespace
}  // namespace isotherm::stream
