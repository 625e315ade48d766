// Small facts about a database, by key: the store id, and what a service wants to keep.
//
// Thread-safety and errors: as transaction.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/sql/transaction.h"

namespace isotherm::sql {

absl::StatusOr<std::optional<std::string>> ReadMeta(ReadTransaction& transaction,
                                                    std::string_view key);
absl::Status WriteMeta(WriteTransaction& transaction, std::string_view key, std::string_view value);

// The store's UUID; makes it on the first call for a database, whichever process comes first.
absl::StatusOr<std::string> EnsureStoreId(WriteTransaction& transaction);

}  // namespace isotherm::sql
