// Many rows in few statements: on PostgreSQL each statement costs a round trip.
//
// Rows go in groups of 16, 8, 4, 2 and 1, so that only five statements per table are ever prepared.
// Errors: as sql/transaction.h. Thread-safety: as the transaction.
#pragma once

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "services/common/sql/transaction.h"
#include "services/common/sql/value.h"

namespace isotherm::factor_analysis {

// `rows` hold one value per column, in the order of `columns`.
absl::Status BulkInsert(sql::WriteTransaction& transaction, std::string_view table,
                        const std::vector<std::string_view>& columns,
                        const std::vector<std::vector<sql::Value>>& rows);

}  // namespace isotherm::factor_analysis
