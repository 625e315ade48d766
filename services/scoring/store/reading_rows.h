// Published readings and their history.
//
// A reading's revision is that of the transaction which published it: the store's change log and
// HeatReading.revision speak of the same numbers.
// Errors and thread-safety: of the transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "isotherm/scoring/v1/heat.pb.h"
#include "services/common/sql/transaction.h"

namespace isotherm::scoring {

// Publishes a reading: replaces the leader's, adds it to the history, logs the change.
absl::Status PublishReading(sql::WriteTransaction& transaction, std::string_view leader,
                            const v1::HeatReading& reading);

// Takes a reading back, leaves the history, logs the change.
absl::Status WithdrawReading(sql::WriteTransaction& transaction, std::string_view leader);

absl::StatusOr<std::optional<v1::HeatReading>> LoadReading(sql::ReadTransaction& transaction,
                                                           std::string_view leader);

struct ReadingFilter {
  std::optional<common::v1::HeatLevel> level;
  std::optional<common::v1::Trend> trend;
};

// By leader (bytewise), from the first one above `after_leader`, at most `limit`.
absl::StatusOr<std::vector<v1::HeatReading>> ListReadings(sql::ReadTransaction& transaction,
                                                          const ReadingFilter& filter,
                                                          std::string_view after_leader, int limit);

// By resource name "leaders/{leader}/heat" (bytewise, which is not the order of the ids).
absl::StatusOr<std::vector<v1::HeatReading>> ListReadingsByName(sql::ReadTransaction& transaction,
                                                                std::string_view after_name,
                                                                int limit);

// By score, equal scores by leader.
absl::StatusOr<std::vector<v1::HeatReading>> RankReadings(sql::ReadTransaction& transaction,
                                                          bool hottest_first, int limit);

// Newest first, with revisions below `before_revision`.
absl::StatusOr<std::vector<v1::HeatReading>> ListHistory(sql::ReadTransaction& transaction,
                                                         std::string_view leader,
                                                         std::int64_t before_revision, int limit);

}  // namespace isotherm::scoring
