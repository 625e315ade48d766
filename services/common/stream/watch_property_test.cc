// The guarantees of a watch under random histories: single-threaded interleavings that a seed
// reproduces, and real threads for ThreadSanitizer.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/common/stream/memory_change_source.h"
#include "services/common/stream/watch_hub.h"
#include "services/common/stream/watch_test_util.h"

namespace isotherm::stream {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'700'000'000);
constexpr int kNames = 12;

using Random = std::mt19937_64;

int Pick(Random& random, int below) { return static_cast<int>(random() % below); }

std::vector<MemoryChangeSource::Write> RandomWrites(Random& random, std::int64_t& payload) {
  std::map<std::string, MemoryChangeSource::Write> writes;
  for (int i = Pick(random, 4); i >= 0; --i) {
    const std::string name = absl::StrCat("n", 10 + Pick(random, kNames));
    std::string bytes = Pick(random, 4) == 0 ? "" : absl::StrCat("p", ++payload);
    writes[name] = {name, bytes, {{"parity", Pick(random, 2) == 0 ? "even" : "odd"}}};
  }
  std::vector<MemoryChangeSource::Write> list;
  for (auto& [name, write] : writes) list.push_back(write);
  return list;
}

// By kind: everything, by name, by an attribute that changes.
Filter MakeFilter(int kind) {
  Filter filter;
  if (kind == 1) {
    filter.canonical = "names";
    filter.by_name = [](std::string_view name) { return name < "n16"; };
  }
  if (kind == 2) {
    filter.canonical = "odd";
    filter.by_attributes = [](const Attributes& attributes) {
      return !attributes.empty() && attributes[0].second == "odd";
    };
  }
  return filter;
}

// Every revision ever committed, and what a filter lets through.
struct History {
  std::vector<RevisionPtr> revisions;

  std::map<std::string, std::string> StateThrough(const Filter& filter) const {
    std::map<std::string, std::string> state;
    for (const RevisionPtr& revision : revisions) {
      for (const Change& change : revision->changes) {
        if (Look(filter, change) == Seen::kUpsert) {
          state[change.name] = *change.payload;
        } else {
          state.erase(change.name);
        }
      }
    }
    return state;
  }

  std::vector<std::pair<std::int64_t, std::string>> Changes(const Filter& filter,
                                                            std::int64_t after) const {
    std::vector<std::pair<std::int64_t, std::string>> changes;
    for (const RevisionPtr& revision : revisions) {
      if (revision->number <= after) continue;
      for (const Change& change : revision->changes) {
        if (Look(filter, change) != Seen::kNot) changes.emplace_back(revision->number, change.name);
      }
    }
    return changes;
  }
};

// A reader with its stream, and whether it was ever interrupted.
struct Client {
  Client(DeliveryMode mode, int filter_kind) : reader(mode), filter(MakeFilter(filter_kind)) {
    reader.options.heartbeat_interval = absl::Seconds(5);
  }

  void Connect(WatchHub& hub) {
    stream = hub.Subscribe(reader.options, filter, [] {});
  }
  void Drop() {
    stream.reset();
    reader.Disconnect();
    interrupted = true;
  }
  // Up to `limit` deliveries; false when none came.
  bool Read(int limit) {
    for (int i = 0; i < limit; ++i) {
      const std::optional<Delivery> delivery = stream->Next();
      if (!delivery) return i > 0;
      if (reader.Take(*delivery)) continue;
      if (reader.end.reason != EndReason::kTokenExpired) unexpected_end = reader.end.status;
      stream.reset();
      reader.Restart();
      ++restarts;
      interrupted = false;
      return true;
    }
    return true;
  }

