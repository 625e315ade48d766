#include "services/scoring/model/parameters.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "services/common/strings/view.h"

namespace isotherm::scoring {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<FactorRole, kScoredRoleCount> kScoredRoles = {FactorRole::kStanding,
                                                                   FactorRole::kChange};

absl::Status Invalid(std::string_view field, std::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("heat model: ", AbslView(field), " ", AbslView(what)));
}

// Reads members of one object; keeps the first error with the path of the member.
class Reader {
 public:
  Reader(const Json& json, std::string path, absl::Status& status)
      : json_(json), path_(std::move(path)), status_(status) {}

  double Number(const char* key) {
    const Json* value = Find(key);
    if (value == nullptr) return 0.0;
    if (!value->is_number()) return Fail(key, "is not a number"), 0.0;
    return value->get<double>();
  }
  int Integer(const char* key) {
    const Json* value = Find(key);
    if (value == nullptr) return 0;
    if (!value->is_number_integer()) return Fail(key, "is not a whole number"), 0;
    return value->get<int>();
  }
  std::string Text(const char* key) {
    const Json* value = Find(key);
    if (value == nullptr) return {};
    if (!value->is_string()) return Fail(key, "is not a string"), std::string();
    return value->get<std::string>();
  }
  // An empty object when missing; the error is kept.
  Reader Object(const char* key) {
    static const Json* const kEmpty = new Json(Json::object());
    const Json* value = Find(key);
    if (value != nullptr && !value->is_object()) Fail(key, "is not an object");
    const bool good = value != nullptr && value->is_object();
    return Reader(good ? *value : *kEmpty, absl::StrCat(path_, key, "."), status_);
  }
  std::vector<double> Numbers(const char* key) {
    const Json* value = Find(key);
    if (value == nullptr) return {};
    std::vector<double> out;
    if (!value->is_array()) return Fail(key, "is not an array"), out;
    for (const Json& element : *value) {
      if (!element.is_number()) return Fail(key, "holds something that is not a number"), out;
      out.push_back(element.get<double>());
    }
    return out;
  }
  const Json& json() const { return json_; }
  void Fail(std::string_view key, std::string_view what) {
    if (status_.ok()) status_ = Invalid(absl::StrCat(path_, AbslView(key)), what);
  }

 private:
  const Json* Find(const char* key) {
    const auto it = json_.find(key);
    if (it != json_.end()) return &*it;
    Fail(key, "is missing");
    return nullptr;
  }

  const Json& json_;
  std::string path_;
  absl::Status& status_;
};

void ReadDomains(Reader domains, HeatParameters& out) {
  for (int d = 0; d < kDomainCount; ++d) {
    const std::string name(Name(static_cast<Domain>(d)));
    Reader domain = domains.Object(name.c_str());
    Reader weight = domain.Object("weight");
    for (const FactorRole role : kScoredRoles) {
      out.domains[d].weight[static_cast<int>(role)] =
          weight.Number(std::string(Name(role)).c_str());
    }
    out.domains[d].half_life_days = domain.Number("half_life_days");
    out.domains[d].reason = domain.Text("reason");
  }
  for (const auto& [name, unused] : domains.json().items()) {
    if (!Parse<Domain>(name).has_value()) domains.Fail(name, "is not a domain");
  }
}

void ReadIncumbency(Reader in, IncumbencyEffects& out) {
  out.unknown = in.Number("unknown");
  out.executive = in.Number("executive");
  out.designate = in.Number("designate");
  out.other_office = in.Number("other_office");
  out.just_left = in.Number("just_left");
  out.former = in.Number("former");
  out.just_left_half_life_days = in.Number("just_left_half_life_days");
}

void ReadProvenance(Reader in, Provenance& out) {
  out.method = in.Text("method");
  out.data = in.Text("data");
  out.data_hash = in.Text("data_hash");
  out.date = in.Text("date");
  out.samples = in.Integer("samples");
  Reader scores = in.Object("scores");
  for (const auto& [name, unused] : scores.json().items()) {
    out.scores.push_back({name, scores.Number(name.c_str())});
  }
}

