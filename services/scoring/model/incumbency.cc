#include "services/scoring/model/incumbency.h"

#include <algorithm>
#include <array>
#include <string>

#include "absl/strings/ascii.h"
#include "services/common/strings/view.h"

namespace isotherm::scoring {
namespace {

bool Governs(OfficeRank rank) {
  return rank == OfficeRank::kExecutive || rank == OfficeRank::kHeadOfState ||
         rank == OfficeRank::kHeadOfGovernment;
}

template <std::size_t n>
bool ContainsAny(std::string_view text, const std::array<std::string_view, n>& words) {
  return std::any_of(words.begin(), words.end(),
                     [text](std::string_view word) { return text.find(word) != text.npos; });
}

constexpr std::array<std::string_view, 14> kFreshLoss = {
    "ousted",   "deposed", "resigned",   "resigning", "removed",   "impeached", "outgoing",
    "defeated", "toppled", "overthrown", "dismissed", "departing", "suspended", "fugitive"};
constexpr std::array<std::string_view, 3> kFormerWords = {"former", "ex-", "onetime"};
constexpr std::array<std::string_view, 4> kDesignateWords = {"-elect", " elect", "designate",
                                                             "incoming"};
// Posts that carry the name of an executive office without being one.
constexpr std::array<std::string_view, 24> kNotGoverning = {
    "vice",       "deputy",      "candidate",  "hopeful",       "commission",      "bank",
    "parliament", "assembly",    "senate",     "fund",          "fighters",        "party",
    "movement",   "front",       "court",      "chamber",       "congress",        "opposition",
    "shadow",     "minister of", "imprisoned", "federation of", "self-proclaimed", "union of"};
constexpr std::array<std::string_view, 20> kGoverning = {"president",
                                                         "prime minister",
                                                         "premier",
                                                         "chancellor",
                                                         "king",
                                                         "emir",
                                                         "sultan",
                                                         "emperor",
                                                         "crown prince",
                                                         "supreme leader",
                                                         "taoiseach",
                                                         "chief executive",
                                                         "general secretary",
                                                         "leader of the revolution",
                                                         "chief adviser",
                                                         "head of government",
                                                         "head of state",
                                                         "head of the sovereignty council",
                                                         "ruler",
                                                         "captain regent"};

OfficeRank RankOfRole(std::string_view role) {
  if (ContainsAny(role, kGoverning) && !ContainsAny(role, kNotGoverning)) {
    return OfficeRank::kExecutive;
  }
  const auto has = [role](std::string_view word) { return role.find(word) != role.npos; };
  if (has("opposition")) return OfficeRank::kOpposition;
  if (has("minister")) return OfficeRank::kMinister;
  if (has("leader") || has("party")) return OfficeRank::kParty;
  return OfficeRank::kOther;
}

}  // namespace

std::string_view Name(IncumbencyState state) {
  switch (state) {
    case IncumbencyState::kUnknown:
      return "UNKNOWN";
    case IncumbencyState::kExecutive:
      return "EXECUTIVE";
    case IncumbencyState::kDesignate:
      return "DESIGNATE";
    case IncumbencyState::kOtherOffice:
      return "OTHER_OFFICE";
    case IncumbencyState::kFormer:
      return "FORMER";
  }
  return "UNKNOWN";
}

IncumbencyAt StateAt(const Incumbency& incumbency, absl::Time time) {
  IncumbencyAt best;
  const auto offer = [&best](IncumbencyState state, const Tenure& tenure, absl::Time since,
                             absl::Time left) {
    // Governing outranks waiting, waiting outranks another office, which outranks a lost one.
    static constexpr std::array<int, kIncumbencyStateCount> kPrecedence = {0, 4, 3, 2, 1};
    const int offered = kPrecedence[static_cast<int>(state)];
    const int held = kPrecedence[static_cast<int>(best.state)];
    if (offered < held) return;
    if (offered == held && (since < best.since || left < best.left)) return;
    best = {state, tenure.rank, since, left};
  };
  for (const Tenure& tenure : incumbency.tenures) {
    const bool governs = Governs(tenure.rank);
    if (tenure.start <= time && time < tenure.end) {
      offer(governs ? IncumbencyState::kExecutive : IncumbencyState::kOtherOffice, tenure,
            tenure.start, absl::InfinitePast());
    } else if (governs && time < tenure.start && tenure.start - time <= kDesignateWindow) {
      offer(IncumbencyState::kDesignate, tenure, absl::InfinitePast(), absl::InfinitePast());
    } else if (governs && tenure.end <= time) {
      offer(IncumbencyState::kFormer, tenure, absl::InfinitePast(), tenure.end);
    }
  }
  return best;
}

Incumbency IncumbencyFromRole(std::string_view role, absl::Time as_of) {
  const std::string lower = absl::AsciiStrToLower(AbslView(role));
  if (absl::StripAsciiWhitespace(lower).empty()) return {};
  // "Party leader, former chancellor": what stands first is what he is now.
  const std::string_view first = std::string_view(lower).substr(0, lower.find(','));
  Tenure tenure;
  if (ContainsAny(lower, kFreshLoss)) {
    tenure.rank = OfficeRank::kExecutive;
    tenure.end = as_of;
  } else if (ContainsAny(first, kFormerWords)) {
    constexpr absl::Duration kLongPast = absl::Hours(24 * 365 * 10);
    tenure.rank = OfficeRank::kExecutive;
    tenure.end = as_of - kLongPast;
  } else if (ContainsAny(lower, kDesignateWords)) {
    tenure.rank = OfficeRank::kExecutive;
    tenure.start = as_of + kDesignateWindow / 2;
  } else {
    tenure.rank = RankOfRole(first);
  }
  return Incumbency{{tenure}};
}

}  // namespace isotherm::scoring
