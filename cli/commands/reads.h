// Pieces that the reading commands share.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "cli/commands/context.h"
#include "google/protobuf/timestamp.pb.h"
#include "isotherm/common/v1/consistency.pb.h"
#include "isotherm/scoring/v1/heat.pb.h"

namespace isotherm::cli {

// The end of an ISO day in UTC. INVALID_ARGUMENT for anything else.
absl::StatusOr<google::protobuf::Timestamp> EndOfDay(std::string_view iso_day);

// Sets at_least_as_fresh when `token` is not empty.
void SetConsistency(std::string_view token, common::v1::ReadConsistency* consistency);

absl::StatusOr<scoring::v1::HeatExplanation> FetchExplanation(std::string_view leader,
                                                              std::string_view as_of,
                                                              std::string_view token,
                                                              Context& context);

// A table of readings: level, score, interval, trend, coverage, as of.
std::string ReadingTable(const std::vector<scoring::v1::HeatReading>& readings, bool ranks,
                         const Output& out);

// NOT_FOUND of a reading in words of its reason; other errors as they are.
absl::Status ExplainMissing(const absl::Status& status, std::string_view leader);

// "low, 1 source".
std::string CoverageCell(const scoring::v1::Coverage& coverage);

}  // namespace isotherm::cli
