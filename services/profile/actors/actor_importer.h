// ImportActors: creates or replaces actors, a batch a transaction, one result each.
//
// A wrong item costs that item alone. An item equal to what is stored changes nothing.
// Thread-safety: safe from any thread; blocks. Lifetime: the database outlives it.
// Errors: of the store only (the batch did nothing); bad items are in their responses.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "isotherm/profile/v1/profile_service.pb.h"
#include "services/common/sql/database.h"

namespace isotherm::profile {

// More in one stream end it with RESOURCE_EXHAUSTED/LIMIT_EXCEEDED.
inline constexpr std::int64_t kMaxImportItems = 100'000;

// An item as it was received; an error is what its response says.
using ImportItem = absl::StatusOr<v1::ImportActorsRequest>;

class ActorImporter {
 public:
  explicit ActorImporter(sql::Database& database) : database_(database) {}

  // `responses` gets one entry per item, in order; `first_index` is the first item's position.
  absl::Status Import(std::int64_t first_index, const std::vector<ImportItem>& items,
                      absl::Time deadline, std::vector<v1::ImportActorsResponse>& responses);

 private:
  sql::Database& database_;
};

}  // namespace isotherm::profile
