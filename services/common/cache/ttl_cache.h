// A bounded cache whose entries expire, refresh early by chance, and may say "there is none".
//
// Early refresh (XFetch: Vattani, Chierichetti, Lowenstein, "Optimal Probabilistic Cache Stampede
// Prevention", PVLDB 8(8), 2015): a reader is told to reload while the entry is still good, when
// now - delta * beta * ln(u) >= expiry with u uniform in (0, 1] and delta the time the last load
// took. So popular entries are renewed before they expire, mostly by one reader; combine with
// SingleFlight. Invalidation race: take a ticket before loading; Put refuses what an Erase or Clear
// since then may have made stale. Bound: `max_entries` over all, by least recent use within each of
// 16 shards. Thread-safety: all methods are safe from any thread. Clock and randomness are injected
// and called with a shard's lock held: they must not call back. Lifetime: the clock outlives the
// cache.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "services/common/clock/clock.h"
#include "services/common/sync/mutex.h"

namespace isotherm {

struct TtlCacheOptions {
  std::size_t max_entries = 100'000;
  absl::Duration ttl = absl::Minutes(5);
  absl::Duration negative_ttl = absl::Seconds(10);  // of "there is none"
  double beta = 1.0;                                // above 1: refreshes earlier; 0: never early
};

struct TtlCacheStats {
  std::int64_t hits = 0;
  std::int64_t negative_hits = 0;
  std::int64_t misses = 0;
  std::int64_t early_refreshes = 0;  // of the hits
  std::int64_t refused_puts = 0;     // lost the race against an invalidation
  std::int64_t evictions = 0;
  std::size_t entries = 0;
};

// `Value` is copied to every reader: make it a shared pointer if it is large.
template <typename Value>
class TtlCache {
 public:
  enum class Found { kMiss, kValue, kAbsent };
  struct Lookup {
    Found found = Found::kMiss;
    std::optional<Value> value;  // kValue
    bool refresh = false;        // good, but reload it now
  };
  // Proves that nothing was invalidated since it was taken.
  struct Ticket {
    std::uint64_t epoch = 0;
  };

  // `random` gives numbers in [0, 1) and is safe from any thread.
  TtlCache(const TtlCacheOptions& options, const Clock& clock, std::function<double()> random)
      : options_(options),
        shard_limit_(std::max<std::size_t>(1, options.max_entries / kShards)),
        clock_(clock),
        random_(std::move(random)) {}

  Lookup Get(const std::string& key) {
    Shard& shard = ShardOf(key);
    const absl::Time now = clock_.Now();
    MutexLock lock(&shard.mutex);
    const auto found = shard.entries.find(key);
    if (found == shard.entries.end() || found->second.expiry <= now) {
      if (found != shard.entries.end()) shard.Remove(found);
      ++shard.stats.misses;
      return {};
    }
    Entry& entry = found->second;
    shard.recent.splice(shard.recent.begin(), shard.recent, entry.place);
    Lookup lookup;
    lookup.found = entry.value ? Found::kValue : Found::kAbsent;
    lookup.value = entry.value;
    lookup.refresh = RefreshNow(entry, now);
    ++(entry.value ? shard.stats.hits : shard.stats.negative_hits);
    if (lookup.refresh) ++shard.stats.early_refreshes;
    return lookup;
  }

  Ticket BeginLoad(const std::string& key) {
    Shard& shard = ShardOf(key);
    MutexLock lock(&shard.mutex);
    return {shard.epoch};
  }

  // Keeps a loaded value; nullopt = the source has none. `load_time` is how long the load took.
  // False when the key (or, rarely, a neighbour of it) was invalidated since the ticket was taken.
  bool Put(const std::string& key, std::optional<Value> value, absl::Duration load_time,
           Ticket ticket) {
    Shard& shard = ShardOf(key);
    const absl::Time expiry = clock_.Now() + (value ? options_.ttl : options_.negative_ttl);
    MutexLock lock(&shard.mutex);
    if (ticket.epoch != shard.epoch) {
      ++shard.stats.refused_puts;
      return false;
    }
    const auto [found, added] = shard.entries.try_emplace(key);
    if (added) {
      shard.recent.push_front(&found->first);
      found->second.place = shard.recent.begin();
    }
    found->second.value = std::move(value);
    found->second.expiry = expiry;
    found->second.load_time = load_time;
    while (shard.entries.size() > shard_limit_) {
      shard.Remove(shard.entries.find(*shard.recent.back()));
      ++shard.stats.evictions;
    }
    return true;
  }

  void Erase(const std::string& key) {
    Shard& shard = ShardOf(key);
    MutexLock lock(&shard.mutex);
    ++shard.epoch;
    const auto found = shard.entries.find(key);
    if (found != shard.entries.end()) shard.Remove(found);
  }

  void Clear() {
    for (Shard& shard : shards_) {
      MutexLock lock(&shard.mutex);
      ++shard.epoch;
      shard.entries.clear();
      shard.recent.clear();
    }
  }

  TtlCacheStats stats() const {
    TtlCacheStats sum;
    for (const Shard& shard : shards_) {
      MutexLock lock(&shard.mutex);
      sum.hits += shard.stats.hits;
      sum.negative_hits += shard.stats.negative_hits;
      sum.misses += shard.stats.misses;
      sum.early_refreshes += shard.stats.early_refreshes;
      sum.refused_puts += shard.stats.refused_puts;
      sum.evictions += shard.stats.evictions;
      sum.entries += shard.entries.size();
    }
    return sum;
  }

 private:
  static constexpr std::size_t kShards = 16;

  struct Entry {
    std::optional<Value> value;
    absl::Time expiry;
    absl::Duration load_time;
    std::list<const std::string*>::iterator place;
  };

  struct Shard {
    using Entries = std::unordered_map<std::string, Entry>;
    void Remove(typename Entries::iterator entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
      recent.erase(entry->second.place);
      entries.erase(entry);
    }

    mutable Mutex mutex;
    Entries entries ABSL_GUARDED_BY(mutex);
    std::list<const std::string*> recent ABSL_GUARDED_BY(mutex);  // keys, newest use first
    std::uint64_t epoch ABSL_GUARDED_BY(mutex) = 0;               // invalidations so far
    TtlCacheStats stats ABSL_GUARDED_BY(mutex);
  };

  Shard& ShardOf(const std::string& key) {
    return shards_[std::hash<std::string>{}(key) % kShards];
  }

  bool RefreshNow(const Entry& entry, absl::Time now) const {
    const double u = 1.0 - random_();  // (0, 1]
    return now - entry.load_time * options_.beta * std::log(u) >= entry.expiry;
  }

  const TtlCacheOptions options_;
  const std::size_t shard_limit_;
  const Clock& clock_;
  const std::function<double()> random_;
  std::array<Shard, kShards> shards_;
};

}  // namespace isotherm
