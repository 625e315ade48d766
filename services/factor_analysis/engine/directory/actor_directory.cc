#include "services/factor_analysis/engine/directory/actor_directory.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "services/common/strings/view.h"

namespace isotherm::engine {
namespace {

// Lower is more powerful; the order of OfficesOn() and the choice of ExecutiveOf().
int PowerRank(OfficeRank rank) {
  switch (rank) {
    case OfficeRank::kExecutive:
      return 0;
    case OfficeRank::kInternational:
      return 1;
    case OfficeRank::kHeadOfGovernment:
      return 2;
    case OfficeRank::kHeadOfState:
      return 3;
    case OfficeRank::kArmedGroup:
      return 4;
    case OfficeRank::kParty:
      return 5;
    case OfficeRank::kOpposition:
      return 6;
    case OfficeRank::kMinister:
      return 7;
    case OfficeRank::kLocal:
      return 8;
    case OfficeRank::kOther:
      return 9;
  }
  return 9;
}

// A state is governed by its executive, else by whoever heads its government or the state itself;
// a party, armed group or international body by its head.
bool CanGovern(OfficeRank rank, ActorKind kind) {
  switch (rank) {
    case OfficeRank::kExecutive:
      return true;
    case OfficeRank::kHeadOfGovernment:
    case OfficeRank::kHeadOfState:
      return kind == ActorKind::kState || kind == ActorKind::kPlace;
    case OfficeRank::kInternational:
    case OfficeRank::kParty:
    case OfficeRank::kArmedGroup:
      return kind == ActorKind::kOrganisation || kind == ActorKind::kArmedGroup;
    case OfficeRank::kLocal:
      return kind == ActorKind::kPlace;
    default:
      return false;
  }
}

template <typename Dated>
bool InForce(const Dated& dated, absl::CivilDay day) {
  return dated.start <= day && day < dated.end;
}

bool HasRelation(const Actor& subject, std::string_view object, RelationType type,
                 absl::CivilDay day) {
  return std::any_of(subject.relations.begin(), subject.relations.end(), [&](const Relation& r) {
    return r.type == type && r.object == object && InForce(r, day);
  });
}

}  // namespace

ActorDirectory::ActorDirectory(std::vector<Actor> actors) : actors_(std::move(actors)) {
  by_id_.reserve(actors_.size());
  for (std::size_t i = 0; i < actors_.size(); ++i) {
    const Actor& actor = actors_[i];
    by_id_.emplace(actor.id, i);
    if (actor.kind == ActorKind::kState && !actor.country_code.empty()) {
      state_by_code_.emplace(actor.country_code, i);
    }
  }
  for (std::size_t i = 0; i < actors_.size(); ++i) {
    const std::vector<Office>& offices = actors_[i].offices;
    for (std::size_t k = 0; k < offices.size(); ++k) {
      const Actor* governed = Find(offices[k].of);
      const ActorKind kind = governed == nullptr ? ActorKind::kState : governed->kind;
      if (CanGovern(offices[k].rank, kind)) executives_[offices[k].of].push_back({i, k});
    }
  }
  for (auto& [of, tenures] : executives_) {
    std::stable_sort(tenures.begin(), tenures.end(), [this](const Tenure& a, const Tenure& b) {
      return actors_[a.leader].offices[a.office].start < actors_[b.leader].offices[b.office].start;
    });
  }
}

const Actor* ActorDirectory::Find(std::string_view id) const {
  const auto it = by_id_.find(AbslView(id));
  return it == by_id_.end() ? nullptr : &actors_[it->second];
}

const Actor* ActorDirectory::StateByCode(std::string_view country_code) const {
  const auto it = state_by_code_.find(AbslView(country_code));
  return it == state_by_code_.end() ? nullptr : &actors_[it->second];
}

const Actor* ActorDirectory::ExecutiveOf(std::string_view actor_id, absl::CivilDay day) const {
  const auto it = executives_.find(AbslView(actor_id));
  if (it == executives_.end()) return nullptr;
  const Tenure* best = nullptr;
  int best_rank = 0;
  for (const Tenure& tenure : it->second) {
    const Office& office = actors_[tenure.leader].offices[tenure.office];
    if (!InForce(office, day)) continue;
    const int rank = PowerRank(office.rank);
    // Later start wins among equals: whoever took over while a predecessor's term was still open.
    if (best == nullptr || rank <= best_rank) {
      best = &tenure;
      best_rank = rank;
    }
  }
  return best == nullptr ? nullptr : &actors_[best->leader];
}

bool ActorDirectory::Related(std::string_view a, std::string_view b, RelationType type,
                             absl::CivilDay day) const {
  const Actor* first = Find(a);
  if (first != nullptr && HasRelation(*first, b, type, day)) return true;
  const Actor* second = Find(b);
  return second != nullptr && HasRelation(*second, a, type, day);
}

std::vector<const Office*> ActorDirectory::OfficesOn(const Actor& leader,
                                                     absl::CivilDay day) const {
  std::vector<const Office*> offices;
  for (const Office& office : leader.offices) {
    if (InForce(office, day)) offices.push_back(&office);
  }
  std::stable_sort(offices.begin(), offices.end(), [](const Office* a, const Office* b) {
    return std::tuple(PowerRank(a->rank), b->start) < std::tuple(PowerRank(b->rank), a->start);
  });
  return offices;
}

}  // namespace isotherm::engine
