// The suite's messages as JSON with stable field names, for programs.
//
// Enums are their wire names without prefix ("BLAZING"), times RFC 3339 in UTC, unset values null.
// Thread-safety: pure.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/status.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/rpc/status.pb.h"
#include "isotherm/factor/v1/document.pb.h"
#include "isotherm/factor/v1/factor.pb.h"
#include "isotherm/scoring/v1/heat.pb.h"

namespace isotherm::cli {

using Json = nlohmann::ordered_json;

Json TimeJson(const google::protobuf::Timestamp& time);
Json ReadingJson(const scoring::v1::HeatReading& reading);
Json ExplanationJson(const scoring::v1::HeatExplanation& explanation);
Json FactorJson(const factor::v1::Factor& factor);
Json EventJson(const factor::v1::Event& event);
// Without content and text.
Json DocumentJson(const factor::v1::Document& document);
// {"code": "NOT_FOUND", "reason": "RESOURCE_NOT_FOUND", "message": "..."}.
Json ErrorJson(const absl::Status& status);
Json ErrorJson(const google::rpc::Status& status);

// One document over several lines, and one line of JSON Lines; both end with '\n'.
std::string Pretty(const Json& json);
std::string Line(const Json& json);

}  // namespace isotherm::cli