  CheckingReader reader;
  const Filter filter;
  std::unique_ptr<Subscription> stream;
  bool interrupted = false;
  int restarts = 0;
  absl::Status unexpected_end;
};

void ExpectGuarantees(const Client& client, const History& history, const std::string& where) {
  SCOPED_TRACE(where);
  EXPECT_TRUE(client.unexpected_end.ok()) << client.unexpected_end;
  for (const std::string& error : client.reader.errors) ADD_FAILURE() << error;
  EXPECT_TRUE(client.reader.live);
  EXPECT_EQ(client.reader.state, history.StateThrough(client.filter));
  const auto expected = history.Changes(client.filter, client.reader.snapshot_revision);
  if (client.reader.options.mode == DeliveryMode::kEveryRevision) {
    // Ordered, unique, reliable and atomic at once: exactly the log.
    EXPECT_EQ(client.reader.live_changes, expected);
  } else if (!client.interrupted) {
    // A stream that was not cut accounts for every change. (The sum may be higher: a change from
    // before the end of the snapshot may be merged into one from after it.)
    EXPECT_GE(client.reader.live_changes.size() + client.reader.merged, expected.size());
  }
}

class RandomHistory {
 public:
  explicit RandomHistory(std::uint64_t seed) : random_(seed) {
    WatchHubOptions options;
    options.ring_revisions = 1 + Pick(random_, 12);
    options.replay_page = 1 + Pick(random_, 6);
    options.snapshot_page = 1 + Pick(random_, 5);
    for (int i = Pick(random_, 30); i > 0; --i) Commit();
    unpublished_.clear();
    auto hub = WatchHub::Create(options, source_, reads_, wakes_, timer_);
    EXPECT_TRUE(hub.ok());
    hub_ = *std::move(hub);
    for (int i = 0; i < 6; ++i) {
      clients_.emplace_back(
          i % 2 == 0 ? DeliveryMode::kConflateLatest : DeliveryMode::kEveryRevision, i / 2);
    }
  }

  void Run(int steps) {
    for (int i = 0; i < steps; ++i) Step();
    Settle();
    for (std::size_t i = 0; i < clients_.size(); ++i) {
      ExpectGuarantees(clients_[i], history_, absl::StrCat("client ", i));
    }
  }
  int restarts() const {
    int restarts = 0;
    for (const Client& client : clients_) restarts += client.restarts;
    return restarts;
  }

 private:
  void Commit() {
    history_.revisions.push_back(source_.Commit(RandomWrites(random_, payload_), timer_.Now()));
    unpublished_.push_back(history_.revisions.back());
  }

  void Announce() {
    if (unpublished_.empty()) return;
    const std::size_t which = random_() % unpublished_.size();
    const RevisionPtr revision = unpublished_[which];
    unpublished_.erase(unpublished_.begin() + static_cast<std::ptrdiff_t>(which));
    if (Pick(random_, 3) == 0) {
      hub_->NotifyCommitted(revision->number);
    } else {
      hub_->Publish(revision);
    }
  }

  void Step() {
    Client& client = clients_[random_() % clients_.size()];
    switch (Pick(random_, 16)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return Commit();
      case 4:
      case 5:
      case 6:
        return Announce();
      case 7:
        if (client.stream != nullptr && Pick(random_, 3) == 0) client.Drop();
        return;
      case 8:
        if (Pick(random_, 10) == 0 && !history_.revisions.empty()) {
          source_.Compact(history_.revisions.back()->number - Pick(random_, 30));
        }
        return;
      case 9:
        if (Pick(random_, 10) == 0) source_.FailReads(Pick(random_, 3));
        return timer_.Advance(absl::Milliseconds(Pick(random_, 3000)));
      case 10:
      case 11:
      case 12:
        reads_.RunOne(random_());
        wakes_.RunOne(random_());
        return;
      default:
        if (client.stream == nullptr) client.Connect(*hub_);
        client.Read(1 + Pick(random_, 4));
        return;
    }
  }

