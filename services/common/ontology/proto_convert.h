// Maps the C++ enums of ontology.h onto the protos and back.
//
// Thread-safety: pure. Errors: FromProto returns nullopt for UNSPECIFIED and for values this build
// does not know; it never falls back to a default.
#pragma once

#include <optional>

#include "isotherm/common/v1/ontology.pb.h"
#include "services/common/ontology/ontology.h"

namespace isotherm {

common::v1::HeatLevel ToProto(HeatLevel value);
common::v1::Trend ToProto(Trend value);
common::v1::FactorRole ToProto(FactorRole value);
common::v1::Domain ToProto(Domain value);
common::v1::Direction ToProto(Direction value);
common::v1::Aux ToProto(Aux value);
common::v1::EventType ToProto(EventType value);

std::optional<HeatLevel> FromProto(common::v1::HeatLevel value);
std::optional<Trend> FromProto(common::v1::Trend value);
std::optional<FactorRole> FromProto(common::v1::FactorRole value);
std::optional<Domain> FromProto(common::v1::Domain value);
std::optional<Direction> FromProto(common::v1::Direction value);
std::optional<Aux> FromProto(common::v1::Aux value);
std::optional<EventType> FromProto(common::v1::EventType value);

}  // namespace isotherm
