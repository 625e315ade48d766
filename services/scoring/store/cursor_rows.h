// How far a followed service has been applied.
//
// Written in the same transaction as what was applied, so that each change counts exactly once
// whenever the process dies. Errors and thread-safety: of the transaction.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/sql/transaction.h"

namespace isotherm::scoring {

inline constexpr char kFactorsCursor[] = "factors";
inline constexpr char kProfileCursor[] = "profile";

struct FollowCursor {
  std::int64_t version = 0;     // rises with every write; 0 = never written
  std::string token;            // resume token; empty = begin with a snapshot
  std::int64_t revision = 0;    // of the followed store that has been applied
  std::int64_t generation = 0;  // number of the snapshot begun last
  bool complete = false;        // a snapshot has been applied to its end
};

absl::StatusOr<FollowCursor> LoadCursor(sql::ReadTransaction& transaction, std::string_view name);

// Replaces the cursor that was loaded and sets its next version. FAILED_PRECONDITION when another
// process has moved it meanwhile: load it again and go on from there.
absl::Status StoreCursor(sql::WriteTransaction& transaction, std::string_view name,
                         const FollowCursor& loaded, FollowCursor& next);

}  // namespace isotherm::scoring
