// Waits until a store shows what a caller has to see.
//
// Thread-safety: safe from any thread; blocks.
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "isotherm/common/v1/consistency.pb.h"
#include "services/common/consistency/consistency_token.h"
#include "services/common/sql/database.h"

namespace isotherm::sql {

// Returns when a read of `database` that starts now meets `wanted`: at once, but for
// at_least_as_fresh with a revision that this database (a lagging replica) does not show yet; then
// it looks again every 20 ms until shortly before `deadline`, at most 30 s.
// INVALID_ARGUMENT/INVALID_CONSISTENCY_TOKEN; DEADLINE_EXCEEDED/CONSISTENCY_NOT_REACHED.
absl::Status AwaitFreshness(Database& database, consistency::Service service,
                            const common::v1::ReadConsistency& wanted, absl::Time deadline);

}  // namespace isotherm::sql
