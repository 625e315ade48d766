// The mirrored factors.
//
// Errors: of the transaction (services/common/sql/transaction.h). Thread-safety: as the
// transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "isotherm/factor/v1/factor.pb.h"
#include "services/common/sql/transaction.h"
#include "services/scoring/model/factor_input.h"

namespace isotherm::scoring {

// `input` is what the model gets; nullopt keeps the factor as received, but out of every score,
// because it is out of range. `generation` marks it as seen by the current snapshot.
absl::Status UpsertFactor(sql::WriteTransaction& transaction, std::string_view leader,
                          const factor::v1::Factor& factor, const std::optional<FactorInput>& input,
                          std::int64_t generation);

// Deleting what is not there is fine.
absl::Status DeleteFactor(sql::WriteTransaction& transaction, std::string_view name);

// Deletes what the snapshot of `generation` has not shown; returns the leaders it belonged to.
absl::StatusOr<std::set<std::string>> SweepFactors(sql::WriteTransaction& transaction,
                                                   std::int64_t generation);

// The accepted factors of a leader by (observed, name).
absl::StatusOr<std::vector<FactorInput>> LoadInputs(sql::ReadTransaction& transaction,
                                                    std::string_view leader);

// All factors of a leader as received, by (observed, name).
absl::StatusOr<std::vector<factor::v1::Factor>> LoadFactors(sql::ReadTransaction& transaction,
                                                            std::string_view leader);

// The name in words that the newest factor gives the leader; empty when there is no factor.
absl::StatusOr<std::string> LoadFactorDisplayName(sql::ReadTransaction& transaction,
                                                  std::string_view leader);

// Leaders with factors, from the first above `after_leader`, at most `limit`.
absl::StatusOr<std::vector<std::string>> ListFactorLeaders(sql::ReadTransaction& transaction,
                                                           std::string_view after_leader,
                                                           int limit);

}  // namespace isotherm::scoring
