#include "services/common/ontology/ontology.h"

#include "absl/strings/match.h"
#include "services/common/strings/view.h"

namespace isotherm {
namespace {

constexpr std::array<std::string_view, 6> kHeatLevels = {"FREEZING", "COLD", "CHILLY",
                                                         "MILD",     "HOT",  "BLAZING"};
constexpr std::array<std::string_view, 3> kTrends = {"FALLING", "STEADY", "RISING"};
constexpr std::array<std::string_view, 4> kRoles = {"STANDING", "CHANGE", "DRIVER", "IMPLICATION"};
constexpr std::array<std::string_view, 15> kDomains = {"PUBLIC_SUPPORT",
                                                       "ELECTIONS_MANDATE",
                                                       "PARTY_COALITION",
                                                       "OPPOSITION",
                                                       "UNREST",
                                                       "INSTITUTIONS_CONTROL",
                                                       "SCANDAL_LEGAL",
                                                       "ECONOMY",
                                                       "SECURITY_WAR",
                                                       "ALLIANCES",
                                                       "FOREIGN_RIVALS",
                                                       "RESOURCES_LEVERAGE",
                                                       "LEGITIMACY_NARRATIVE",
                                                       "CRISIS_MANAGEMENT",
                                                       "HEALTH_TENURE"};
constexpr std::array<std::string_view, 15> kDomainWords = {"public support",
                                                           "elections and mandate",
                                                           "party and coalition",
                                                           "opposition",
                                                           "unrest",
                                                           "control of institutions",
                                                           "scandal and law",
                                                           "economy",
                                                           "security and war",
                                                           "alliances",
                                                           "foreign rivals",
                                                           "resources and leverage",
                                                           "legitimacy and narrative",
                                                           "crisis management",
                                                           "health and tenure"};
constexpr std::array<std::string_view, 3> kDirections = {"LOWERS", "NONE", "RAISES"};
constexpr std::array<std::string_view, 5> kAuxes = {"ASSERTED", "NEGATED", "FUTURE", "HYPOTHETICAL",
                                                    "HISTORICAL"};
constexpr std::array<std::string_view, 16> kEventTypes = {
    "AGREE",  "CONSULT", "SUPPORT",  "CONCEDE", "COOPERATE", "AID",      "RETREAT", "REQUEST",
    "ACCUSE", "REJECT",  "THREATEN", "PROTEST", "SANCTION",  "MOBILIZE", "COERCE",  "ASSAULT"};
constexpr std::array<std::string_view, 3> kVoices = {"ACTIVE", "PASSIVE", "NOMINAL"};
constexpr std::array<std::string_view, 5> kActorKinds = {"LEADER", "STATE", "ORGANISATION",
                                                         "ARMED_GROUP", "PLACE"};
constexpr std::array<std::string_view, 3> kGenders = {"UNKNOWN", "MALE", "FEMALE"};
constexpr std::array<std::string_view, 10> kRanks = {
    "EXECUTIVE",  "HEAD_OF_STATE", "HEAD_OF_GOVERNMENT", "MINISTER", "PARTY",
    "OPPOSITION", "INTERNATIONAL", "ARMED_GROUP",        "LOCAL",    "OTHER"};
constexpr std::array<std::string_view, 6> kRelations = {"ALLY",   "RIVAL",       "PATRON",
                                                        "MEMBER", "PREDECESSOR", "FAMILY"};

// Every enum but Direction counts from zero in the order of its table.
template <typename T, std::size_t N>
std::optional<T> Find(const std::array<std::string_view, N>& names, std::string_view text,
                      int first = 0) {
  for (std::size_t i = 0; i < N; ++i) {
    if (absl::EqualsIgnoreCase(AbslView(names[i]), AbslView(text)))
      return static_cast<T>(static_cast<int>(i) + first);
  }
  return std::nullopt;
}

}  // namespace

std::string_view Name(HeatLevel value) { return kHeatLevels[static_cast<int>(value)]; }
std::string_view Name(Trend value) { return kTrends[static_cast<int>(value)]; }
std::string_view Name(FactorRole value) { return kRoles[static_cast<int>(value)]; }
std::string_view Name(Domain value) { return kDomains[static_cast<int>(value)]; }
std::string_view Name(Direction value) { return kDirections[static_cast<int>(value) + 1]; }
std::string_view Name(Aux value) { return kAuxes[static_cast<int>(value)]; }
std::string_view Name(EventType value) { return kEventTypes[static_cast<int>(value)]; }
std::string_view Name(Voice value) { return kVoices[static_cast<int>(value)]; }
std::string_view Name(ActorKind value) { return kActorKinds[static_cast<int>(value)]; }
std::string_view Name(Gender value) { return kGenders[static_cast<int>(value)]; }
std::string_view Name(OfficeRank value) { return kRanks[static_cast<int>(value)]; }
std::string_view Name(RelationType value) { return kRelations[static_cast<int>(value)]; }
std::string_view DisplayName(Domain value) { return kDomainWords[static_cast<int>(value)]; }

template <>
std::optional<HeatLevel> Parse(std::string_view text) {
  return Find<HeatLevel>(kHeatLevels, text);
}
template <>
std::optional<Trend> Parse(std::string_view text) {
  return Find<Trend>(kTrends, text);
}
template <>
std::optional<FactorRole> Parse(std::string_view text) {
  return Find<FactorRole>(kRoles, text);
}
template <>
std::optional<Domain> Parse(std::string_view text) {
  return Find<Domain>(kDomains, text);
}
template <>
std::optional<Direction> Parse(std::string_view text) {
  return Find<Direction>(kDirections, text, -1);
}
template <>
std::optional<Aux> Parse(std::string_view text) {
  return Find<Aux>(kAuxes, text);
}
template <>
std::optional<EventType> Parse(std::string_view text) {
  return Find<EventType>(kEventTypes, text);
}
template <>
std::optional<Voice> Parse(std::string_view text) {
  return Find<Voice>(kVoices, text);
}
template <>
std::optional<ActorKind> Parse(std::string_view text) {
  return Find<ActorKind>(kActorKinds, text);
}
template <>
std::optional<Gender> Parse(std::string_view text) {
  return Find<Gender>(kGenders, text);
}
template <>
std::optional<OfficeRank> Parse(std::string_view text) {
  return Find<OfficeRank>(kRanks, text);
}
template <>
std::optional<RelationType> Parse(std::string_view text) {
  return Find<RelationType>(kRelations, text);
}

}  // namespace isotherm
