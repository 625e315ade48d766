#include "services/scoring/model/parameters.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scoring/model/testing_evidence.h"

namespace isotherm::scoring {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

std::string Message(const Json& json) {
  const auto parsed = ParseHeatParameters(json.dump());
  EXPECT_FALSE(parsed.ok());
  return std::string(parsed.status().message());
}

Json Valid() { return Json::parse(SerializeHeatParameters(testing::TestParameters())); }

TEST(HeatParameters, SurviveTheFileBitForBit) {
  const std::string text = SerializeHeatParameters(testing::TestParameters());
  const auto parsed = ParseHeatParameters(text);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(SerializeHeatParameters(*parsed), text);
  EXPECT_EQ(parsed->weight(Domain::kHealthTenure, FactorRole::kChange),
            testing::TestParameters().weight(Domain::kHealthTenure, FactorRole::kChange));
}

TEST(HeatParameters, DamagedFilesSayWhere) {
  EXPECT_THAT(std::string(ParseHeatParameters("").status().message()), HasSubstr("damaged"));
  const std::string text = SerializeHeatParameters(testing::TestParameters());
  EXPECT_FALSE(ParseHeatParameters(text.substr(0, text.size() / 2)).ok());

  Json json = Valid();
  json["domains"]["ECONOMY"].erase("half_life_days");
  EXPECT_THAT(Message(json), HasSubstr("domains.ECONOMY.half_life_days is missing"));
  json = Valid();
  json["domains"].erase("UNREST");
  EXPECT_THAT(Message(json), HasSubstr("domains.UNREST"));
  json = Valid();
  json["domains"]["WEATHER"] = Json::object();
  EXPECT_THAT(Message(json), HasSubstr("WEATHER is not a domain"));
  json = Valid();
  json["level_scale"] = "wide";
  EXPECT_THAT(Message(json), HasSubstr("level_scale is not a number"));
  json = Valid();
  json["cutpoints"] = {1, 2, 3};
  EXPECT_THAT(Message(json), HasSubstr("cutpoints holds 3 numbers"));
  json = Valid();
  json["cutpoints"] = {1, 2, 2, 3, 4};
  EXPECT_THAT(Message(json), HasSubstr("not above the one before"));
  json = Valid();
  json["domains"]["ECONOMY"]["weight"]["CHANGE"] = -0.1;
  EXPECT_THAT(Message(json), HasSubstr("domains.ECONOMY.weight"));
  json = Valid();
  json["hysteresis"]["threshold"] = 1.0;
  EXPECT_THAT(Message(json), HasSubstr("hysteresis.threshold"));
}

TEST(HeatParameters, NewerFormatIsRefused) {
  Json json = Valid();
  json["format"] = kHeatFormatVersion + 1;
  const auto parsed = ParseHeatParameters(json.dump());
  EXPECT_EQ(parsed.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(parsed.status().message()), HasSubstr("newer"));
}

TEST(HeatParameters, TheShippedModelIsValid) {
  std::ifstream in("models/heat-1.json");
  ASSERT_TRUE(in) << "run from the source root";
  std::ostringstream text;
  text << in.rdbuf();
  const auto parsed = ParseHeatParameters(text.str());
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->id, "heat-1");
  for (const DomainParameters& domain : parsed->domains) EXPECT_FALSE(domain.reason.empty());
  EXPECT_FALSE(parsed->provenance.data_hash.empty());
}

}  // namespace
}  // namespace isotherm::scoring
