// Factors, offices and readings as tests of the scoring service need them.
//
// Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "isotherm/factor/v1/factor.pb.h"
#include "isotherm/profile/v1/actor.pb.h"
#include "isotherm/scoring/v1/heat.pb.h"

namespace isotherm::scoring {

// 2 October 2023, 00:00 UTC.
absl::Time SampleDay();

// An active factor "leaders/{leader}/factors/{id}" of strength 2 and confidence 0.9, observed on
// SampleDay, its claim and publisher named after `id`: independent of all others.
factor::v1::Factor SampleFactor(std::string_view leader, std::string_view id,
                                common::v1::Direction direction = common::v1::DIRECTION_RAISES);

// "actors/{leader}", head of state since 2003.
profile::v1::Actor SampleActor(std::string_view leader);

// A reading of the leader as it is before it is published.
v1::HeatReading SampleReading(std::string_view leader, double score,
                              common::v1::HeatLevel level = common::v1::HEAT_LEVEL_MILD);

}  // namespace isotherm::scoring
