#include "services/factor_analysis/engine/builtin_analyzer.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "services/factor_analysis/engine/factors/factor_finder.h"
#include "services/factor_analysis/engine/text/clean.h"
#include "services/factor_analysis/engine/text/fingerprint.h"
#include "services/factor_analysis/engine/text/language.h"

namespace isotherm::engine {
namespace {

constexpr double kMinFocusSalience = 0.12;  // of a leader found by the engine itself
constexpr std::size_t kMaxFoundFocuses = 4;
constexpr int kPastDays = 12 * 365;
constexpr std::size_t kMaxOtherSides = 4;
constexpr std::uint32_t kMinMentionsOfOtherSide = 3;
constexpr double kBearsThreshold = 0.62;  // chosen by cross-validation
constexpr char kLanguage[] = "en";        // of the dictionaries and models
constexpr char kUndetermined[] = "und";

// A leader of the document for whom factors are sought.
struct Wanted {
  std::uint32_t participant = 0;
  bool focus = true;
};

FocusLeader LeaderOf(const Participant& participant, const DocumentInput& input) {
  FocusLeader leader;
  if (participant.focus >= 0) leader = input.focuses[participant.focus];
  leader.leader_id =
      participant.actor != nullptr || leader.leader_id.empty() ? participant.id : leader.leader_id;
  if (leader.display_name.empty()) leader.display_name = participant.name;
  if (leader.country_code.empty()) leader.country_code = participant.country_code;
  if (leader.role.empty()) leader.role = participant.role;
  return leader;
}

// Leaders besides the focuses whose side the text shows: named often, or governing a state that is.
std::vector<FocusLeader> OtherSides(const ReadDocument& document, const DocumentInput& input,
                                    const ActorDirectory& directory) {
  std::vector<std::pair<std::uint32_t, const Actor*>> found;  // mentions, leader
  for (const Participant& participant : document.mentions.participants()) {
    if (participant.focus >= 0 || participant.actor == nullptr) continue;
    const Actor* leader = participant.kind == ActorKind::kLeader ? participant.actor
                          : participant.kind == ActorKind::kState
                              ? directory.ExecutiveOf(participant.id, input.date)
                              : nullptr;
    if (leader == nullptr || participant.mention_count < kMinMentionsOfOtherSide) continue;
    const auto same =
        std::find_if(found.begin(), found.end(), [&](const auto& f) { return f.second == leader; });
    if (same != found.end()) {
      same->first += participant.mention_count;
    } else {
      found.emplace_back(participant.mention_count, leader);
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<FocusLeader> leaders;
  for (const auto& side : found) {
    const Actor* const leader = side.second;
    const bool known = std::any_of(
        document.mentions.participants().begin(), document.mentions.participants().end(),
        [&](const Participant& p) { return p.focus >= 0 && p.actor == leader; });
    if (known || leaders.size() == kMaxOtherSides) continue;
    leaders.push_back({leader->id, leader->display_name, leader->country_code, ""});
  }
  return leaders;
}

// Out of every office for so long that a text about the present is not about his standing.
bool IsOfThePast(const Actor* actor, absl::CivilDay day) {
  if (actor == nullptr || actor->offices.empty()) return false;
  return std::all_of(actor->offices.begin(), actor->offices.end(),
                     [&](const Office& office) { return office.end < day - kPastDays; });
}

// The leaders a text without given focus is about, most salient first.
std::vector<FocusLeader> SalientLeaders(const ReadDocument& document, absl::CivilDay day) {
  std::vector<const Participant*> leaders;
  for (const Participant& participant : document.mentions.participants()) {
    if (participant.kind == ActorKind::kLeader && participant.salience >= kMinFocusSalience &&
        !IsOfThePast(participant.actor, day)) {
      leaders.push_back(&participant);
    }
  }
  std::stable_sort(leaders.begin(), leaders.end(), [](const Participant* a, const Participant* b) {
    return a->salience > b->salience;
  });
  if (leaders.size() > kMaxFoundFocuses) leaders.resize(kMaxFoundFocuses);
  std::vector<FocusLeader> focuses;
  for (const Participant* leader : leaders) {
    focuses.push_back({leader->id, leader->name, leader->country_code, leader->role});
  }
  return focuses;
}

}  // namespace

BuiltinAnalyzer::BuiltinAnalyzer(EngineResources resources)
    : resources_(std::move(resources)),
      reader_(resources_.directory, resources_.language),
      version_(absl::StrCat("builtin/", resources_.model_id)) {}

absl::StatusOr<Analysis> BuiltinAnalyzer::Analyze(const DocumentInput& document) const {
  absl::StatusOr<CleanedText> cleaned = CleanDocument(document);
  if (!cleaned.ok()) return cleaned.status();
  DocumentInput input = document;
  input.content = std::move(cleaned->text);
  std::unique_ptr<ReadDocument> read = reader_.Read(input);
  if (read->text.tokens().empty()) {
    return absl::InvalidArgumentError("content holds no text besides words of the heat scale");
  }
  const std::string language = DetectLanguage(read->text);
  if (language != kLanguage && language != kUndetermined) {
    return absl::InvalidArgumentError(absl::StrCat("UNSUPPORTED_LANGUAGE: language \"", language,
                                                   "\" is not supported; supported: ", kLanguage));
  }
  if (input.focuses.empty()) input.focuses = SalientLeaders(*read, input.date);
  const std::size_t focus_count = input.focuses.size();
  if (!input.focuses_only) {
    for (FocusLeader& leader : OtherSides(*read, input, reader_.directory())) {
      const bool known =
          std::any_of(input.focuses.begin(), input.focuses.end(),
                      [&](const FocusLeader& f) { return f.leader_id == leader.leader_id; });
      if (!known) input.focuses.push_back(std::move(leader));
    }
  }
  if (input.focuses.size() != document.focuses.size()) read = reader_.Read(input);

  Analysis analysis;
  analysis.text = read->text.text();
  analysis.language = language;
  analysis.fingerprint = Fingerprint(read->text);
  analysis.mentions = ToResultMentions(read->text, read->mentions);
  if (resources_.events != nullptr) {
    analysis.events = resources_.events->Find(read->text, &read->mentions);
  }
  const FactorFinder finder(resources_.language.factors.get(), resources_.models.get());
  for (std::size_t i = 0; i < input.focuses.size(); ++i) {
    const std::uint32_t index = read->mentions.ParticipantOfFocus(i);
    const Participant& participant = read->mentions.participants()[index];
    LeaderStanding standing;
    standing.leader = LeaderOf(participant, input);
    standing.salience = participant.salience;
    const SideMap sides = reader_.Sides(*read, index, input.date);
    standing.incumbent = sides.incumbent;
    const FactorFinder::Leader leader = {standing.leader.leader_id, standing.leader.display_name,
                                         index, standing.leader.role, i < focus_count};
    std::vector<Factor> factors =
        finder.Find(read->clauses, read->mentions, sides, leader, input.date);
    if (!leader.focus && factors.empty()) continue;
    std::move(factors.begin(), factors.end(), std::back_inserter(analysis.factors));
    analysis.leaders.push_back(std::move(standing));
  }
  return analysis;
}

ClauseJudgement BuiltinAnalyzer::JudgeClause(
    std::string_view text, const FocusLeader& leader, absl::CivilDay day,
    std::optional<std::pair<std::size_t, std::size_t>> mention) const {
  const ReadClause clause = ReadOneClause(reader_, text, leader, day, mention);
  const UnitScores scores = resources_.models->Score(clause.features);
  ClauseJudgement judgement;
  judgement.domain = scores.best_domain();
  if (scores.bears >= kBearsThreshold) {
    judgement.direction = scores.raises_logit > 0 ? Direction::kRaises : Direction::kLowers;
    judgement.confidence = scores.bears * std::tanh(std::abs(scores.raises_logit) / 2);
  } else {
    judgement.confidence = 1.0 - scores.bears;
  }
  return judgement;
}

int BuiltinAnalyzer::JudgeStance(std::string_view text, std::size_t begin, std::size_t end) const {
  const FocusLeader target = {"", std::string(text.substr(begin, end - begin)), "", ""};
  const ReadClause clause =
      ReadOneClause(reader_, text, target, absl::CivilDay(2018, 1, 1), std::make_pair(begin, end));
  const LinearModel& model = resources_.models->stance;
  if (!model.trained()) {
    const UnitScores scores = resources_.models->Score(clause.features);
    return scores.bears < kBearsThreshold ? 0 : scores.raises_logit > 0 ? 1 : -1;
  }
  const std::vector<double> p = model.Probabilities(clause.features.direction);
  return static_cast<int>(std::max_element(p.begin(), p.end()) - p.begin()) - 1;
}

}  // namespace isotherm::engine
