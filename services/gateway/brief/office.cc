#include "services/gateway/brief/office.h"

#include <algorithm>
#include <array>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "services/common/strings/view.h"
#include "services/gateway/brief/wording.h"

namespace isotherm::brief {
namespace {

using profile::v1::Office;

int Power(const Office& office) {
  // The enum lists offices from the most powerful on; 0 means not set.
  return office.rank() == profile::v1::OFFICE_RANK_UNSPECIFIED ? profile::v1::OFFICE_RANK_OTHER
                                                               : office.rank();
}

bool Begun(const Office& office, std::string_view day) {
  return office.start_date().empty() || std::string_view(office.start_date()) <= day;
}

bool Ended(const Office& office, std::string_view day) {
  return !office.end_date().empty() && std::string_view(office.end_date()) <= day;
}

// From the vote to the oath: Mexico took four months until 2024.
constexpr absl::civil_diff_t kLongestTransition = 130;

absl::civil_diff_t DaysBetween(std::string_view from, std::string_view to) {
  absl::CivilDay first;
  absl::CivilDay last;
  if (!absl::ParseCivilTime(AbslView(from), &first) || !absl::ParseCivilTime(AbslView(to), &last)) {
    return kLongestTransition + 1;
  }
  return last - first;
}

std::string TitleOf(const Office& office, const ActorNames& names) {
  const auto name = names.find(office.organisation());
  // "Leader of the Labour Party" and "Chancellor of Germany" name their organisation themselves.
  if (name == names.end() || absl::StrContains(office.title(), " of ") ||
      absl::StrContains(office.title(), name->second)) {
    return office.title();
  }
  return absl::StrCat(office.title(), " of ", WithArticle(name->second));
}

}  // namespace

std::string WithArticle(std::string_view organisation) {
  static constexpr std::array<const char*, 6> kBeginnings = {
      "United ", "European ", "African ", "Democratic Republic", "Organi", "International "};
  static constexpr std::array<const char*, 20> kEndings = {
      "Islands", "Republic", "Emirates", "Union",        "League",       "Commission",  "Bank",
      "Fund",    "Party",    "Council",  "Court",        "Netherlands",  "Philippines", "Gambia",
      "Bahamas", "Maldives", "Comoros",  "Organization", "Organisation", "Authority"};
  const absl::string_view name = AbslView(organisation);
  const bool article =
      std::any_of(kBeginnings.begin(), kBeginnings.end(),
                  [&](const char* beginning) { return absl::StartsWith(name, beginning); }) ||
      std::any_of(kEndings.begin(), kEndings.end(),
                  [&](const char* ending) { return absl::EndsWith(name, ending); });
  return article ? absl::StrCat("the ", name) : std::string(organisation);
}

std::string OfficeLine(const profile::v1::Actor& actor, std::string_view iso_day,
                       const ActorNames& names, bool elected) {
  const Office* held = nullptr;
  const Office* last = nullptr;
  const Office* next = nullptr;
  for (const Office& office : actor.offices()) {
    if (office.title().empty()) continue;
    if (!Begun(office, iso_day)) {
      const bool soon = elected && DaysBetween(iso_day, office.start_date()) <= kLongestTransition;
      // Prime ministers are chosen after the vote; the evidence of the day cannot know them.
      if (soon && absl::StartsWith(office.title(), "President") &&
          (next == nullptr || office.start_date() < next->start_date())) {
        next = &office;
      }
      continue;
    }
    if (Ended(office, iso_day)) {
      if (last == nullptr || office.end_date() > last->end_date() ||
          (office.end_date() == last->end_date() && Power(office) < Power(*last))) {
        last = &office;
      }
    } else if (held == nullptr || Power(office) < Power(*held)) {
      held = &office;
    }
  }
  if (held != nullptr) {
    const std::string since =
        held->start_date().empty() ? "" : absl::StrCat(" since ", ReadableDay(held->start_date()));
    return TitleOf(*held, names) + since;
  }
  if (next != nullptr) {
    return absl::StrCat("elected ", TitleOf(*next, names), ", to take office on ",
                        ReadableDay(next->start_date()));
  }
  if (last != nullptr) {
    return absl::StrCat("former ", TitleOf(*last, names), " (until ", ReadableDay(last->end_date()),
                        ")");
  }
  return "";
}

}  // namespace isotherm::brief
