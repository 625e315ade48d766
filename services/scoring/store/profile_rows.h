// The mirrored leaders of the profile service.
//
// Errors and thread-safety: of the transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "isotherm/profile/v1/actor.pb.h"
#include "services/common/sql/transaction.h"

namespace isotherm::scoring {

absl::Status UpsertProfile(sql::WriteTransaction& transaction, std::string_view leader,
                           const profile::v1::Actor& actor, std::int64_t generation);

absl::Status DeleteProfile(sql::WriteTransaction& transaction, std::string_view leader);

// Deletes what the snapshot of `generation` has not shown; returns those leaders.
absl::StatusOr<std::set<std::string>> SweepProfiles(sql::WriteTransaction& transaction,
                                                    std::int64_t generation);

absl::StatusOr<std::optional<profile::v1::Actor>> LoadProfile(sql::ReadTransaction& transaction,
                                                              std::string_view leader);

}  // namespace isotherm::scoring
