#include "services/factor_analysis/engine/mentions/sides.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/strings/view.h"
#include "services/factor_analysis/engine/text/stem.h"
#include "services/factor_analysis/engine/text/tsv.h"
#include "services/factor_analysis/engine/text/utf8.h"

namespace isotherm::engine {
namespace {

std::optional<Side> ParseSide(std::string_view text) {
  if (text == "OWN") return Side::kOwn;
  if (text == "ALLY") return Side::kAlly;
  if (text == "RIVAL") return Side::kRival;
  if (text == "NEUTRAL") return Side::kNeutral;
  return std::nullopt;
}

// "her" and "their" stand where the table says "his".
std::string_view TableForm(const Token& token) {
  if (token.lower == "her" || token.lower == "their") return "his";
  return token.stem;
}

bool Governs(OfficeRank rank) {
  return rank == OfficeRank::kExecutive || rank == OfficeRank::kHeadOfGovernment ||
         rank == OfficeRank::kHeadOfState || rank == OfficeRank::kMinister ||
         rank == OfficeRank::kLocal || rank == OfficeRank::kInternational ||
         rank == OfficeRank::kArmedGroup;
}

// Where an actor stands in the politics of a country.
enum class Camp : std::uint8_t { kNone, kGovernment, kOpposition };

// A role as text: "Leader of the Opposition", "President".
Camp CampOfRole(std::string_view role) {
  const std::string folded = FoldText(role);
  const auto has = [&](std::string_view word) { return folded.find(word) != std::string::npos; };
  if (folded.empty()) return Camp::kNone;
  if (has("opposition") || has("challenger") || has("candidate") || has("former") || has("ex-") ||
      has("rebel") || has("activist") || has("exiled") || has("dissident")) {
    return Camp::kOpposition;
  }
  if (has("president") || has("minister") || has("chancellor") || has("king") || has("emir") ||
      has("sultan") || has("governor") || has("mayor") || has("premier") || has("taoiseach") ||
      has("supreme leader") || has("prince") || has("pope") || has("secretary") ||
      has("chair of the") || has("general secretary")) {
    return Camp::kGovernment;
  }
  if (has("leader") && (has("party") || has("league") || has("front"))) return Camp::kOpposition;
  return Camp::kNone;
}

Camp CampOfLeader(const Actor& leader, const ActorDirectory& directory, absl::CivilDay day) {
  const auto offices = directory.OfficesOn(leader, day);
  if (offices.empty()) return Camp::kNone;
  for (const Office* office : offices) {
    if (office->rank == OfficeRank::kOpposition) return Camp::kOpposition;
    if (Governs(office->rank)) return Camp::kGovernment;
  }
  return offices.front()->rank == OfficeRank::kParty ? Camp::kOpposition : Camp::kNone;
}

Camp CampOf(const Participant& participant, const ActorDirectory& directory, absl::CivilDay day) {
  if (participant.focus >= 0 || participant.actor == nullptr) {
    const Camp camp = CampOfRole(participant.role);
    if (camp != Camp::kNone || participant.actor == nullptr) return camp;
  }
  return CampOfLeader(*participant.actor, directory, day);
}

// Everything about one leader that sides are judged by.
class Viewpoint {
 public:
  Viewpoint(const DocumentMentions& mentions, std::uint32_t leader, const ActorDirectory& directory,
            absl::CivilDay day)
      : mentions_(mentions),
        leader_(leader),
        self_(mentions.participants()[leader]),
        directory_(directory),
        day_(day),
        camp_(CampOf(self_, directory, day)) {
    const Actor* state = directory.StateByCode(self_.country_code);
    if (state != nullptr) state_ = state->id;
    if (self_.actor == nullptr) return;
    for (const Office* office : directory.OfficesOn(*self_.actor, day)) {
      bodies_.push_back(office->of);
    }
  }

  // Nothing is known of most leaders a text is about but that they lead: taken for in office.
  bool incumbent() const { return camp_ != Camp::kOpposition; }

  Side Of(std::uint32_t index) const {
    if (index == leader_) return Side::kOwn;
    const Participant& other = mentions_.participants()[index];
    if (other.kind == ActorKind::kLeader) return OfLeader(other);
    return OfActor(other.id, other.kind, other.country_code);
  }

 private:
  bool Heads(std::string_view id) const {
    return std::find(bodies_.begin(), bodies_.end(), id) != bodies_.end();
  }

  bool Related(std::string_view id, RelationType type) const {
    if (directory_.Related(self_.id, id, type, day_)) return true;
    return camp_ != Camp::kOpposition && !state_.empty() &&
           directory_.Related(state_, id, type, day_);
  }

  Side ByRelation(std::string_view id) const {
    if (Related(id, RelationType::kRival)) return Side::kRival;
    if (Related(id, RelationType::kAlly) || Related(id, RelationType::kPatron)) return Side::kAlly;
    return Side::kNeutral;
  }

