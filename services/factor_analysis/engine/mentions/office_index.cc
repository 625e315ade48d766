#include "services/factor_analysis/engine/mentions/office_index.h"

#include <algorithm>

#include "services/common/strings/view.h"
#include "services/factor_analysis/engine/text/utf8.h"

namespace isotherm::engine {
namespace {

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

bool ContainsWords(std::string_view text, std::string_view words) {
  for (std::size_t i = text.find(words); i != std::string_view::npos; i = text.find(words, i + 1)) {
    const std::size_t end = i + words.size();
    if ((i == 0 || !IsWordByte(text[i - 1])) && (end == text.size() || !IsWordByte(text[end]))) {
      return true;
    }
  }
  return false;
}

// A "vice president" is no president, an "under-secretary-general" no secretary-general.
bool IsDeputyTitle(std::string_view text) {
  return ContainsWords(text, "vice") || ContainsWords(text, "deputy") ||
         ContainsWords(text, "under") || ContainsWords(text, "assistant");
}

bool InForce(const Office& office, absl::CivilDay day) {
  return office.start <= day && day < office.end;
}

}  // namespace

bool TitleFitsOffice(const Title& title, OfficeRank rank, std::string_view folded_office_title) {
  if (title.offices.empty()) {
    return std::find(title.ranks.begin(), title.ranks.end(), rank) != title.ranks.end();
  }
  const bool deputy = IsDeputyTitle(folded_office_title);
  return std::any_of(title.offices.begin(), title.offices.end(), [&](const std::string& part) {
    return deputy == IsDeputyTitle(part) && ContainsWords(folded_office_title, part);
  });
}

bool TitleFitsRole(const Title& title, std::string_view role) {
  const std::string folded = FoldText(role);
  if (ContainsWords(folded, title.text) && IsDeputyTitle(folded) == IsDeputyTitle(title.text)) {
    return true;
  }
  if (!title.offices.empty()) return TitleFitsOffice(title, OfficeRank::kOther, folded);
  // A title by rank alone: read the rank off the role.
  const auto has_rank = [&](OfficeRank rank) {
    return std::find(title.ranks.begin(), title.ranks.end(), rank) != title.ranks.end();
  };
  if (ContainsWords(folded, "opposition")) return has_rank(OfficeRank::kOpposition);
  if (ContainsWords(folded, "leader") || ContainsWords(folded, "chairman")) {
    return has_rank(OfficeRank::kParty);
  }
  const bool governs = ContainsWords(folded, "president") || ContainsWords(folded, "chancellor") ||
                       ContainsWords(folded, "minister") || ContainsWords(folded, "king");
  return governs && !IsDeputyTitle(folded) && has_rank(OfficeRank::kExecutive);
}

OfficeIndex::OfficeIndex(const ActorDirectory& directory) : directory_(directory) {
  const std::vector<Actor>& actors = directory.actors();
  folded_titles_.resize(actors.size());
  for (std::uint32_t i = 0; i < actors.size(); ++i) {
    for (std::uint32_t k = 0; k < actors[i].offices.size(); ++k) {
      folded_titles_[i].push_back(FoldText(actors[i].offices[k].title));
      by_actor_[actors[i].offices[k].of].push_back({i, k});
    }
  }
}

std::uint32_t OfficeIndex::Holder(std::string_view of, const Title& title,
                                  absl::CivilDay day) const {
  const auto it = by_actor_.find(AbslView(of));
  if (it == by_actor_.end()) return kNone32;
  std::uint32_t best = kNone32;
  std::size_t best_rank = 0;
  absl::CivilDay best_start;
  for (const Tenure& tenure : it->second) {
    const Office& office = directory_.actors()[tenure.actor].offices[tenure.office];
    if (!InForce(office, day)) continue;
    if (!TitleFitsOffice(title, office.rank, folded_titles_[tenure.actor][tenure.office])) continue;
    const std::size_t rank = static_cast<std::size_t>(
        std::find(title.ranks.begin(), title.ranks.end(), office.rank) - title.ranks.begin());
    if (best == kNone32 || rank < best_rank || (rank == best_rank && office.start > best_start)) {
      best = tenure.actor;
      best_rank = rank;
      best_start = office.start;
    }
  }
  return best;
}

double OfficeIndex::Fit(std::uint32_t actor, const Title& title, std::string_view of,
                        absl::CivilDay day) const {
  const std::vector<Office>& offices = directory_.actors()[actor].offices;
  // Whoever governs leads no opposition, even as head of a party.
  const bool opposition = title.offices.empty() && !title.ranks.empty() &&
                          title.ranks.front() == OfficeRank::kOpposition;
  const bool governs = std::any_of(offices.begin(), offices.end(), [&](const Office& office) {
    return (office.rank == OfficeRank::kExecutive ||
            office.rank == OfficeRank::kHeadOfGovernment) &&
           InForce(office, day);
  });
  if (opposition && governs) return 0.0;
  double fit = 0.0;
  for (std::size_t k = 0; k < offices.size(); ++k) {
    if (!of.empty() && offices[k].of != of) continue;
    if (!TitleFitsOffice(title, offices[k].rank, folded_titles_[actor][k])) continue;
    fit = std::max(fit, InForce(offices[k], day) ? 1.0 : 0.5);
  }
  return fit;
}

}  // namespace isotherm::engine
