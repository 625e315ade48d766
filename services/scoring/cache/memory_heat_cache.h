// The cache of a single process: a map in shards, each with its own lock.
#pragma once

#include <array>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "services/scoring/cache/fill_state.h"
#include "services/scoring/cache/heat_cache.h"

namespace isotherm::scoring {

class MemoryHeatCache final : public HeatCache {
 public:
  absl::StatusOr<CacheAnswer> Get(std::string_view leader) override;
  bool IsLocal() const override { return true; }
  absl::Status Put(absl::Span<const CacheEntry> entries, bool announce) override;
  absl::StatusOr<bool> IsFilled() override;
  std::int64_t BeginFill() override { return fill_.Begin(); }
  absl::Status MarkFilled(std::int64_t ticket) override;
  void MarkLost() override { fill_.Lose(); }
  absl::StatusOr<std::vector<std::string>> Leaders() override;

 private:
  struct Held {
    std::int64_t revision = 0;
    std::shared_ptr<const v1::HeatReading> reading;
  };
  struct Shard {
    absl::Mutex mutex;
    absl::flat_hash_map<std::string, Held> held ABSL_GUARDED_BY(mutex);
  };
  static constexpr std::size_t kShards = 16;

  Shard& ShardOf(std::string_view leader);

  std::array<Shard, kShards> shards_;
  FillState fill_;
};

}  // namespace isotherm::scoring