  Side OfActor(const std::string& id, ActorKind kind, const std::string& country) const {
    if (Heads(id) || directory_.Related(self_.id, id, RelationType::kMember, day_)) {
      return Side::kOwn;
    }
    const Side related = ByRelation(id);
    if (related != Side::kNeutral) return related;
    if (id == state_) return Side::kOwn;
    const bool home = !country.empty() && country == self_.country_code;
    if (kind == ActorKind::kArmedGroup) return home && incumbent() ? Side::kRival : Side::kNeutral;
    if (kind == ActorKind::kOrganisation && home) {
      // Another party of the country is a rival's, unless its head governs beside the leader.
      const Actor* head = directory_.ExecutiveOf(id, day_);
      if (head == nullptr) return Side::kNeutral;
      const Camp camp = CampOfLeader(*head, directory_, day_);
      return camp == camp_ && camp == Camp::kGovernment ? Side::kAlly : Side::kRival;
    }
    return Side::kNeutral;
  }

  Side OfLeader(const Participant& other) const {
    const Side related = ByRelation(other.id);
    if (related != Side::kNeutral) return related;
    if (directory_.Related(self_.id, other.id, RelationType::kFamily, day_)) return Side::kOwn;
    const bool known_countries = !other.country_code.empty() && !self_.country_code.empty();
    if (known_countries && other.country_code != self_.country_code) return OfForeigner(other);
    if (other.actor != nullptr) {
      for (const Office* office : directory_.OfficesOn(*other.actor, day_)) {
        if (Heads(office->of) && office->of != state_) return Side::kOwn;
      }
    }
    if (other.actor != nullptr && SharesParty(*other.actor)) return Side::kOwn;
    const Camp camp = CampOf(other, directory_, day_);
    if (camp == Camp::kNone || camp_ == Camp::kNone) {
      // Two politicians of one country, one of them out of office: rivals more often than not.
      return known_countries ? Side::kRival : Side::kNeutral;
    }
    if (camp != camp_) return Side::kRival;
    return known_countries && camp == Camp::kGovernment ? Side::kOwn : Side::kNeutral;
  }

  // Both held offices of one party or movement at some time.
  bool SharesParty(const Actor& other) const {
    if (self_.actor == nullptr) return false;
    for (const Office& mine : self_.actor->offices) {
      const Actor* body = directory_.Find(mine.of);
      if (body == nullptr || body->kind != ActorKind::kOrganisation || body->country_code.empty()) {
        continue;
      }
      for (const Office& theirs : other.offices) {
        if (theirs.of == mine.of) return true;
      }
    }
    return false;
  }

  // A foreign leader is on the side of the state he leads.
  Side OfForeigner(const Participant& other) const {
    if (CampOf(other, directory_, day_) == Camp::kOpposition) return Side::kNeutral;
    const Actor* state = directory_.StateByCode(other.country_code);
    return state == nullptr ? Side::kNeutral : ByRelation(state->id);
  }

