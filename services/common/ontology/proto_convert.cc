#include "services/common/ontology/proto_convert.h"

namespace isotherm {
namespace {

// All enums but Direction have the same order in both worlds; the protos count from 1.
template <typename Proto, typename Enum>
Proto Shift(Enum value) {
  return static_cast<Proto>(static_cast<int>(value) + 1);
}

template <typename Enum, typename Proto>
std::optional<Enum> Unshift(Proto value, int count) {
  const int index = static_cast<int>(value) - 1;
  if (index < 0 || index >= count) return std::nullopt;
  return static_cast<Enum>(index);
}

}  // namespace

common::v1::HeatLevel ToProto(HeatLevel value) { return Shift<common::v1::HeatLevel>(value); }
common::v1::Trend ToProto(Trend value) { return Shift<common::v1::Trend>(value); }
common::v1::FactorRole ToProto(FactorRole value) { return Shift<common::v1::FactorRole>(value); }
common::v1::Domain ToProto(Domain value) { return Shift<common::v1::Domain>(value); }
common::v1::Aux ToProto(Aux value) { return Shift<common::v1::Aux>(value); }
common::v1::EventType ToProto(EventType value) { return Shift<common::v1::EventType>(value); }

common::v1::Direction ToProto(Direction value) {
  switch (value) {
    case Direction::kRaises:
      return common::v1::DIRECTION_RAISES;
    case Direction::kLowers:
      return common::v1::DIRECTION_LOWERS;
    case Direction::kNone:
      return common::v1::DIRECTION_NONE;
  }
  return common::v1::DIRECTION_UNSPECIFIED;
}

std::optional<HeatLevel> FromProto(common::v1::HeatLevel value) {
  return Unshift<HeatLevel>(value, kHeatLevelCount);
}
std::optional<Trend> FromProto(common::v1::Trend value) {
  return Unshift<Trend>(value, kTrendCount);
}
std::optional<FactorRole> FromProto(common::v1::FactorRole value) {
  return Unshift<FactorRole>(value, kFactorRoleCount);
}
std::optional<Domain> FromProto(common::v1::Domain value) {
  return Unshift<Domain>(value, kDomainCount);
}
std::optional<Aux> FromProto(common::v1::Aux value) { return Unshift<Aux>(value, kAuxCount); }
std::optional<EventType> FromProto(common::v1::EventType value) {
  return Unshift<EventType>(value, kEventTypeCount);
}

std::optional<Direction> FromProto(common::v1::Direction value) {
  switch (value) {
    case common::v1::DIRECTION_RAISES:
      return Direction::kRaises;
    case common::v1::DIRECTION_LOWERS:
      return Direction::kLowers;
    case common::v1::DIRECTION_NONE:
      return Direction::kNone;
    default:
      return std::nullopt;
  }
}

}  // namespace isotherm
