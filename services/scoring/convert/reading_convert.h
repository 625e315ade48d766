// Readings and explanations of the model as messages.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "isotherm/scoring/v1/heat.pb.h"
#include "services/scoring/model/reading.h"

namespace isotherm::scoring {

// Leaves revision, factor_revision and compute_time unset: they belong to the publication, and
// readings of the same evidence are equal without them.
v1::HeatReading ToProto(const HeatReading& reading, std::string_view leader_id,
                        std::string_view display_name);

v1::Contribution ToProto(const ClusterContribution& cluster);

google::protobuf::Timestamp ToTimestamp(absl::Time time);
absl::Time FromTimestamp(const google::protobuf::Timestamp& timestamp);

// The same reading, whatever the publication.
bool SameReading(const v1::HeatReading& a, const v1::HeatReading& b);

// A watcher or a list would show a difference: another level, trend or coverage grade, or score or
// interval moved by a tenth of a point or more.
bool VisiblyDifferent(const v1::HeatReading& a, const v1::HeatReading& b);

}  // namespace isotherm::scoring
