// Resource names of the factor service, put together and taken apart.
//
// Forms: "documents/{id}", "events/{id}", "leaders/{leader}", "leaders/{leader}/factors/{id}".
// An id is 1 to 64 characters of a-z, 0-9 and inner single or double hyphens; a leader's id is a
// slug shared with the profile service. Parse functions return nullopt for anything else; views
// point into the argument. Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace isotherm::factor_analysis {

bool IsResourceId(std::string_view id);

std::string DocumentName(std::string_view id);
std::string EventName(std::string_view id);
std::string LeaderName(std::string_view id);
std::string FactorName(std::string_view leader_id, std::string_view id);
std::string ActorName(std::string_view id);

std::optional<std::string_view> ParseDocumentName(std::string_view name);
std::optional<std::string_view> ParseEventName(std::string_view name);
std::optional<std::string_view> ParseLeaderName(std::string_view name);

struct FactorNameParts {
  std::string_view leader_id;
  std::string_view id;
};
std::optional<FactorNameParts> ParseFactorName(std::string_view name);

}  // namespace isotherm::factor_analysis
