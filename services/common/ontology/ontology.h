// The words of the field as C++ enums, shared by the pure libraries and the services.
//
// Purpose: one definition of roles, domains, directions, levels, PLOVER event types and so on, free
// of protobuf and of I/O. `proto_convert.h` maps them onto the protos, value by value. Names:
// `Name(x)` gives the upper-case wire name ("PUBLIC_SUPPORT"); `Parse<T>(s)` reads it in either
// case and returns nullopt for anything else, never a default. Thread-safety: all functions are
// pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace isotherm {

// Six ordered levels of a leader's present political standing, from finished to triumphant.
enum class HeatLevel : std::uint8_t { kFreezing, kCold, kChilly, kMild, kHot, kBlazing };
inline constexpr int kHeatLevelCount = 6;

// Which way the standing moves.
enum class Trend : std::uint8_t { kFalling, kSteady, kRising };
inline constexpr int kTrendCount = 3;

// What a factor answers: why the level is what it is, what is changing it, what drives the leader,
// what it means for others. Only the first two are scored.
enum class FactorRole : std::uint8_t { kStanding, kChange, kDriver, kImplication };
inline constexpr int kFactorRoleCount = 4;
inline constexpr bool IsScored(FactorRole role) {
  return role == FactorRole::kStanding || role == FactorRole::kChange;
}

// The field of politics a factor belongs to.
enum class Domain : std::uint8_t {
  kPublicSupport,
  kElectionsMandate,
  kPartyCoalition,
  kOpposition,
  kUnrest,
  kInstitutionsControl,
  kScandalLegal,
  kEconomy,
  kSecurityWar,
  kAlliances,
  kForeignRivals,
  kResourcesLeverage,
  kLegitimacyNarrative,
  kCrisisManagement,
  kHealthTenure
};
inline constexpr int kDomainCount = 15;

// The sign of a factor for the leader it is judged for.
enum class Direction : std::int8_t { kLowers = -1, kNone = 0, kRaises = 1 };

// Standing of a statement towards fact and time.
enum class Aux : std::uint8_t { kAsserted, kNegated, kFuture, kHypothetical, kHistorical };
inline constexpr int kAuxCount = 5;

// PLOVER event types (PLOVER manual v0.8).
enum class EventType : std::uint8_t {
  kAgree,
  kConsult,
  kSupport,
  kConcede,
  kCooperate,
  kAid,
  kRetreat,
  kRequest,
  kAccuse,
  kReject,
  kThreaten,
  kProtest,
  kSanction,
  kMobilize,
  kCoerce,
  kAssault
};
inline constexpr int kEventTypeCount = 16;

enum class Voice : std::uint8_t { kActive, kPassive, kNominal };

enum class ActorKind : std::uint8_t { kLeader, kState, kOrganisation, kArmedGroup, kPlace };

enum class Gender : std::uint8_t { kUnknown, kMale, kFemale };

// What kind of post an office is. kExecutive marks whoever really governs.
enum class OfficeRank : std::uint8_t {
  kExecutive,
  kHeadOfState,
  kHeadOfGovernment,
  kMinister,
  kParty,
  kOpposition,
  kInternational,
  kArmedGroup,
  kLocal,
  kOther
};

// Dated relations between two actors. kPatron: the subject is patron of the object. kMember: the
// subject is a member of the object. kPredecessor: the subject held the post before the object.
// The other three are symmetric.
enum class RelationType : std::uint8_t { kAlly, kRival, kPatron, kMember, kPredecessor, kFamily };

std::string_view Name(HeatLevel value);
std::string_view Name(Trend value);
std::string_view Name(FactorRole value);
std::string_view Name(Domain value);
std::string_view Name(Direction value);
std::string_view Name(Aux value);
std::string_view Name(EventType value);
std::string_view Name(Voice value);
std::string_view Name(ActorKind value);
std::string_view Name(Gender value);
std::string_view Name(OfficeRank value);
std::string_view Name(RelationType value);

// Reads a wire name in either case ("public_support", "PUBLIC_SUPPORT").
template <typename T>
std::optional<T> Parse(std::string_view text);

// The domain in words for people: "public support", "security and war".
std::string_view DisplayName(Domain value);

}  // namespace isotherm
