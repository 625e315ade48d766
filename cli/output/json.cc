#include "cli/output/json.h"

#include "absl/strings/ascii.h"
#include "absl/time/time.h"
#include "services/common/ontology/proto_convert.h"
#include "services/common/status/errors.h"
#include "services/common/strings/view.h"

namespace isotherm::cli {
namespace {

template <typename ProtoEnum>
Json EnumJson(ProtoEnum value) {
  const auto known = FromProto(value);
  return known ? Json(std::string(Name(*known))) : Json(nullptr);
}

std::string StateName(factor::v1::State state) {
  return state == factor::v1::STATE_RETRACTED ? "RETRACTED" : "ACTIVE";
}

Json EvidenceJson(const google::protobuf::RepeatedPtrField<factor::v1::Evidence>& evidence) {
  Json list = Json::array();
  for (const factor::v1::Evidence& item : evidence) {
    list.push_back({{"document", item.document()},
                    {"begin_offset", item.begin_offset()},
                    {"end_offset", item.end_offset()},
                    {"quote", item.quote()}});
  }
  return list;
}

Json CoverageJson(const scoring::v1::Coverage& coverage) {
  using scoring::v1::Coverage;
  Json json;
  json["value"] = coverage.value();
  json["grade"] = coverage.grade() == Coverage::GRADE_HIGH     ? Json("HIGH")
                  : coverage.grade() == Coverage::GRADE_MEDIUM ? Json("MEDIUM")
                  : coverage.grade() == Coverage::GRADE_LOW    ? Json("LOW")
                                                               : Json(nullptr);
  json["source_count"] = coverage.source_count();
  json["factor_count"] = coverage.factor_count();
  json["newest_evidence"] = TimeJson(coverage.newest_evidence_time());
  return json;
}

}  // namespace

Json TimeJson(const google::protobuf::Timestamp& time) {
  if (time.seconds() == 0 && time.nanos() == 0) return nullptr;
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ",
                          absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos()),
                          absl::UTCTimeZone());
}

Json ReadingJson(const scoring::v1::HeatReading& reading) {
  Json json;
  json["leader"] = reading.leader();
  json["display_name"] = reading.leader_display_name();
  json["level"] = EnumJson(reading.level());
  json["score"] = reading.score();
  json["low"] = reading.low();
  json["high"] = reading.high();
  Json probabilities = Json::object();
  for (const scoring::v1::LevelProbability& entry : reading.level_probabilities()) {
    if (const auto level = FromProto(entry.level())) {
      probabilities[std::string(Name(*level))] = entry.probability();
    }
  }
  json["level_probabilities"] = std::move(probabilities);
  json["trend"] = EnumJson(reading.trend());
  json["change_7_days"] = reading.change_7_days();
  json["change_30_days"] = reading.change_30_days();
  json["coverage"] = CoverageJson(reading.coverage());
  json["as_of"] = TimeJson(reading.as_of_time());
  json["computed"] = TimeJson(reading.compute_time());
  json["previous_level"] = EnumJson(reading.previous_level());
  json["level_since"] = TimeJson(reading.level_since_time());
  json["model"] = reading.model();
  json["revision"] = reading.revision();
  json["factor_revision"] = reading.factor_revision();
  json["cache_bypassed"] = reading.cache_bypassed();
  return json;
}

Json ExplanationJson(const scoring::v1::HeatExplanation& explanation) {
  Json json;
  json["reading"] = ReadingJson(explanation.reading());
  json["baseline_score"] = explanation.baseline_score();
  json["baseline_reason"] = explanation.baseline_reason();
  json["contributions"] = Json::array();
  for (const scoring::v1::Contribution& contribution : explanation.contributions()) {
    Json entry;
    entry["points"] = contribution.points();
    entry["domain"] = EnumJson(contribution.domain());
    entry["role"] = EnumJson(contribution.role());
    entry["direction"] = EnumJson(contribution.direction());
    entry["claim_key"] = contribution.claim_key();
    entry["source_count"] = contribution.source_count();
    entry["decay"] = contribution.decay();
    entry["factors"] = Json::array();
    for (const std::string& name : contribution.factors()) entry["factors"].push_back(name);
    json["contributions"].push_back(std::move(entry));
  }
  json["factors"] = Json::array();
  for (const factor::v1::Factor& factor : explanation.factors()) {
    json["factors"].push_back(FactorJson(factor));
  }
  return json;
}

Json FactorJson(const factor::v1::Factor& factor) {
  Json json;
  json["name"] = factor.name();
  json["leader"] = factor.leader();
  json["display_name"] = factor.leader_display_name();
  json["role"] = EnumJson(factor.role());
  json["domain"] = EnumJson(factor.domain());
  json["direction"] = EnumJson(factor.direction());
  json["strength"] = factor.strength();
  json["confidence"] = factor.confidence();
  json["statement"] = factor.statement();
  json["evidence"] = EvidenceJson(factor.evidence());
  json["claim_key"] = factor.claim_key();
  json["observed"] = TimeJson(factor.observed_time());
  json["known"] = TimeJson(factor.known_time());
  json["publisher"] = factor.publisher();
  json["document"] = factor.document();
  json["analyzer"] = factor.analyzer();
  json["state"] = StateName(factor.state());
  return json;
}

Json EventJson(const factor::v1::Event& event) {
  Json json;
  json["name"] = event.name();
  json["source_actor"] = event.source_actor();
  json["source_text"] = event.source_text();
  json["target_actor"] = event.target_actor();
  json["target_text"] = event.target_text();
  json["type"] = EnumJson(event.type());
  json["mode"] = event.mode();
  json["aux"] = EnumJson(event.aux());
  json["evidence"] = EvidenceJson(event.evidence());
  json["confidence"] = event.confidence();
  json["observed"] = TimeJson(event.observed_time());
  json["document"] = event.document();
  return json;
}

Json DocumentJson(const factor::v1::Document& document) {
  Json json;
  json["name"] = document.name();
  json["title"] = document.title();
  json["date"] = document.date();
  json["publisher"] = document.publisher();
  json["uri"] = document.uri();
  json["language"] = document.language();
  json["ingested"] = TimeJson(document.ingest_time());
  json["state"] = StateName(document.state());
  json["near_duplicate_of"] = document.near_duplicate_of();
  json["analyzer"] = document.analyzer();
  return json;
}

Json ErrorJson(const absl::Status& status) {
  std::string reason = common::v1::ErrorReason_Name(ReasonOf(status));
  constexpr std::string_view kPrefix = "ERROR_REASON_";
  if (reason.rfind(kPrefix, 0) == 0) reason.erase(0, kPrefix.size());
  Json json;
  json["code"] = absl::StatusCodeToString(status.code());
  json["reason"] = reason == "UNSPECIFIED" ? Json(nullptr) : Json(reason);
  json["message"] = std::string(StdView(status.message()));
  return json;
}

Json ErrorJson(const google::rpc::Status& status) { return ErrorJson(FromRpcStatus(status)); }

std::string Pretty(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string Line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace isotherm::cli