  // Announces, runs and reads everything until nothing moves any more.
  void Settle() {
    while (!unpublished_.empty()) Announce();
    source_.FailReads(0);
    int retries = 5;  // failed reads come again after a while
    bool moved = true;
    for (int round = 0; round < 10'000 && moved; ++round) {
      moved = false;
      while (reads_.RunOne() || wakes_.RunOne()) moved = true;
      for (Client& client : clients_) {
        if (client.stream == nullptr) client.Connect(*hub_);
        moved = client.Read(100) || moved;
      }
      if (!moved && retries-- > 0) {
        timer_.Advance(absl::Seconds(1));
        moved = true;
      }
    }
    EXPECT_FALSE(moved) << "the streams do not come to rest";
  }

  Random random_;
  std::int64_t payload_ = 0;
  MemoryChangeSource source_{"store"};
  FakeTimer timer_{kStart};
  ManualExecutor reads_;
  ManualExecutor wakes_;
  std::unique_ptr<WatchHub> hub_;
  std::deque<Client> clients_;
  History history_;
  std::vector<RevisionPtr> unpublished_;
};

TEST(WatchPropertyTest, GuaranteesHoldInRandomHistories) {
  int restarts = 0;
  for (std::uint64_t seed = 1; seed <= 2000 && !HasFailure(); ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    RandomHistory history(seed);
    history.Run(600);
    restarts += history.restarts();
  }
  EXPECT_GT(restarts, 0) << "compaction never caught anybody: the test has lost its teeth";
}

TEST(WatchPropertyTest, ConflatedCountsAddUpForReadersWhoStay) {
  for (std::uint64_t seed = 1; seed <= 50 && !HasFailure(); ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    Random random(seed);
    MemoryChangeSource source("store");
    FakeTimer timer(kStart);
    InlineExecutor executor;
    WatchHubOptions options;
    options.ring_revisions = 5;
    auto hub = *WatchHub::Create(options, source, executor, executor, timer);
    Client client(DeliveryMode::kConflateLatest, static_cast<int>(seed % 3));
    client.Connect(*hub);
    client.Read(10);
    History history;
    std::int64_t payload = 0;
    for (int i = 0; i < 500; ++i) {
      history.revisions.push_back(source.Commit(RandomWrites(random, payload), timer.Now()));
      hub->Publish(history.revisions.back());
      source.Compact(history.revisions.back()->number - 8);
      if (client.stream != nullptr && Pick(random, 20) == 0) client.Read(Pick(random, 6));
    }
    while (client.stream != nullptr && client.Read(100)) {
    }
    ASSERT_EQ(client.restarts, 0) << "a conflating reader was disconnected";
    EXPECT_EQ(static_cast<std::size_t>(client.reader.merged) + client.reader.live_changes.size(),
              history.Changes(client.filter, 0).size());
    ExpectGuarantees(client, history, "client");
  }
}

// Waits for its stream on a thread of its own, dropping and resuming it at random.
void Follow(WatchHub& hub, Client& client, std::uint64_t seed, const std::atomic<bool>& finished,
            std::int64_t& last_revision, const std::atomic<std::int64_t>& final_revision) {
  Random random(seed);
  auto ready = std::make_shared<std::atomic<bool>>(true);
  while (true) {
    if (client.stream == nullptr) {
      client.stream =
          hub.Subscribe(client.reader.options, client.filter, [ready] { ready->store(true); });
    }
    const bool all_written = finished.load();
    const std::optional<Delivery> delivery = client.stream->Next();
    if (!delivery) {
      if (all_written && client.reader.live && last_revision >= final_revision.load()) return;
      std::this_thread::yield();
      continue;
    }
    last_revision = std::max(last_revision, delivery->revision);
    if (!client.reader.Take(*delivery)) {
      if (client.reader.end.reason != EndReason::kTokenExpired) {
        client.unexpected_end = client.reader.end.status;
        return;
      }
      client.stream.reset();
      client.reader.Restart();
      client.interrupted = false;
      ++client.restarts;
      last_revision = 0;
    } else if (!all_written && Pick(random, 200) == 0) {
      client.Drop();
    } else if (Pick(random, 50) == 0) {
      std::this_thread::sleep_for(std::chrono::microseconds(Pick(random, 300)));
    }
  }
}

TEST(WatchPropertyTest, GuaranteesHoldAmongThreads) {
  MemoryChangeSource source("store");
  SystemTimer timer;
  ThreadPool reads(2, 100);
  ThreadPool wakes(1, 100);
  WatchHubOptions options;
  options.ring_revisions = 32;
  options.replay_page = 16;
  options.snapshot_page = 4;
  options.retry_interval = absl::Milliseconds(1);
  auto hub = *WatchHub::Create(options, source, reads, wakes, timer);

  Mutex history_mutex;
  std::map<std::int64_t, RevisionPtr> committed;
  std::atomic<bool> finished = false;
  std::atomic<std::int64_t> final_revision = 0;
  std::vector<std::thread> writers;
  for (int w = 0; w < 3; ++w) {
    writers.emplace_back([&, w] {
      Random random(100 + w);
      std::int64_t payload = 1'000'000 * w;
      for (int i = 0; i < 400; ++i) {
        const RevisionPtr revision = source.Commit(RandomWrites(random, payload), timer.Now());
        {
          MutexLock lock(&history_mutex);
          committed[revision->number] = revision;
        }
        hub->Publish(revision);
        if (w == 0 && i % 50 == 0) source.Compact(revision->number - 100);
        if (Pick(random, 10) == 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
      }
    });
  }
  std::deque<Client> clients;
  std::vector<std::int64_t> last(6);
  std::vector<std::thread> readers;
  for (int i = 0; i < 6; ++i) {
    clients.emplace_back(i % 2 == 0 ? DeliveryMode::kConflateLatest : DeliveryMode::kEveryRevision,
                         i / 2);
    // Short heartbeats move filtered readers to the end.
    clients.back().reader.options.heartbeat_interval = absl::Milliseconds(2);
  }
  for (int i = 0; i < 6; ++i) {
    readers.emplace_back(
        [&, i] { Follow(*hub, clients[i], 200 + i, finished, last[i], final_revision); });
  }
  for (std::thread& writer : writers) writer.join();
  final_revision = committed.rbegin()->first;
  finished = true;
  for (std::thread& reader : readers) reader.join();

  History history;
  for (const auto& [number, revision] : committed) history.revisions.push_back(revision);
  for (std::size_t i = 0; i < clients.size(); ++i) {
    ExpectGuarantees(clients[i], history, absl::StrCat("client ", i));
  }
}

TEST(WatchPropertyTest, HubMayCloseWhileReadersAndWritersWork) {
  for (int round = 0; round < 20; ++round) {
    MemoryChangeSource source("store");
    SystemTimer timer;
    ThreadPool executor(2, 4);
    auto hub = *WatchHub::Create({}, source, executor, executor, timer);
    std::vector<std::unique_ptr<Subscription>> streams;
    for (int i = 0; i < 4; ++i) streams.push_back(hub->Subscribe({}, {}, [] {}));
    std::vector<std::thread> readers;
    std::atomic<int> ended = 0;
    for (auto& stream : streams) {
      readers.emplace_back([&ended, &stream] {
        while (true) {
          const auto delivery = stream->Next();
          if (delivery && delivery->kind == Delivery::Kind::kEnd) break;
        }
        ++ended;
      });
    }
    Random random(round);
    std::int64_t payload = 0;
    for (int i = 0; i < 50; ++i) {
      hub->Publish(source.Commit(RandomWrites(random, payload), timer.Now()));
    }
    hub.reset();
    for (std::thread& reader : readers) reader.join();
    EXPECT_EQ(ended, 4);
  }
}

}  // namespace
}  // namespace isotherm::stream
