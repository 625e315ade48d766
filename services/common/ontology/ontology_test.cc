#include "services/common/ontology/ontology.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/ascii.h"
#include "services/common/ontology/proto_convert.h"

namespace isotherm {
namespace {

// Every value survives name -> parse, in both cases, and proto -> back, under the proto's own name.
template <typename Enum, typename NameOfProto>
void ExpectRoundTrips(int first, int count, std::string_view prefix, NameOfProto name_of_proto) {
  for (int i = first; i < first + count; ++i) {
    const Enum value = static_cast<Enum>(i);
    const std::string name(Name(value));
    EXPECT_EQ(Parse<Enum>(name), value) << name;
    EXPECT_EQ(Parse<Enum>(absl::AsciiStrToLower(name)), value) << name;
    EXPECT_EQ(FromProto(ToProto(value)), value) << name;
    EXPECT_EQ(name_of_proto(ToProto(value)), std::string(prefix) + name);
  }
}

TEST(OntologyTest, NamesAndProtosAgreeForEveryValue) {
  namespace pb = common::v1;
  ExpectRoundTrips<HeatLevel>(0, kHeatLevelCount, "HEAT_LEVEL_", pb::HeatLevel_Name<pb::HeatLevel>);
  ExpectRoundTrips<Trend>(0, kTrendCount, "TREND_", pb::Trend_Name<pb::Trend>);
  ExpectRoundTrips<FactorRole>(0, kFactorRoleCount, "FACTOR_ROLE_",
                               pb::FactorRole_Name<pb::FactorRole>);
  ExpectRoundTrips<Domain>(0, kDomainCount, "DOMAIN_", pb::Domain_Name<pb::Domain>);
  ExpectRoundTrips<Direction>(-1, 3, "DIRECTION_", pb::Direction_Name<pb::Direction>);
  ExpectRoundTrips<Aux>(0, kAuxCount, "AUX_", pb::Aux_Name<pb::Aux>);
  ExpectRoundTrips<EventType>(0, kEventTypeCount, "EVENT_TYPE_", pb::EventType_Name<pb::EventType>);
}

TEST(OntologyTest, UnknownNamesAndProtosAreNothing) {
  EXPECT_EQ(Parse<Domain>("weather"), std::nullopt);
  EXPECT_EQ(Parse<Domain>(""), std::nullopt);
  EXPECT_EQ(FromProto(common::v1::DOMAIN_UNSPECIFIED), std::nullopt);
  EXPECT_EQ(FromProto(static_cast<common::v1::Domain>(99)), std::nullopt);
}

}  // namespace
}  // namespace isotherm
