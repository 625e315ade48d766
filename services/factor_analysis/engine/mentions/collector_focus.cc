// Focus leaders, participants and the names that this document alone knows.
#include <algorithm>
#include <utility>

#include "services/factor_analysis/engine/mentions/candidate_score.h"
#include "services/factor_analysis/engine/mentions/mention_collector.h"
#include "services/factor_analysis/engine/text/tokenizer.h"
#include "services/factor_analysis/engine/text/utf8.h"

namespace isotherm::engine {
namespace {

constexpr float kGivenNameConfidence = 0.7f;
constexpr float kSurnameConfidence = 0.95f;

std::string Slug(std::string_view name) {
  std::string slug;
  for (const char c : FoldText(name)) {
    const bool keep = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (keep) {
      slug.push_back(c);
    } else if (!slug.empty() && slug.back() != '-' && c != '\'') {
      slug.push_back('-');
    }
  }
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug;
}

// A short name cut as texts are. Views of `tokens` live as long as `arena` and the name.
std::vector<SubToken> CutName(std::string_view name, std::string& arena,
                              std::vector<Token>& tokens) {
  arena.resize(Tokenizer::ArenaBytes(name));
  std::vector<TokenGap> gaps;
  tokens.clear();
  Tokenizer(name, arena.data()).Run(tokens, gaps);
  std::vector<SubToken> parts;
  AppendSubTokens(tokens, parts);
  return parts;
}

}  // namespace

// "Prime Minister Mia Mottley", "Party chair Lotte Verhaegen": callers put the office before the
// name.
MentionCollector::FocusName MentionCollector::SplitFocusName(std::string_view display_name) const {
  std::string arena;
  std::vector<Token> tokens;
  CutName(display_name, arena, tokens);
  const MentionLexicon& lexicon = resources_.lexicon;
  std::size_t first = 0;
  while (first + 1 < tokens.size()) {
    std::size_t length = 0;
    const Title* title = lexicon.FindTitle(tokens, first, length);
    if (title != nullptr && first + length < tokens.size()) {
      first += length;
      continue;
    }
    // A small word that is no particle cannot be part of a name: "Agency head".
    const Token& next = tokens[first + 1];
    if (next.kind == TokenKind::kWord && !next.capitalised && first + 2 < tokens.size() &&
        tokens[first + 2].capitalised && !lexicon.IsParticle(next.lower)) {
      first += 2;
      continue;
    }
    break;
  }
  FocusName name;
  const std::size_t cut = tokens.empty() ? 0 : tokens[first].begin;
  name.name = std::string(display_name.substr(cut));
  name.role = std::string(display_name.substr(0, cut));
  while (name.role.ends_with(' ')) name.role.pop_back();
  // "Luisa Andrade of Correa's movement".
  const std::size_t of = name.name.find(" of ");
  if (of != std::string::npos) name.name.resize(of);
  return name;
}

std::uint32_t MentionCollector::FindFocusActor(const FocusLeader& focus,
                                               std::string_view name) const {
  const std::vector<Actor>& actors = resources_.directory.actors();
  if (!focus.leader_id.empty()) {
    const Actor* actor = resources_.directory.Find(focus.leader_id);
    if (actor != nullptr) return static_cast<std::uint32_t>(actor - actors.data());
  }
  std::string arena;
  std::vector<Token> tokens;
  std::uint32_t node = NameTrie::kRoot;
  for (const SubToken& part : CutName(name, arena, tokens)) {
    node = resources_.names.Step(node, part.hash);
    if (node == kNone32) return kNone32;
  }
  if (node == NameTrie::kRoot) return kNone32;
  std::uint32_t best = kNone32;
  double best_weight = 0.0;
  for (const NameEntry& entry : resources_.names.EntriesAt(node)) {
    const Actor& actor = actors[entry.actor];
    if (actor.kind != ActorKind::kLeader || entry.kind != MentionKind::kName) continue;
    if (!focus.country_code.empty() && !actor.country_code.empty() &&
        focus.country_code != actor.country_code) {
      continue;
    }
    const double weight = Prominence(actor, input_.date);
    if (best == kNone32 || weight > best_weight) {
      best = entry.actor;
      best_weight = weight;
    }
  }
  return best;
}

std::uint32_t MentionCollector::ParticipantOf(std::uint32_t index) {
  const auto [it, added] = participant_of_actor_.emplace(index, participants_.size());
  if (!added) return it->second;
  const Actor& actor = resources_.directory.actors()[index];
  Participant participant;
  participant.id = actor.id;
  participant.actor = &actor;
  participant.name = actor.display_name;
  participant.country_code = actor.country_code;
  participant.kind = actor.kind;
  participant.gender = actor.gender;
  if (actor.kind == ActorKind::kLeader) {
    if (!actor.short_names.empty()) participant.surname = FoldText(actor.short_names.front());
    const auto offices = resources_.directory.OfficesOn(actor, input_.date);
    if (!offices.empty()) participant.role = offices.front()->title;
  }
  participants_.push_back(std::move(participant));
  return it->second;
}

std::uint32_t MentionCollector::AddPerson(std::string name, const Title* title) {
  Participant participant;
  participant.id = Slug(name);
  participant.name = std::move(name);
  participant.person_of_text = true;
  if (title != nullptr) {
    participant.role = title->text;
    participant.gender = title->gender;
  }
  participants_.push_back(std::move(participant));
  return static_cast<std::uint32_t>(participants_.size() - 1);
}

void MentionCollector::AddLocalName(absl::Span<const SubToken> parts, std::uint32_t participant,
                                    MentionKind kind, float confidence) {
  LocalName name;
  for (const SubToken& part : parts) name.parts.push_back(part.hash);
  name.participant = participant;
  name.kind = kind;
  name.confidence = confidence;
  std::vector<LocalName>& names = local_names_[name.parts.front()];
  for (const LocalName& known : names) {
    if (known.parts == name.parts) return;
  }
  names.push_back(std::move(name));
}

// The full name, each ending of it from the surname's particle on ("von der Leyen", "Leyen"), and
// for focus leaders the first name, which texts about one person use too.
void MentionCollector::AddLocalNames(std::uint32_t participant, std::string_view name,
                                     bool given_name_too) {
  std::string arena;
  std::vector<Token> tokens;
  const std::vector<SubToken> parts = CutName(name, arena, tokens);
  if (parts.empty()) return;
  const auto all = absl::MakeConstSpan(parts);
  const MentionLexicon& lexicon = resources_.lexicon;
  AddLocalName(all, participant, parts.size() > 1 ? MentionKind::kName : MentionKind::kShortName,
               1.0f);

  // "II", "Jr": no surname.
  std::size_t last = parts.size() - 1;
  const std::string_view tail = tokens[parts[last].token].lower;
  if (last > 0 && (tail == "ii" || tail == "iii" || tail == "iv" || tail == "vi" || tail == "jr" ||
                   tail == "sr")) {
    --last;
  }
  participants_[participant].surname = std::string(tokens[parts[last].token].lower);
  if (participants_[participant].gender == Gender::kUnknown) {
    participants_[participant].gender =
        lexicon.GivenName(tokens[parts[0].token].lower).value_or(Gender::kUnknown);
  }
  for (std::size_t first = last; first > 0; --first) {
    if (first < last && !lexicon.IsParticle(tokens[parts[first].token].lower)) break;
    AddLocalName(all.subspan(first, last + 1 - first), participant, MentionKind::kShortName,
                 kSurnameConfidence);
  }
  if (!given_name_too || last == 0 || parts[0].end - parts[0].begin < 2) return;
  AddLocalName(all.subspan(0, 1), participant, MentionKind::kShortName, kGivenNameConfidence);
}

std::uint32_t MentionCollector::AddFocus(const FocusLeader& focus, int index) {
  const FocusName parsed = SplitFocusName(focus.display_name);
  const std::string& role = focus.role.empty() ? parsed.role : focus.role;
  const std::uint32_t actor = FindFocusActor(focus, parsed.name);
  std::uint32_t participant = 0;
  if (actor != kNone32) {
    participant = ParticipantOf(actor);
    if (!role.empty()) participants_[participant].role = role;
  } else {
    participant = AddPerson(focus.display_name, nullptr);
    Participant& added = participants_[participant];
    added.person_of_text = false;
    if (!focus.leader_id.empty()) added.id = focus.leader_id;
    added.country_code = focus.country_code;
    added.role = role;
  }
  if (participants_[participant].focus < 0) participants_[participant].focus = index;
  const std::string surname = participants_[participant].surname;
  AddLocalNames(participant, parsed.name, true);
  if (actor != kNone32 && !surname.empty()) participants_[participant].surname = surname;
  const std::string& country = participants_[participant].country_code;
  if (!country.empty()) country_weight_[country] += 2.0;
  return participant;
}

void MentionCollector::AddFocuses() {
  for (std::size_t i = 0; i < input_.focuses.size(); ++i) {
    focuses_.push_back(AddFocus(input_.focuses[i], static_cast<int>(i)));
  }
}

const MentionCollector::LocalName* MentionCollector::FindLocalName(std::size_t sub,
                                                                   std::size_t& length) const {
  const LocalName* best = nullptr;
  const auto it = local_names_.find(subs_[sub].hash);
  if (it == local_names_.end()) return nullptr;
  for (const LocalName& name : it->second) {
    if (best != nullptr && name.parts.size() <= best->parts.size()) continue;
    if (sub + name.parts.size() > subs_.size()) continue;
    bool same = true;
    for (std::size_t k = 1; same && k < name.parts.size(); ++k) {
      same = subs_[sub + k].hash == name.parts[k];
    }
    if (same) best = &name;
  }
  if (best != nullptr) length = best->parts.size();
  return best;
}

}  // namespace isotherm::engine
