#include "services/scoring/cache/memory_heat_cache.h"

#include <functional>

#include "services/common/strings/view.h"

namespace isotherm::scoring {

MemoryHeatCache::Shard& MemoryHeatCache::ShardOf(std::string_view leader) {
  return shards_[std::hash<std::string_view>()(leader) % kShards];
}

absl::StatusOr<CacheAnswer> MemoryHeatCache::Get(std::string_view leader) {
  Shard& shard = ShardOf(leader);
  absl::MutexLock lock(&shard.mutex);
  const auto it = shard.held.find(AbslView(leader));
  if (it == shard.held.end()) return CacheAnswer{};
  return CacheAnswer{true, it->second.reading};
}

absl::Status MemoryHeatCache::Put(absl::Span<const CacheEntry> entries, bool /*announce*/) {
  for (const CacheEntry& entry : entries) {
    Shard& shard = ShardOf(entry.leader);
    absl::MutexLock lock(&shard.mutex);
    Held& held = shard.held[entry.leader];
    if (entry.revision >= held.revision) held = {entry.revision, entry.reading};
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> MemoryHeatCache::IsFilled() { return fill_.complete(); }

absl::Status MemoryHeatCache::MarkFilled(std::int64_t ticket) {
  fill_.Finish(ticket);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> MemoryHeatCache::Leaders() {
  std::vector<std::string> leaders;
  for (Shard& shard : shards_) {
    absl::MutexLock lock(&shard.mutex);
    for (const auto& [leader, held] : shard.held) {
      if (held.reading != nullptr) leaders.push_back(leader);
    }
  }
  return leaders;
}

}  // namespace isotherm::scoring
