// Published readings from the cache, and from the store what the cache does not hold.
//
// Concurrent misses of one leader share one read of the store. Leaders that have no reading are
// remembered for a few seconds, at most so many, until one is published. For reads that take any
// age; fresher ones go to the store themselves. Blocking: as the cache and the store.
// Thread-safety: safe from any thread. Lifetime: the cache and the clock outlive it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "isotherm/scoring/v1/heat.pb.h"
#include "services/common/cache/ttl_cache.h"
#include "services/common/clock/clock.h"
#include "services/common/singleflight/single_flight.h"
#include "services/scoring/cache/heat_cache.h"

namespace isotherm::scoring {

class ReadingLoader {
 public:
  // Reads the store; nullopt when the leader has no reading.
  using LoadFromStore =
      std::function<absl::StatusOr<std::optional<v1::HeatReading>>(std::string_view leader)>;

  ReadingLoader(HeatCache& cache, LoadFromStore load, const Clock& clock);

  struct Loaded {
    std::shared_ptr<const v1::HeatReading> reading;  // null = the leader has none
    bool bypassed = false;                           // the cache could not be used
  };
  absl::StatusOr<Loaded> Load(std::string_view leader);

  // A reading of the leader has been committed.
  void OnPublished(const std::string& leader) { unknown_.Erase(leader); }

 private:
  absl::StatusOr<Loaded> Miss(const std::string& leader, bool bypassed);

  HeatCache& cache_;
  const LoadFromStore load_;
  TtlCache<bool> unknown_;  // absent entries alone
  SingleFlight<Loaded> flights_;
};

}  // namespace isotherm::scoring
