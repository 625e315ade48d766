#include "services/factor_analysis/engine/factors/factor_finder.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "absl/strings/str_cat.h"
#include "services/common/strings/view.h"
#include "services/factor_analysis/engine/factors/direction_chain.h"
#include "services/factor_analysis/engine/factors/statement.h"
#include "services/factor_analysis/engine/factors/tone.h"

namespace isotherm::engine {
namespace {

constexpr double kMinScored = 0.35;  // probability of a scored factor
constexpr double kMinOther = 0.40;   // of a driver or an implication
constexpr std::size_t kMaxEvidence = 3;
constexpr double kToneWeight = 0.5;

Evidence EvidenceOf(const DocumentText& text, const Wording& wording) {
  return {wording.begin, wording.end, std::string(text.Slice(wording.begin, wording.end))};
}

bool Quotes(const Factor& factor, const Evidence& evidence) {
  return std::any_of(factor.evidence.begin(), factor.evidence.end(), [&](const Evidence& known) {
    return known.begin == evidence.begin && known.end == evidence.end;
  });
}

// What a unit is about besides the leader: an actor, else the political noun it turns on.
std::string AboutOf(const ClauseMap& clauses, const DocumentMentions& mentions, const Unit& unit,
                    std::uint32_t leader) {
  for (std::uint32_t i = unit.first_token; i < unit.last_token; ++i) {
    const std::uint32_t at = mentions.AtToken(i);
    if (at == kNone32) continue;
    const ActorMention& mention = mentions.mentions()[at];
    if (mention.participant != leader && mention.kind != MentionKind::kPronoun) {
      return mentions.participants()[mention.participant].id;
    }
  }
  for (const CueMatch& match : clauses.In(unit.first_token, unit.last_token)) {
    if (match.Of(CueKind::kNoun) != nullptr) {
      return std::string(clauses.text().tokens()[match.first_token].stem);
    }
  }
  return "";
}

std::optional<FactorRole> RoleOf(const UnitScores& scores) {
  if (scores.driver >= kMinOther && scores.driver > scores.scored &&
      scores.driver > scores.implication) {
    return FactorRole::kDriver;
  }
  if (scores.implication >= kMinOther && scores.implication > scores.scored) {
    return FactorRole::kImplication;
  }
  if (scores.scored < kMinScored) return std::nullopt;
  return scores.change > 0.5 ? FactorRole::kChange : FactorRole::kStanding;
}

// Names an ally, a rival or somebody else: what they want does not drive the leader.
bool NamesAnother(const SideTrack& track, const Unit& unit) {
  for (std::uint32_t i = unit.first_token; i < unit.last_token; ++i) {
    if (track.at(i) == 'a' || track.at(i) == 'r' || track.at(i) == 'n') return true;
  }
  return false;
}

double ConfidenceOf(const UnitScores& scores, FactorRole role) {
  if (role == FactorRole::kDriver) return scores.driver;
  if (role == FactorRole::kImplication) return scores.implication;
  const double certainty = std::tanh(std::abs(scores.raises_logit) / 2);  // |2p - 1|
  return std::clamp(scores.scored * certainty, 0.01, 0.99);
}

}  // namespace

UnitPlace PlaceOf(const DocumentText& text, const Unit& unit) {
  UnitPlace place;
  place.in_document = true;
  const double tokens = std::max<double>(1.0, static_cast<double>(text.tokens().size()));
  place.position = unit.first_token / tokens;
  if (unit.sentence < text.sentences().size()) {
    place.heading = text.paragraphs()[text.sentences()[unit.sentence].paragraph].heading;
  }
  return place;
}

std::vector<ScoredUnit> FactorFinder::Prepare(const FactorLexicon& lexicon,
                                              const ClauseMap& clauses, const SideTrack& track) {
  std::vector<ScoredUnit> units;
  for (const Unit& unit : CutUnits(clauses.text())) {
    ScoredUnit scored;
    scored.unit = unit;
    scored.features = ExtractFeatures(lexicon, clauses, track, unit, PlaceOf(clauses.text(), unit));
    for (std::uint32_t i = unit.first_token; i < unit.last_token; ++i) {
      scored.about |= track.at(i) == 'L' || track.at(i) == 'o';
    }
    units.push_back(std::move(scored));
  }
  return units;
}

// Scores the units, then lets neighbours and the document as a whole weigh in on their direction.
void FactorFinder::WeighTogether(const ClauseMap& clauses, const SideTrack& track,
                                 const Leader& leader, std::vector<ScoredUnit>& units) const {
  std::vector<Unit> places;
  std::vector<double> logits;
  places.reserve(units.size());
  logits.reserve(units.size());
  for (ScoredUnit& scored : units) {
    scored.scores = models_->Score(scored.features);
    places.push_back(scored.unit);
    logits.push_back(scored.scores.raises_logit);
  }
  const std::vector<double> chained = ChainLogits(clauses.text(), places, logits);
  const double tone = leader.focus ? models_->Tone(ToneFeatures(clauses, track, leader.role)) : 0.0;
  for (std::size_t i = 0; i < units.size(); ++i) {
    units[i].scores.raises_logit = chained[i] + kToneWeight * tone;
  }
}

std::vector<Factor> FactorFinder::Find(const ClauseMap& clauses, const DocumentMentions& mentions,
                                       const SideMap& sides, const Leader& leader,
                                       absl::CivilDay date) const {
  const SideTrack track(clauses, sides, mentions);
  std::vector<ScoredUnit> units = Prepare(*lexicon_, clauses, track);
  WeighTogether(clauses, track, leader, units);
  const auto dictionary_verb = [&](std::uint32_t token) { return clauses.verbal(token); };
  std::vector<Factor> factors;
  std::map<std::string, std::size_t> by_claim;
  for (const ScoredUnit& scored : units) {
    if ((!leader.focus && !scored.about) || IsLabel(clauses.text(), scored.unit)) continue;
    const std::optional<FactorRole> role = RoleOf(scored.scores);
    if (!role || (!leader.focus && !IsScored(*role))) continue;
    if (*role == FactorRole::kDriver && !scored.about && NamesAnother(track, scored.unit)) continue;
    const Direction direction = !IsScored(*role)                 ? Direction::kNone
                                : scored.scores.raises_logit > 0 ? Direction::kRaises
                                                                 : Direction::kLowers;
    const Domain domain = scored.scores.best_domain();
    const std::string about = AboutOf(clauses, mentions, scored.unit, leader.participant);
    std::string claim =
        absl::StrCat(leader.id, "|", AbslView(Name(domain)), "|", AbslView(Name(direction)), "|",
                     IsScored(*role) ? "scored" : AbslView(Name(*role)), "|", about);
    const double confidence = ConfidenceOf(scored.scores, *role);
    const Wording wording =
        WordUnit(clauses.text(), mentions, leader.participant, scored.unit, dictionary_verb);
    Evidence evidence = EvidenceOf(clauses.text(), wording);
    const auto known = by_claim.find(claim);
    if (known != by_claim.end() && !about.empty() &&
        factors[known->second].evidence.size() < kMaxEvidence) {
      Factor& factor = factors[known->second];
      // Two units of one sentence that are quoted alike are one piece of evidence.
      if (Quotes(factor, evidence)) continue;
      factor.evidence.push_back(std::move(evidence));
      factor.strength = std::max(factor.strength, IsScored(*role) ? scored.scores.strength : 0.0);
      factor.confidence = 1.0 - (1.0 - factor.confidence) * (1.0 - confidence);
      continue;
    }
    Factor factor;
    factor.leader_id = leader.id;
    factor.leader_display_name = leader.display_name;
    factor.role = *role;
    factor.domain = domain;
    factor.direction = direction;
    factor.strength = IsScored(*role) ? scored.scores.strength : 0.0;
    factor.confidence = confidence;
    factor.evidence.push_back(std::move(evidence));
    factor.statement = wording.statement;
    factor.observed = date;
    by_claim[claim] = factors.size();
    factor.claim_key = std::move(claim);
    factors.push_back(std::move(factor));
  }
  return factors;
}

}  // namespace isotherm::engine
