#include "services/gateway/brief/brief.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/common/ontology/proto_convert.h"
#include "services/common/strings/view.h"
#include "services/gateway/brief/office.h"
#include "services/gateway/brief/wording.h"

namespace isotherm::brief {
namespace {

using factor::v1::Factor;
using scoring::v1::Contribution;
using scoring::v1::Coverage;
using scoring::v1::HeatExplanation;
using scoring::v1::HeatReading;

constexpr std::size_t kScoredReasons = 5;
constexpr std::size_t kOtherReasons = 3;
// Counter-evidence of at least this share of the main reason belongs into the answer.
constexpr double kWorthMentioning = 0.3;
// Below this many points a change over 30 days is not worth a number.
constexpr double kVisibleChange = 0.05;
// A title is read at a glance and speaks of the leader: a sentence of at least this share of the
// weight that does so better goes first.
constexpr int kTitleWords = 16;
constexpr double kTitleShare = 0.5;
constexpr int kStatementWords = 25;  // what is longer is quoted, not stated

using FactorIndex = std::map<std::string_view, const Factor*>;

FactorIndex IndexFactors(const HeatExplanation& explanation) {
  FactorIndex index;
  for (const Factor& factor : explanation.factors()) index.emplace(factor.name(), &factor);
  return index;
}

Reason MakeReason(const Factor& factor) {
  Reason reason;
  reason.domain = FromProto(factor.domain());
  reason.statement = AsSentence(factor.statement());
  if (!factor.evidence().empty()) reason.quote = factor.evidence(0).quote();
  // A statement cut for length is no sentence; the quote may be short enough to be one.
  if (reason.statement.empty() || absl::EndsWith(reason.statement, "…")) {
    const bool sentence =
        CountWords(reason.quote) <= kStatementWords && !absl::StrContains(reason.quote, "?\n");
    reason.statement = sentence ? AsSentence(reason.quote) : std::string();
  }
  reason.source = factor.publisher();
  reason.observed = IsoDay(factor.observed_time());
  reason.document = factor.document();
  reason.factor = factor.name();
  return reason;
}

// What the reason says: its statement, else the words of the document.
std::string Saying(const Reason& reason) {
  if (!reason.statement.empty()) return reason.statement;
  return absl::StrCat("\"", reason.quote, "\"");
}

// Has a sentence that needs nothing before it: no "They show a deficit".
bool IsClear(const Reason& reason) {
  static constexpr std::array<std::string_view, 8> kReferring = {"He ",  "She ", "It ",  "They ",
                                                                 "His ", "Her ", "Its ", "Their "};
  return !reason.statement.empty() &&
         std::none_of(kReferring.begin(), kReferring.end(), [&](std::string_view word) {
           return absl::StartsWith(reason.statement, AbslView(word));
         });
}

bool SaysNothing(const Reason& reason) { return reason.statement.empty() && reason.quote.empty(); }

// The words of one are words of the other.
bool Overlap(std::string_view a, std::string_view b) {
  return !a.empty() && !b.empty() &&
         (absl::StrContains(AbslView(a), AbslView(b)) ||
          absl::StrContains(AbslView(b), AbslView(a)));
}

// One sentence is one reason, whatever number of factors was read in it: the first, which weighs
// most, stays.
void DropRepeated(std::vector<Reason>& reasons) {
  std::vector<Reason> kept;
  for (Reason& reason : reasons) {
    const bool known = std::any_of(kept.begin(), kept.end(), [&](const Reason& other) {
      return (!reason.statement.empty() && reason.statement == other.statement) ||
             Overlap(reason.quote, other.quote);
    });
    if (!known) kept.push_back(std::move(reason));
  }
  reasons = std::move(kept);
}

// The contributions that `keep` accepts, in order of effect, each by its strongest known factor.
// What has no factor to show has no sentence behind it and is left out.
template <typename Keep>
std::vector<Reason> ScoredReasons(const HeatExplanation& explanation, const FactorIndex& factors,
                                  Keep keep) {
  std::vector<Reason> reasons;
  for (const Contribution& contribution : explanation.contributions()) {
    if (!keep(contribution)) continue;
    for (const std::string& name : contribution.factors()) {
      const auto factor = factors.find(name);
      if (factor == factors.end()) continue;
      Reason reason = MakeReason(*factor->second);
      if (SaysNothing(reason)) continue;
      reason.points = contribution.points();
      reason.domain = FromProto(contribution.domain());
      reason.source_count = std::max(contribution.source_count(), 1);
      reasons.push_back(std::move(reason));
      break;
    }
  }
  std::stable_sort(reasons.begin(), reasons.end(), [](const Reason& a, const Reason& b) {
    return std::abs(*a.points) > std::abs(*b.points);
  });
  DropRepeated(reasons);
  return reasons;
}

std::vector<Reason> UnscoredReasons(const HeatExplanation& explanation,
                                    common::v1::FactorRole role) {
  std::vector<const Factor*> found;
  for (const Factor& factor : explanation.factors()) {
    if (factor.role() == role && factor.state() != factor::v1::STATE_RETRACTED) {
      found.push_back(&factor);
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const Factor* a, const Factor* b) {
    return a->confidence() != b->confidence() ? a->confidence() > b->confidence()
                                              : a->name() < b->name();
  });
  std::vector<Reason> reasons;
  std::map<std::string, std::size_t> by_claim;
  for (const Factor* factor : found) {
    Reason reason = MakeReason(*factor);
    if (SaysNothing(reason)) continue;
    // Reports of one claim are one reason.
    const std::string claim = factor->claim_key().empty() ? factor->name() : factor->claim_key();
    if (!by_claim.emplace(claim, reasons.size()).second) continue;
    reasons.push_back(std::move(reason));
  }
  DropRepeated(reasons);
  return reasons;
}

const Reason* Strongest(const std::vector<Reason>& reasons, bool raising) {
  for (const Reason& reason : reasons) {
    if ((*reason.points > 0) == raising && *reason.points != 0) return &reason;
  }
  return nullptr;
}

// The strongest of one sign; one of half its weight or more that is said in a clear sentence goes
// before one that can only be quoted or leans on what stood before it.
const Reason* BestSaid(const std::vector<Reason>& reasons, bool raising) {
  const Reason* strongest = Strongest(reasons, raising);
  if (strongest == nullptr || IsClear(*strongest)) return strongest;
  for (const Reason& reason : reasons) {
    const bool same_sign = *reason.points != 0 && (*reason.points > 0) == raising;
    if (!same_sign || !IsClear(reason)) continue;
    return std::abs(*reason.points) >= 0.5 * std::abs(*strongest->points) ? &reason : strongest;
  }
  return strongest;
}

// Keeps the first `limit`; the strongest reason of the other sign always stays visible.
void Shorten(Question& question, std::size_t limit) {
  std::vector<Reason>& reasons = question.reasons;
  if (reasons.size() <= limit) return;
  if (reasons[0].points) {
    const bool raising = *reasons[0].points > 0;
    const auto opposite = std::find_if(reasons.begin(), reasons.end(), [&](const Reason& reason) {
      return (*reason.points > 0) != raising;
    });
    if (opposite != reasons.end() &&
        opposite - reasons.begin() >= static_cast<std::ptrdiff_t>(limit)) {
      std::iter_swap(reasons.begin() + static_cast<std::ptrdiff_t>(limit) - 1, opposite);
    }
  }
  question.further_reasons = static_cast<int>(reasons.size() - limit);
  reasons.resize(limit);
}

std::string OfficeAlone(const HeatExplanation& explanation) {
  std::string answer = "No evidence bears on the level; it rests on the office alone";
  if (!explanation.baseline_reason().empty()) {
    absl::StrAppend(&answer, " (", explanation.baseline_reason(), ")");
  }
  return answer + ".";
}

// "What lifts the level most is public support: Crowds celebrate in the capital."
std::string WeighsMost(const Reason& reason, const Reason* strongest) {
  if (!reason.domain) return Saying(reason);
  const std::string_view verb = *reason.points > 0 ? "lifts" : "lowers";
  const bool most = strongest == nullptr || strongest->domain == reason.domain;
  return absl::StrCat(most ? "What " : "Among what ", AbslView(verb), " the level",
                      most ? " most is " : " is ", AsSubject(*reason.domain), ": ", Saying(reason));
}

std::string StandingAnswer(const HeatExplanation& explanation, const Brief& brief,
                           const std::vector<Reason>& reasons) {
  const bool strong = brief.level >= HeatLevel::kMild;
  const Reason* main = BestSaid(reasons, strong);
  const Reason* other = BestSaid(reasons, !strong);
  const Reason* strongest = Strongest(reasons, strong);
  if (main == nullptr && other == nullptr) return OfficeAlone(explanation);
  if (main == nullptr) {
    return absl::StrCat("The level rests on the office; what evidence there is points ",
                        strong ? "down" : "up", ": ", Saying(*other));
  }
  if (other == nullptr) return WeighsMost(*main, strongest);
  const bool weighty = std::abs(*other->points) >= kWorthMentioning * std::abs(*main->points);
  if (brief.level == HeatLevel::kMild || weighty) {
    return absl::StrCat(WeighsMost(*main, strongest),
                        strong ? " Against that: " : " In favour: ", Saying(*other));
  }
  return WeighsMost(*main, strongest);
}

// "The level is rising, up 4.1 points over 30 days".
std::string Movement(const Brief& brief) {
  if (!brief.trend) return "The reading gives no trend";
  std::string text = absl::StrCat("The level is ", LowerCase(Name(*brief.trend)));
  if (std::abs(brief.change_30_days) >= kVisibleChange) {
    absl::StrAppend(&text, absl::StrFormat(", %s %.1f points over 30 days",
                                           brief.change_30_days > 0 ? "up" : "down",
                                           std::abs(brief.change_30_days)));
  }
  return text;
}

std::string ChangeAnswer(const Brief& brief, const std::vector<Reason>& reasons) {
  const std::string movement = Movement(brief);
  if (reasons.empty()) {
    return absl::StrCat(movement, ". The evidence names nothing that is changing it now.");
  }
  const Reason* main = &reasons.front();
  if (brief.trend && *brief.trend != Trend::kSteady) {
    const bool rising = *brief.trend == Trend::kRising;
    main = BestSaid(reasons, rising);
    if (main == nullptr) {
      return absl::StrCat(movement, ", although the new evidence points ", rising ? "down" : "up",
                          ": ", Saying(reasons.front()));
    }
  }
  return absl::StrCat(movement, ". ", Saying(*main));
}

std::string FirstOr(const std::vector<Reason>& reasons, std::string_view silence) {
  return reasons.empty() ? std::string(silence) : Saying(reasons.front());
}

// `in_title`: said in the title already, so it comes last.
void AddTakeaways(const HeatExplanation& explanation, const std::vector<Reason>& scored,
                  const Reason* in_title, Brief& brief) {
  std::vector<std::string> sentences;
  const auto add = [&](const std::string& sentence) {
    if (!sentence.empty() && sentences.size() < brief.takeaways.size() &&
        std::find(sentences.begin(), sentences.end(), sentence) == sentences.end()) {
      sentences.push_back(sentence);
    }
  };
  // One takeaway a domain first: three sides of the matter, not one thrice.
  std::vector<std::optional<Domain>> domains;
  for (const Reason& reason : scored) {
    if (&reason == in_title || !IsClear(reason)) continue;
    if (std::find(domains.begin(), domains.end(), reason.domain) != domains.end()) continue;
    domains.push_back(reason.domain);
    add(reason.statement);
  }
  for (const Reason& reason : scored) {
    if (&reason != in_title && IsClear(reason)) add(reason.statement);
  }
  if (in_title != nullptr) add(in_title->statement);
  for (const Reason& reason : scored) add(reason.statement);
  if (scored.empty()) add(OfficeAlone(explanation));
  add(
      absl::StrFormat("The score is %.0f of 100; with 80 %% probability it lies between %.0f and "
                      "%.0f.",
                      brief.score, brief.low, brief.high));
  add(absl::StrCat("The reading rests on ", Count(brief.factor_count, "scored factor"), " from ",
                   Count(brief.source_count, "source"), "."));
  add(absl::StrCat("The office alone gives a score of ",
                   absl::StrFormat("%.0f", explanation.baseline_score()), "."));
  std::copy(sentences.begin(), sentences.end(), brief.takeaways.begin());
}

std::string ShortName(const HeatReading& reading, const profile::v1::Actor* actor) {
  // Without a profile the whole name is used: which word is the surname differs between languages.
  if (actor != nullptr && !actor->short_names().empty()) return actor->short_names(0);
  return reading.leader_display_name();
}

std::string CoverageWord(const Coverage& coverage) {
  switch (coverage.grade()) {
    case Coverage::GRADE_LOW:
      return "low";
    case Coverage::GRADE_MEDIUM:
      return "medium";
    case Coverage::GRADE_HIGH:
      return "high";
    default:
      return "";
  }
}

absl::Status FillReading(const HeatReading& reading, Brief& brief) {
  const std::optional<HeatLevel> level = FromProto(reading.level());
  if (!level) return absl::InvalidArgumentError("the reading has no level; give a computed one");
  if (reading.leader().empty()) {
    return absl::InvalidArgumentError("the reading names no leader; give a computed one");
  }
  brief.leader = reading.leader();
  brief.display_name = reading.leader_display_name();
  brief.level = *level;
  brief.score = reading.score();
  brief.low = reading.low();
  brief.high = reading.high();
  brief.trend = FromProto(reading.trend());
  brief.change_30_days = reading.change_30_days();
  brief.as_of = IsoDay(reading.as_of_time());
  brief.coverage = CoverageWord(reading.coverage());
  brief.source_count = reading.coverage().source_count();
  brief.factor_count = reading.coverage().factor_count();
  brief.model = reading.model();
  for (const scoring::v1::LevelProbability& entry : reading.level_probabilities()) {
    if (const std::optional<HeatLevel> of = FromProto(entry.level())) {
      brief.probabilities[static_cast<std::size_t>(*of)] = entry.probability();
    }
  }
  return absl::OkStatus();
}

// Of the reasons on the side of the level that weigh nearly as much as the strongest: one that
// names the leader, else a short one, else the strongest itself.
const Reason* TitleReason(const Brief& brief, const std::vector<Reason>& scored,
                          const std::string& short_name) {
  const bool strong = brief.level >= HeatLevel::kMild;
  const Reason* main = Strongest(scored, strong);
  if (main == nullptr) return nullptr;
  const Reason* naming = nullptr;
  const Reason* brief_one = nullptr;
  for (const Reason& reason : scored) {
    const bool same_side = *reason.points != 0 && (*reason.points > 0) == strong;
    if (!same_side || !IsClear(reason)) continue;
    if (std::abs(*reason.points) < kTitleShare * std::abs(*main->points)) break;
    if (naming == nullptr && absl::StrContains(reason.statement, short_name)) naming = &reason;
    if (brief_one == nullptr && CountWords(reason.statement) <= kTitleWords) brief_one = &reason;
  }
  if (naming != nullptr) return naming;
  if (brief_one != nullptr) return brief_one;
  return IsClear(*main) ? main : nullptr;
}

std::string Title(const Brief& brief, const Reason* main) {
  std::string title = absl::StrCat(brief.display_name, " ", AbslView(Name(brief.level)));
  if (main == nullptr || main->statement.empty()) return title;
  std::string statement = main->statement;
  if (!statement.empty() && statement.back() == '.') statement.pop_back();
  return absl::StrCat(title, ": ", statement);
}

// Evidence of an election won: the office that begins next is then a fact of the day.
bool WonElection(const std::vector<Reason>& scored) {
  return std::any_of(scored.begin(), scored.end(), [](const Reason& reason) {
    return reason.domain == Domain::kElectionsMandate && *reason.points > 0;
  });
}

}  // namespace

absl::StatusOr<Brief> ComposeBrief(const HeatExplanation& explanation,
                                   const profile::v1::Actor* actor, const ActorNames& names) {
  Brief brief;
  if (absl::Status status = FillReading(explanation.reading(), brief); !status.ok()) return status;

  const FactorIndex factors = IndexFactors(explanation);
  const std::vector<Reason> scored =
      ScoredReasons(explanation, factors, [](const Contribution&) { return true; });
  if (actor != nullptr) {
    brief.office = OfficeLine(*actor, brief.as_of, names, WonElection(scored));
  }
  std::vector<Reason> standing = ScoredReasons(explanation, factors, [](const Contribution& c) {
    return c.role() == common::v1::FACTOR_ROLE_STANDING;
  });
  std::vector<Reason> change = ScoredReasons(explanation, factors, [](const Contribution& c) {
    return c.role() == common::v1::FACTOR_ROLE_CHANGE;
  });
  // When all that is known is recent change, that is why the level is what it is.
  if (standing.empty()) standing = change;

  const std::string name = ShortName(explanation.reading(), actor);
  const Reason* in_title = TitleReason(brief, scored, name);
  brief.title = Title(brief, in_title);
  AddTakeaways(explanation, scored, in_title, brief);

  auto& [why, what, drives, means] = brief.questions;
  why.question =
      absl::StrCat("Why is ", Possessive(name), " heat level ", LowerCase(Name(brief.level)), "?");
  why.answer = StandingAnswer(explanation, brief, standing);
  why.reasons = std::move(standing);
  Shorten(why, kScoredReasons);

  what.question = absl::StrCat("What is changing ", Possessive(name), " heat level?");
  what.answer = ChangeAnswer(brief, change);
  what.reasons = std::move(change);
  Shorten(what, kScoredReasons);

  drives.question = absl::StrCat("What is driving ", name, "?");
  drives.reasons = UnscoredReasons(explanation, common::v1::FACTOR_ROLE_DRIVER);
  drives.answer = FirstOr(
      drives.reasons, absl::StrCat("The evidence does not say what drives ", name, ".").c_str());
  Shorten(drives, kOtherReasons);

  means.question = "What does this mean for you?";
  means.reasons = UnscoredReasons(explanation, common::v1::FACTOR_ROLE_IMPLICATION);
  means.answer = FirstOr(means.reasons, "The evidence does not say what this means for others.");
  Shorten(means, kOtherReasons);
  return brief;
}

}  // namespace isotherm::brief