HeatParameters Read(Reader in) {
  HeatParameters out;
  out.id = in.Text("id");
  out.version = in.Integer("version");
  ReadDomains(in.Object("domains"), out);
  ReadIncumbency(in.Object("incumbency"), out.incumbency);
  const std::vector<double> cutpoints = in.Numbers("cutpoints");
  if (cutpoints.size() != kCutpointCount) {
    in.Fail("cutpoints", absl::StrCat("holds ", cutpoints.size(), " numbers; 5 are needed"));
  } else {
    std::copy(cutpoints.begin(), cutpoints.end(), out.cutpoints.begin());
  }
  out.level_scale = in.Number("level_scale");
  out.score_scale = in.Number("score_scale");
  out.saturation = in.Number("saturation");
  Reader hysteresis = in.Object("hysteresis");
  out.hysteresis = {hysteresis.Number("threshold"), hysteresis.Number("dwell_days")};
  Reader trend = in.Object("trend");
  out.trend = {trend.Number("momentum_weight"), trend.Number("change_weight"),
               trend.Number("rising"), trend.Number("falling")};
  Reader interval = in.Object("interval");
  out.interval = {interval.Number("one_source_width"), interval.Number("floor"),
                  interval.Number("min_sources")};
  Reader coverage = in.Object("coverage");
  out.coverage = {coverage.Number("half_sources"), coverage.Number("medium"),
                  coverage.Number("high")};
  ReadProvenance(in.Object("provenance"), out.provenance);
  return out;
}

// Collects range errors; comparisons are written so that NaN fails.
class Checker {
 public:
  void Positive(std::string_view field, double value) {
    Expect(value > 0.0 && std::isfinite(value), field, value, "is not above 0");
  }
  void NotNegative(std::string_view field, double value) {
    Expect(value >= 0.0 && std::isfinite(value), field, value, "is below 0");
  }
  void Finite(std::string_view field, double value) {
    Expect(std::isfinite(value), field, value, "is not a number");
  }
  void Within(std::string_view field, double value, double low, double high) {
    Expect(value >= low && value <= high, field, value,
           absl::StrCat("is outside ", low, "..", high));
  }
  void Expect(bool good, std::string_view field, double value, std::string_view what) {
    if (!good && status_.ok()) status_ = Invalid(absl::StrCat(AbslView(field), " = ", value), what);
  }
  absl::Status status() const { return status_; }

 private:
  absl::Status status_;
};

void CheckDomains(const HeatParameters& p, Checker& check) {
  for (int d = 0; d < kDomainCount; ++d) {
    const std::string path = absl::StrCat("domains.", AbslView(Name(static_cast<Domain>(d))));
    for (const double weight : p.domains[d].weight) check.NotNegative(path + ".weight", weight);
    check.Positive(path + ".half_life_days", p.domains[d].half_life_days);
  }
}

}  // namespace

absl::Status Validate(const HeatParameters& p) {
  if (p.id.empty()) return Invalid("id", "is empty");
  if (p.version < 1) return Invalid("version", "is below 1");
  Checker check;
  CheckDomains(p, check);
  const IncumbencyEffects& in = p.incumbency;
  for (const double effect :
       {in.unknown, in.executive, in.designate, in.other_office, in.just_left, in.former}) {
    check.Finite("incumbency", effect);
  }
  check.Positive("incumbency.just_left_half_life_days", in.just_left_half_life_days);
  for (int k = 0; k < kCutpointCount; ++k) {
    check.Finite("cutpoints", p.cutpoints[k]);
    check.Expect(k == 0 || p.cutpoints[k] > p.cutpoints[k - 1], "cutpoints", p.cutpoints[k],
                 "is not above the one before");
  }
  check.Positive("level_scale", p.level_scale);
  check.Positive("score_scale", p.score_scale);
  check.Positive("saturation", p.saturation);
  check.Within("hysteresis.threshold", p.hysteresis.threshold, 0.5, 0.9999);
  check.NotNegative("hysteresis.dwell_days", p.hysteresis.dwell_days);
  check.NotNegative("trend.momentum_weight", p.trend.momentum_weight);
  check.NotNegative("trend.change_weight", p.trend.change_weight);
  check.Finite("trend.falling", p.trend.falling);
  check.Expect(p.trend.rising > p.trend.falling && std::isfinite(p.trend.rising), "trend.rising",
               p.trend.rising, "is not above trend.falling");
  check.Positive("interval.one_source_width", p.interval.one_source_width);
  check.Within("interval.floor", p.interval.floor, 0.0, 1.0);
  check.Within("interval.min_sources", p.interval.min_sources, 1e-6, 1.0);
  check.Positive("coverage.half_sources", p.coverage.half_sources);
  check.Within("coverage.medium", p.coverage.medium, 0.0, 1.0);
  check.Within("coverage.high", p.coverage.high, p.coverage.medium, 1.0);
  return check.status();
}

