// Who held which office of which actor, by title and day.
//
// Purpose: "the Azerbaijani president", "the UN secretary-general" -> a leader; and how well a
// leader fits a title at a date. Ownership: borrows the directory, which must outlive it.
// Thread-safety: immutable.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/civil_time.h"
#include "services/factor_analysis/engine/directory/actor_directory.h"
#include "services/factor_analysis/engine/mentions/mention_lexicon.h"

namespace isotherm::engine {

// Whether the words of `title` name the office (rank and folded title).
bool TitleFitsOffice(const Title& title, OfficeRank rank, std::string_view folded_office_title);
// The same for a role as text: "President", "Leader of the Opposition".
bool TitleFitsRole(const Title& title, std::string_view role);

class OfficeIndex {
 public:
  explicit OfficeIndex(const ActorDirectory& directory);

  // Index of the leader whose office of `of` fits the title on that day; kNone32 if there is none.
  // Between several the most powerful rank of the title, then the later start.
  std::uint32_t Holder(std::string_view of, const Title& title, absl::CivilDay day) const;
  // 1 = holds an office that fits on that day, 0.5 = did before or does later, 0 = never. `of` may
  // be empty = of whatever actor.
  double Fit(std::uint32_t actor, const Title& title, std::string_view of,
             absl::CivilDay day) const;

 private:
  struct Tenure {
    std::uint32_t actor = 0;
    std::uint32_t office = 0;
  };
  const ActorDirectory& directory_;
  absl::flat_hash_map<std::string, std::vector<Tenure>> by_actor_;
  std::vector<std::vector<std::string>> folded_titles_;  // by actor, by office
};

}  // namespace isotherm::engine
