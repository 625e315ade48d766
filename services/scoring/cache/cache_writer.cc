#include "services/scoring/cache/cache_writer.h"

#include <spdlog/spdlog.h>

#include <memory>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/time/clock.h"
#include "services/common/sql/change_log.h"
#include "services/scoring/convert/factor_convert.h"
#include "services/scoring/store/reading_rows.h"

namespace isotherm::scoring {
namespace {

CacheEntry EntryOf(v1::HeatReading reading) {
  CacheEntry entry;
  entry.leader = std::string(LeaderIdOf(reading.leader()));
  entry.revision = reading.revision();
  entry.reading = std::make_shared<const v1::HeatReading>(std::move(reading));
  return entry;
}

}  // namespace

CacheWriter::CacheWriter(HeatCache& cache, sql::Database& database, const Clock& clock,
                         const CacheWriterOptions& options,
                         std::function<void(const std::string& leader)> on_published)
    : cache_(cache),
      database_(database),
      clock_(clock),
      options_(options),
      on_published_(std::move(on_published)),
      thread_([this] { Run(); }) {}

CacheWriter::~CacheWriter() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

std::int64_t CacheWriter::fills() const {
  absl::MutexLock lock(&mutex_);
  return fills_;
}

void CacheWriter::Publish(const sql::Commit& commit, std::vector<ReadingUpdate> updates) {
  std::vector<CacheEntry> entries;
  entries.reserve(updates.size());
  for (ReadingUpdate& update : updates) {
    if (on_published_) on_published_(update.leader);
    CacheEntry entry;
    entry.leader = std::move(update.leader);
    entry.revision = commit.revision;
    entry.previous_level = update.previous_level;
    if (update.reading) {
      update.reading->set_revision(commit.revision);
      entry.reading = std::make_shared<const v1::HeatReading>(*std::move(update.reading));
    }
    entries.push_back(std::move(entry));
  }
  if (cache_.IsLocal()) {
    cache_.Put(entries, /*announce=*/true).IgnoreError();  // memory cannot fail
    return;
  }
  absl::MutexLock lock(&mutex_);
  if (queue_.size() + entries.size() > options_.max_queued) {
    overflowed_ = true;
    cache_.MarkLost();
    return;
  }
  for (CacheEntry& entry : entries) queue_.push_back(std::move(entry));
}

absl::Status CacheWriter::Fill() {
  const std::int64_t ticket = cache_.BeginFill();
  absl::Status status = FillLeaders();
  if (status.ok()) status = cache_.MarkFilled(ticket);
  if (!status.ok()) return status;
  absl::MutexLock lock(&mutex_);
  ++fills_;
  return absl::OkStatus();
}

absl::Status CacheWriter::FillLeaders() {
  constexpr int kPage = 500;
  absl::flat_hash_set<std::string> present;
  std::int64_t revision = 0;  // what the first page contains at least
  std::string after;
  for (bool more = true; more;) {
    std::vector<CacheEntry> entries;
    absl::Status status =
        database_.Read(clock_.Now() + absl::Seconds(30), [&](sql::ReadTransaction& transaction) {
          entries.clear();
          if (after.empty()) {
            const absl::StatusOr<sql::LogHead> head = sql::ReadLogHead(transaction);
            if (!head.ok()) return head.status();
            revision = head->last.revision;
          }
          absl::StatusOr<std::vector<v1::HeatReading>> page =
              ListReadings(transaction, {}, after, kPage);
          if (!page.ok()) return page.status();
          for (v1::HeatReading& reading : *page) entries.push_back(EntryOf(std::move(reading)));
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
    if (status = cache_.Put(entries, /*announce=*/false); !status.ok()) return status;
    more = entries.size() == kPage;
    if (!entries.empty()) after = entries.back().leader;
    for (CacheEntry& entry : entries) present.insert(std::move(entry.leader));
  }
  absl::StatusOr<std::vector<std::string>> cached = cache_.Leaders();
  if (!cached.ok()) return cached.status();
  std::vector<CacheEntry> gone;
  for (std::string& leader : *cached) {
    if (present.contains(leader)) continue;
    // A publication since the first page has a higher revision and stays.
    CacheEntry entry;
    entry.leader = std::move(leader);
    entry.revision = revision;
    gone.push_back(std::move(entry));
  }
  return cache_.Put(gone, /*announce=*/false);
}

void CacheWriter::Run() {
  absl::Time next_renewal = absl::InfinitePast();
  bool healthy = true;
  const auto report = [&healthy](const absl::Status& status) {
    if (healthy != status.ok()) {
      if (status.ok()) {
        spdlog::info("cache is back and filled");
      } else {
        spdlog::warn("cache is away, readings come from the store error=\"{}\"",
                     std::string(status.message()));
      }
    }
    healthy = status.ok();
  };
  while (true) {
    std::vector<CacheEntry> entries;
    bool overflowed = false;
    bool stopping = false;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.AwaitWithTimeout(absl::Condition(this, &CacheWriter::HasWork),
                              options_.check_interval);
      stopping = stopping_;
      entries.assign(std::make_move_iterator(queue_.begin()),
                     std::make_move_iterator(queue_.end()));
      queue_.clear();
      overflowed = std::exchange(overflowed_, false);
    }
    absl::Status status = cache_.Put(entries, /*announce=*/true);
    if (stopping) return;  // what was queued is out, or the next process's fill makes up for it
    if (!entries.empty() && status.ok() && !overflowed && absl::Now() < next_renewal) continue;
    const absl::StatusOr<bool> filled = cache_.IsFilled();
    if (!filled.ok()) status = filled.status();
    if (status.ok() && (!*filled || overflowed || absl::Now() >= next_renewal)) {
      status = Fill();
      if (status.ok()) next_renewal = absl::Now() + options_.renew_interval;
    }
    report(status);
  }
}

}  // namespace isotherm::scoring
