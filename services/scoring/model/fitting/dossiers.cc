#include "services/scoring/model/fitting/dossiers.h"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/common/strings/view.h"

namespace isotherm::scoring {
namespace {

using Json = nlohmann::json;

// Annotated factors carry no confidence of their own; people agree on about nine in ten.
constexpr double kGoldConfidence = 0.9;

std::uint64_t Fnv1a64(std::string_view data) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : data) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

std::string Text(const Json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

absl::Status Damaged(int line, std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("dossiers: line ", line, ": ", AbslView(what)));
}

std::optional<FactorInput> FactorOf(const Json& json, std::string id, absl::Time observed) {
  const auto role = Parse<FactorRole>(Text(json, "role"));
  const auto domain = Parse<Domain>(Text(json, "domain"));
  const auto direction = Parse<Direction>(Text(json, "direction"));
  const auto strength = json.find("strength");
  if (!role || !domain || !direction || strength == json.end() || !strength->is_number()) {
    return std::nullopt;
  }
  FactorInput factor;
  factor.id = std::move(id);
  factor.source = "dossier";
  factor.role = *role;
  factor.domain = *domain;
  factor.direction = *direction;
  factor.strength = strength->get<double>();
  factor.confidence = kGoldConfidence;
  factor.observed = observed;
  return factor;
}

absl::StatusOr<FitSample> SampleOf(const Json& json, int line) {
  const auto level = Parse<HeatLevel>(Text(json, "level"));
  if (!level) return Damaged(line, "level is missing or unknown");
  const auto trend = Parse<Trend>(Text(json, "trend"));
  if (!trend) return Damaged(line, "trend is missing or unknown");
  absl::CivilDay day;
  if (!absl::ParseCivilTime(Text(json, "date"), &day)) {
    return Damaged(line, "date is not YYYY-MM-DD");
  }
  FitSample sample;
  sample.group = Text(json, "leader");
  if (sample.group.empty()) return Damaged(line, "leader is missing");
  sample.level = *level;
  sample.trend = *trend;
  sample.as_of = absl::FromCivil(day, absl::UTCTimeZone());
  sample.incumbency = IncumbencyFromRole(Text(json, "role"), sample.as_of);
  const auto factors = json.find("factors");
  if (factors == json.end() || !factors->is_array()) return Damaged(line, "factors is missing");
  for (const Json& factor : *factors) {
    auto input = FactorOf(factor, absl::StrCat("f", sample.factors.size()), sample.as_of);
    if (!input) return Damaged(line, absl::StrCat("factor ", sample.factors.size(), " is damaged"));
    sample.factors.push_back(*std::move(input));
  }
  return sample;
}

}  // namespace

bool IsHeldOut(std::string_view leader) {
  return Fnv1a64(absl::AsciiStrToLower(AbslView(leader))) % 5 == 0;
}

std::string DataHash(std::string_view data) {
  return absl::StrFormat("fnv1a64:%016x", Fnv1a64(data));
}

absl::StatusOr<DossierSamples> ReadGoldDossiers(std::string_view jsonl) {
  DossierSamples out;
  int line = 0;
  while (!jsonl.empty()) {
    const std::size_t end = std::min(jsonl.find('\n'), jsonl.size());
    const std::string_view record = jsonl.substr(0, end);
    jsonl.remove_prefix(std::min(end + 1, jsonl.size()));
    ++line;
    if (record.find_first_not_of(" \t\r") == record.npos) continue;
    const Json json = Json::parse(record, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object()) return Damaged(line, "is not a JSON object");
    absl::StatusOr<FitSample> sample = SampleOf(json, line);
    if (!sample.ok()) return sample.status();
    (IsHeldOut(sample->group) ? out.held_out : out.training).push_back(*std::move(sample));
  }
  return out;
}

}  // namespace isotherm::scoring
