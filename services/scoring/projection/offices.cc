#include "services/scoring/projection/offices.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"

namespace isotherm::scoring {
namespace {

std::optional<Tenure> ToTenure(const profile::v1::Office& office) {
  Tenure tenure;
  // Both enums list the ranks in one order; the message's starts at UNSPECIFIED.
  tenure.rank = office.rank() == profile::v1::OFFICE_RANK_UNSPECIFIED ||
                        !profile::v1::OfficeRank_IsValid(office.rank())
                    ? OfficeRank::kOther
                    : static_cast<OfficeRank>(office.rank() - 1);
  const auto read = [](const std::string& text, absl::Time& time) {
    if (text.empty()) return true;
    absl::CivilDay day;
    if (!absl::ParseLenientCivilTime(text, &day)) return false;
    time = absl::FromCivil(day, absl::UTCTimeZone());
    return true;
  };
  if (!read(office.start_date(), tenure.start) || !read(office.end_date(), tenure.end) ||
      tenure.end <= tenure.start) {
    return std::nullopt;
  }
  return tenure;
}

}  // namespace

Incumbency ToIncumbency(const profile::v1::Actor& actor) {
  Incumbency incumbency;
  for (const profile::v1::Office& office : actor.offices()) {
    if (const auto tenure = ToTenure(office)) incumbency.tenures.push_back(*tenure);
  }
  return incumbency;
}

std::string DescribeOffice(const profile::v1::Actor* actor, absl::Time as_of) {
  if (actor == nullptr) return "not in the profile";
  const IncumbencyAt at = StateAt(ToIncumbency(*actor), as_of);
  for (const profile::v1::Office& office : actor->offices()) {
    const auto tenure = ToTenure(office);
    if (!tenure || tenure->rank != at.rank) continue;
    switch (at.state) {
      case IncumbencyState::kExecutive:
      case IncumbencyState::kOtherOffice:
        if (tenure->start != at.since || tenure->end <= as_of) continue;
        return office.start_date().empty()
                   ? office.title()
                   : absl::StrCat(office.title(), " since ", office.start_date());
      case IncumbencyState::kDesignate:
        if (tenure->start <= as_of) continue;
        return absl::StrCat(office.title(), " from ", office.start_date());
      case IncumbencyState::kFormer:
        if (tenure->end != at.left) continue;
        return absl::StrCat("left the office of ", office.title(), " on ", office.end_date());
      case IncumbencyState::kUnknown:
        break;
    }
  }
  return "no office known";
}

}  // namespace isotherm::scoring