absl::StatusOr<HeatParameters> ParseHeatParameters(std::string_view text) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return Invalid("file", "is not a JSON object; it is damaged or cut off");
  absl::Status status;
  Reader reader(json, "", status);
  const int format = reader.Integer("format");
  if (!status.ok()) return status;
  if (format > kHeatFormatVersion) {
    return absl::FailedPreconditionError(
        absl::StrCat("heat model: format ", format, " is newer than ", kHeatFormatVersion,
                     ", which this build reads; upgrade the service or use an older model file"));
  }
  if (format < 1) return Invalid("format", "is below 1");
  HeatParameters parameters = Read(reader);
  if (!status.ok()) return status;
  if (absl::Status range = Validate(parameters); !range.ok()) return range;
  return parameters;
}

std::string SerializeHeatParameters(const HeatParameters& p) {
  Json domains = Json::object();
  for (int d = 0; d < kDomainCount; ++d) {
    Json weight = Json::object();
    for (const FactorRole role : kScoredRoles) {
      weight[std::string(Name(role))] = p.domains[d].weight[static_cast<int>(role)];
    }
    domains[std::string(Name(static_cast<Domain>(d)))] = {
        {"weight", weight},
        {"half_life_days", p.domains[d].half_life_days},
        {"reason", p.domains[d].reason}};
  }
  Json scores = Json::object();
  for (const NamedScore& score : p.provenance.scores) scores[score.name] = score.value;
  const Json json = {
      {"format", kHeatFormatVersion},
      {"id", p.id},
      {"version", p.version},
      {"domains", domains},
      {"incumbency",
       {{"unknown", p.incumbency.unknown},
        {"executive", p.incumbency.executive},
        {"designate", p.incumbency.designate},
        {"other_office", p.incumbency.other_office},
        {"just_left", p.incumbency.just_left},
        {"former", p.incumbency.former},
        {"just_left_half_life_days", p.incumbency.just_left_half_life_days}}},
      {"cutpoints", p.cutpoints},
      {"level_scale", p.level_scale},
      {"score_scale", p.score_scale},
      {"saturation", p.saturation},
      {"hysteresis",
       {{"threshold", p.hysteresis.threshold}, {"dwell_days", p.hysteresis.dwell_days}}},
      {"trend",
       {{"momentum_weight", p.trend.momentum_weight},
        {"change_weight", p.trend.change_weight},
        {"rising", p.trend.rising},
        {"falling", p.trend.falling}}},
      {"interval",
       {{"one_source_width", p.interval.one_source_width},
        {"floor", p.interval.floor},
        {"min_sources", p.interval.min_sources}}},
      {"coverage",
       {{"half_sources", p.coverage.half_sources},
        {"medium", p.coverage.medium},
        {"high", p.coverage.high}}},
      {"provenance",
       {{"method", p.provenance.method},
        {"data", p.provenance.data},
        {"data_hash", p.provenance.data_hash},
        {"date", p.provenance.date},
        {"samples", p.provenance.samples},
        {"scores", scores}}}};
  return json.dump(2) + "\n";
}

}  // namespace isotherm::scoring
