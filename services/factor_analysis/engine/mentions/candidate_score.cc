#include "services/factor_analysis/engine/mentions/candidate_score.h"

#include <algorithm>
#include <cmath>

namespace isotherm::engine {
namespace {

constexpr double kDaysPerYear = 365.25;
constexpr double kPastHalfLifeYears = 6.0;
constexpr double kFutureHalfLifeYears = 2.0;

double RankWeight(OfficeRank rank) {
  switch (rank) {
    case OfficeRank::kExecutive:
      return 4.0;
    case OfficeRank::kHeadOfGovernment:
    case OfficeRank::kInternational:
      return 3.0;
    case OfficeRank::kHeadOfState:
    case OfficeRank::kOpposition:
    case OfficeRank::kArmedGroup:
      return 2.5;
    case OfficeRank::kParty:
      return 2.2;
    case OfficeRank::kMinister:
      return 1.8;
    case OfficeRank::kLocal:
    case OfficeRank::kOther:
      return 1.5;
  }
  return 1.5;
}

double OfficeProminence(const Office& office, absl::CivilDay day) {
  const double weight = RankWeight(office.rank);
  if (office.start <= day && day < office.end) return weight;
  if (day < office.start) {
    const double years = static_cast<double>(office.start - day) / kDaysPerYear;
    return 0.25 * weight * std::exp2(-years / kFutureHalfLifeYears);
  }
  const double years = static_cast<double>(day - office.end) / kDaysPerYear;
  return 0.45 * weight * std::exp2(-years / kPastHalfLifeYears);
}

}  // namespace

double Prominence(const Actor& actor, absl::CivilDay day) {
  switch (actor.kind) {
    case ActorKind::kState:
      return 2.5;
    case ActorKind::kOrganisation:
    case ActorKind::kArmedGroup:
      return 1.4;
    case ActorKind::kPlace:
      return 1.2;
    case ActorKind::kLeader:
      break;
  }
  double best = 0.08;
  for (const Office& office : actor.offices) {
    best = std::max(best, OfficeProminence(office, day));
  }
  // Nobody is written about as a leader before growing up.
  if (actor.born.has_value() && day < *actor.born + 18 * 365) best = 0.01;
  return best;
}

double StrangerWeight(MentionKind kind, std::size_t parts, bool common) {
  if (common) return 1.5;
  switch (kind) {
    case MentionKind::kName:
      return parts > 1 ? 0.05 : 0.1;
    case MentionKind::kShortName:
      return parts > 1 ? 0.2 : 0.8;
    case MentionKind::kMetonym:
      return 0.2;
    default:
      return 0.05;
  }
}

}  // namespace isotherm::engine
