#include "services/factor_analysis/identity/resource_names.h"

#include "absl/strings/str_cat.h"
#include "services/common/strings/view.h"

namespace isotherm::factor_analysis {
namespace {

constexpr std::size_t kMaxIdBytes = 64;
constexpr std::string_view kDocuments = "documents/";
constexpr std::string_view kEvents = "events/";
constexpr std::string_view kLeaders = "leaders/";
constexpr std::string_view kFactors = "/factors/";
constexpr std::string_view kActors = "actors/";

std::string Join(std::string_view prefix, std::string_view id) {
  return absl::StrCat(AbslView(prefix), AbslView(id));
}

std::optional<std::string_view> IdAfter(std::string_view prefix, std::string_view name) {
  if (name.substr(0, prefix.size()) != prefix) return std::nullopt;
  name.remove_prefix(prefix.size());
  if (!IsResourceId(name)) return std::nullopt;
  return name;
}

}  // namespace

bool IsResourceId(std::string_view id) {
  if (id.empty() || id.size() > kMaxIdBytes || id.front() == '-' || id.back() == '-') return false;
  for (const char c : id) {
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
  }
  return id.find("---") == std::string_view::npos;
}

std::string DocumentName(std::string_view id) { return Join(kDocuments, id); }
std::string EventName(std::string_view id) { return Join(kEvents, id); }
std::string LeaderName(std::string_view id) { return Join(kLeaders, id); }
std::string ActorName(std::string_view id) { return Join(kActors, id); }
std::string FactorName(std::string_view leader_id, std::string_view id) {
  return absl::StrCat(LeaderName(leader_id), AbslView(kFactors), AbslView(id));
}

std::optional<std::string_view> ParseDocumentName(std::string_view name) {
  return IdAfter(kDocuments, name);
}
std::optional<std::string_view> ParseEventName(std::string_view name) {
  return IdAfter(kEvents, name);
}
std::optional<std::string_view> ParseLeaderName(std::string_view name) {
  return IdAfter(kLeaders, name);
}

std::optional<FactorNameParts> ParseFactorName(std::string_view name) {
  const std::size_t factors = name.find(kFactors);
  if (factors == std::string_view::npos) return std::nullopt;
  const auto leader = ParseLeaderName(name.substr(0, factors));
  const auto id = IdAfter(kFactors, name.substr(factors));
  if (!leader.has_value() || !id.has_value()) return std::nullopt;
  return FactorNameParts{*leader, *id};
}

}  // namespace isotherm::factor_analysis
