// Reads and writes actors inside a transaction.
//
// Thread-safety and errors: as services/common/sql/transaction.h; DATA_LOSS when a stored actor
// cannot be decoded. Stored actors are complete: etag and times included.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "isotherm/profile/v1/actor.pb.h"
#include "services/common/filter/filter.h"
#include "services/common/sql/transaction.h"

namespace isotherm::profile {

// What watches follow in the change log.
inline constexpr char kActorCollection[] = "actors";

struct StoredActor {
  v1::Actor actor;
  std::int64_t version = 0;  // the number in its etag
};

absl::StatusOr<std::optional<StoredActor>> FindActor(sql::ReadTransaction& transaction,
                                                     const std::string& name);

// Creates or replaces the actor of its name and appends the change. Lock the name before.
absl::Status PutActor(sql::WriteTransaction& transaction, const StoredActor& stored);

// Appends the deletion. NOT_FOUND/RESOURCE_NOT_FOUND when there is none.
absl::Status EraseActor(sql::WriteTransaction& transaction, const std::string& name);

// Actors that match, by name (bytewise), from the first name above `after_name`, at most `limit`.
absl::StatusOr<std::vector<v1::Actor>> ListActors(sql::ReadTransaction& transaction,
                                                  const filter::Filter& filter,
                                                  const std::string& after_name, int limit);
absl::StatusOr<std::int64_t> CountActors(sql::ReadTransaction& transaction,
                                         const filter::Filter& filter);

// The actors found among `names`, in no particular order.
absl::StatusOr<std::vector<v1::Actor>> FindActors(sql::ReadTransaction& transaction,
                                                  const std::vector<std::string>& names);

// Every actor, by name.
absl::Status ForEachActor(sql::ReadTransaction& transaction,
                          absl::FunctionRef<absl::Status(v1::Actor)> each);

}  // namespace isotherm::profile