  const DocumentMentions& mentions_;
  const std::uint32_t leader_;
  const Participant& self_;
  const ActorDirectory& directory_;
  const absl::CivilDay day_;
  const Camp camp_;
  std::string state_;
  std::vector<std::string> bodies_;
};

// "the opposition in Turkey", "Armenian troops", "his party": a general noun after a mention takes
// the mention's side instead of its own, unless it is a pronoun of the leader.
const ActorMention* OwnerBefore(const DocumentText& text, const DocumentMentions& mentions,
                                std::uint32_t token) {
  if (token == 0) return nullptr;
  std::uint32_t before = token - 1;
  if (text.tokens()[before].lower == "'s" && before > 0) --before;
  if (text.tokens()[before].sentence != text.tokens()[token].sentence) return nullptr;
  const std::uint32_t index = mentions.AtToken(before);
  return index == kNone32 ? nullptr : &mentions.mentions()[index];
}

constexpr std::uint32_t kMaxWordsToGroup = 3;

// The side of the general noun that a nationality qualifies, over a few adjectives; `fallback` when
// there is none.
Side SideOfGroupAfter(absl::Span<const Token> tokens, std::uint32_t token,
                      const SideLexicon& lexicon, bool incumbent, Side fallback) {
  const std::uint32_t sentence = tokens[token - 1].sentence;
  for (std::uint32_t i = token; i < tokens.size() && i < token + kMaxWordsToGroup; ++i) {
    if (tokens[i].sentence != sentence || tokens[i].kind == TokenKind::kPunct) break;
    const SideLexicon::Entry* entry = lexicon.Find(tokens, i);
    if (entry != nullptr) return incumbent ? entry->for_incumbent : entry->for_challenger;
  }
  return fallback;
}

}  // namespace

absl::StatusOr<SideLexicon> SideLexicon::Parse(std::string_view tsv) {
  SideLexicon lexicon;
  absl::Status status = ForEachTsvRow("sides.tsv", tsv, 3, [&](const TsvRow& row) {
    Entry entry;
    for (const std::string_view word : SplitFields(row[0], ' ')) {
      entry.words.push_back(word == "his" ? "his" : StemOf(word));
    }
    const auto incumbent = ParseSide(row[1]);
    const auto challenger = ParseSide(row[2]);
    if (!incumbent.has_value() || !challenger.has_value()) {
      return absl::InvalidArgumentError(
          absl::StrCat("side must be OWN, ALLY, RIVAL or NEUTRAL, got '", AbslView(row[1]), "', '",
                       AbslView(row[2]), "'"));
    }
    entry.for_incumbent = *incumbent;
    entry.for_challenger = *challenger;
    lexicon.by_first_[entry.words.front()].push_back(lexicon.entries_.size());
    lexicon.entries_.push_back(std::move(entry));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  for (auto& [first, entries] : lexicon.by_first_) {
    std::stable_sort(entries.begin(), entries.end(), [&](std::size_t a, std::size_t b) {
      return lexicon.entries_[a].words.size() > lexicon.entries_[b].words.size();
    });
  }
  return lexicon;
}

const SideLexicon::Entry* SideLexicon::Find(absl::Span<const Token> tokens, std::size_t i) const {
  if (tokens[i].kind != TokenKind::kWord) return nullptr;
  const auto it = by_first_.find(AbslView(TableForm(tokens[i])));
  if (it == by_first_.end()) return nullptr;
  for (const std::size_t index : it->second) {
    const Entry& entry = entries_[index];
    if (i + entry.words.size() > tokens.size()) continue;
    bool same = tokens[i + entry.words.size() - 1].sentence == tokens[i].sentence;
    for (std::size_t k = 1; same && k < entry.words.size(); ++k) {
      same = TableForm(tokens[i + k]) == entry.words[k];
    }
    // A capital inside a sentence makes it part of a name: "the Progress Party".
    const Token& head = tokens[i + entry.words.size() - 1];
    if (same && (!head.capitalised || head.all_caps || entry.words.size() == 1)) {
      const bool named = head.capitalised && i > 0 && tokens[i - 1].sentence == head.sentence &&
                         tokens[i - 1].kind == TokenKind::kWord;
      if (!named) return &entry;
    }
  }
  return nullptr;
}

SideMap ResolveSides(const DocumentText& text, const DocumentMentions& mentions,
                     std::uint32_t leader, const ActorDirectory& directory,
                     const SideLexicon& lexicon, absl::CivilDay day) {
  const Viewpoint view(mentions, leader, directory, day);
  SideMap map;
  map.incumbent = view.incumbent();
  for (std::uint32_t i = 0; i < mentions.participants().size(); ++i) {
    map.participants.push_back(view.Of(i));
  }
  const auto tokens = text.tokens();
  const auto add = [&](SideSpan span) {
    span.sentence = tokens[span.first_token].sentence;
    map.spans.push_back(span);
  };
  for (std::uint32_t i = 0; i < tokens.size();) {
    const std::uint32_t index = mentions.AtToken(i);
    // "his party": the pronoun and its noun are one span of the leader's side.
    const ActorMention* mention = index == kNone32 ? nullptr : &mentions.mentions()[index];
    const bool pronoun = mention != nullptr && mention->kind == MentionKind::kPronoun;
    const SideLexicon::Entry* entry =
        mention == nullptr || pronoun ? lexicon.Find(tokens, i) : nullptr;
    if (entry != nullptr) {
      Side side = map.incumbent ? entry->for_incumbent : entry->for_challenger;
      const ActorMention* owner = pronoun ? mention : OwnerBefore(text, mentions, i);
      if (owner != nullptr && owner->participant != leader) {
        const Side of_owner = map.participants[owner->participant];
        // The rival's allies and troops are the rival's; the ally's rebels are the ally's enemies.
        if (side == Side::kOwn || side == Side::kAlly) side = of_owner;
      }
      const auto last = i + static_cast<std::uint32_t>(entry->words.size());
      SideSpan span;
      span.first_token = i;
      span.last_token = last;
      span.side = side;
      add(span);
      i = last;
      continue;
    }
    if (mention == nullptr) {
      ++i;
      continue;
    }
    Side side = map.participants[mention->participant];
    // "Polish women", "Georgia's constitutional court": not the state's side but the group's own.
    const bool qualifies = mention->kind == MentionKind::kDemonym || mention->possessive;
    if (side == Side::kOwn && qualifies && mention->participant != leader) {
      side = SideOfGroupAfter(tokens, mention->last_token, lexicon, map.incumbent, side);
    }
    SideSpan span;
    span.first_token = mention->first_token;
    span.last_token = mention->last_token;
    span.mention = index;
    span.side = side;
    span.self = mention->participant == leader;
    add(span);
    i = std::max(mention->last_token, i + 1);
  }
  map.sentence_starts.assign(text.sentences().size() + 1, 0);
  for (const SideSpan& span : map.spans) ++map.sentence_starts[span.sentence + 1];
  for (std::size_t i = 1; i < map.sentence_starts.size(); ++i) {
    map.sentence_starts[i] += map.sentence_starts[i - 1];
  }
  return map;
}

}  // namespace isotherm::engine
