// The cache of published readings, with one interface for memory and Redis.
//
// Contract, asserted by one test against both: a reading replaces an older revision and is refused
// by a newer one, whatever the order of writers; a withdrawn leader is known to be absent; what is
// lost is a miss, never a wrong answer. The store is the truth.
// Thread-safety: all methods from any thread. Blocking: at most the implementation's time-out.
// Errors: UNAVAILABLE when the cache cannot be reached; the caller then reads the store.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "isotherm/scoring/v1/heat.pb.h"

namespace isotherm::scoring {

struct CacheEntry {
  std::string leader;                              // id
  std::int64_t revision = 0;                       // of the publication or withdrawal
  std::shared_ptr<const v1::HeatReading> reading;  // null = withdrawn
  common::v1::HeatLevel previous_level = common::v1::HEAT_LEVEL_UNSPECIFIED;
};

struct CacheAnswer {
  bool hit = false;
  std::shared_ptr<const v1::HeatReading> reading;  // on a hit: null = known to be absent
};

class HeatCache {
 public:
  virtual ~HeatCache() = default;

  virtual absl::StatusOr<CacheAnswer> Get(std::string_view leader) = 0;

  // True when Get never blocks, so that it may run on an I/O thread.
  virtual bool IsLocal() const = 0;

  // Writes publications in order. `announce` also tells consumers that follow changes; refills do
  // not. An entry older than what is held changes nothing and is no error.
  virtual absl::Status Put(absl::Span<const CacheEntry> entries, bool announce) = 0;

  // Whether the cache holds everything that was published: false at first and after a flush, a
  // restart, a loss of contact or of a publication, until it is filled from the store. A fill
  // counts when nothing was lost since its BeginFill, which comes before the store is read.
  virtual absl::StatusOr<bool> IsFilled() = 0;
  virtual std::int64_t BeginFill() = 0;
  virtual absl::Status MarkFilled(std::int64_t ticket) = 0;
  // A publication was not put at all.
  virtual void MarkLost() = 0;

  // The leaders with a reading in the cache, in any order.
  virtual absl::StatusOr<std::vector<std::string>> Leaders() = 0;
};

}  // namespace isotherm::scoring
