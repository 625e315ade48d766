#include "services/factor_analysis/engine/mentions/mention_finder.h"

#include <algorithm>
#include <utility>

#include "services/factor_analysis/engine/mentions/mention_collector.h"
#include "services/factor_analysis/engine/mentions/name_resolver.h"

namespace isotherm::engine {
namespace {

constexpr std::size_t kMaxAcronymLetters = 5;

// "US", "U.N.", "WHO" mean the actor only in capitals.
bool IsAcronym(std::string_view name) {
  std::size_t letters = 0;
  for (const char c : name) {
    if (c == '.') continue;
    if (c < 'A' || c > 'Z') return false;
    ++letters;
  }
  return letters > 1 && letters <= kMaxAcronymLetters;
}

void AddNames(const std::vector<std::string>& names, std::uint32_t actor, MentionKind kind,
              NameTrie& trie) {
  for (const std::string& name : names) trie.Add(name, {actor, kind, IsAcronym(name)});
}

NameTrie BuildNames(const ActorDirectory& directory) {
  NameTrie trie;
  const std::vector<Actor>& actors = directory.actors();
  for (std::uint32_t i = 0; i < actors.size(); ++i) {
    const Actor& actor = actors[i];
    trie.Add(actor.display_name, {i, MentionKind::kName, IsAcronym(actor.display_name)});
    AddNames(actor.aliases, i, MentionKind::kName, trie);
    AddNames(actor.short_names, i, MentionKind::kShortName, trie);
    AddNames(actor.demonyms, i, MentionKind::kDemonym, trie);
    AddNames(actor.metonyms, i, MentionKind::kMetonym, trie);
  }
  trie.Build();
  return trie;
}

}  // namespace

MentionFinder::MentionFinder(std::shared_ptr<const ActorDirectory> directory,
                             std::shared_ptr<const MentionLexicon> lexicon)
    : directory_(std::move(directory)),
      lexicon_(std::move(lexicon)),
      names_(BuildNames(*directory_)),
      offices_(*directory_) {}

DocumentMentions MentionFinder::Find(const DocumentText& text, const DocumentInput& input) const {
  const MentionResources resources{*directory_, *lexicon_, names_, offices_};
  return MentionCollector(resources, text, input).Run();
}

std::vector<Resolution> MentionFinder::Resolve(std::string_view mention, absl::CivilDay day,
                                               std::string_view country_code,
                                               std::string_view context) const {
  const MentionResources resources{*directory_, *lexicon_, names_, offices_};
  return ResolveName(resources, mention, day, country_code, context);
}

std::vector<Mention> ToResultMentions(const DocumentText& text, const DocumentMentions& mentions) {
  std::vector<Mention> out;
  for (const ActorMention& found : mentions.mentions()) {
    if (found.kind == MentionKind::kPronoun) continue;
    const Participant& participant = mentions.participants()[found.participant];
    Mention mention;
    mention.begin = found.begin;
    mention.end = found.end;
    if (participant.actor != nullptr) mention.actor_id = participant.id;
    mention.surface = participant.person_of_text ? participant.name
                                                 : std::string(text.Slice(found.begin, found.end));
    mention.confidence = std::clamp(static_cast<double>(found.confidence), 0.0, 1.0);
    out.push_back(std::move(mention));
  }
  return out;
}

}  // namespace isotherm::engine
