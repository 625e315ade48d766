#include <nlohmann/json.hpp>
#include <string>

#include "services/gateway/brief/render.h"

namespace isotherm::brief {
namespace {

using Json = nlohmann::ordered_json;

Json ReasonJson(const Reason& reason) {
  Json json;
  json["points"] = reason.points ? Json(*reason.points) : Json(nullptr);
  json["domain"] = reason.domain ? Json(std::string(Name(*reason.domain))) : Json(nullptr);
  json["statement"] = reason.statement;
  json["quote"] = reason.quote;
  json["source"] = reason.source;
  json["observed"] = reason.observed;
  json["document"] = reason.document;
  json["factor"] = reason.factor;
  json["source_count"] = reason.source_count;
  return json;
}

Json QuestionJson(const Question& question) {
  Json json;
  json["question"] = question.question;
  json["answer"] = question.answer;
  json["reasons"] = Json::array();
  for (const Reason& reason : question.reasons) json["reasons"].push_back(ReasonJson(reason));
  json["further_reasons"] = question.further_reasons;
  return json;
}

}  // namespace

std::string RenderJson(const Brief& brief) {
  Json json;
  json["leader"] = brief.leader;
  json["display_name"] = brief.display_name;
  json["office"] = brief.office;
  json["title"] = brief.title;
  json["level"] = std::string(Name(brief.level));
  json["score"] = brief.score;
  json["low"] = brief.low;
  json["high"] = brief.high;
  json["trend"] = brief.trend ? Json(std::string(Name(*brief.trend))) : Json(nullptr);
  json["change_30_days"] = brief.change_30_days;
  json["as_of"] = brief.as_of;
  json["coverage"] = {{"grade", brief.coverage},
                      {"source_count", brief.source_count},
                      {"factor_count", brief.factor_count}};
  Json probabilities;
  for (int i = 0; i < kHeatLevelCount; ++i) {
    probabilities[std::string(Name(static_cast<HeatLevel>(i)))] =
        brief.probabilities[static_cast<std::size_t>(i)];
  }
  json["level_probabilities"] = std::move(probabilities);
  json["takeaways"] = brief.takeaways;
  json["questions"] = Json::array();
  for (const Question& question : brief.questions) {
    json["questions"].push_back(QuestionJson(question));
  }
  json["model"] = brief.model;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace isotherm::brief
