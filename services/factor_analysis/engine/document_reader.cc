#include "services/factor_analysis/engine/document_reader.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "services/factor_analysis/engine/factors/features.h"
#include "services/factor_analysis/engine/factors/units.h"
#include "services/factor_analysis/engine/text/tsv.h"

namespace isotherm::engine {
namespace {

// Titles that may stand before a name in a request.
constexpr std::string_view kTitleWords[] = {
    "president",  "prime",   "minister",  "premier",  "mayor",      "governor", "king",
    "queen",      "crown",   "prince",    "princess", "emir",       "sultan",   "sheikh",
    "chancellor", "general", "colonel",   "marshal",  "admiral",    "senator",  "opposition",
    "leader",     "first",   "deputy",    "vice",     "interim",    "acting",   "foreign",
    "finance",    "defence", "defense",   "interior", "secretary",  "speaker",  "party",
    "taoiseach",  "captain", "ayatollah", "pope",     "archbishop", "dr",       "central",
    "bank",       "former",  "the",       "of",       "chairman",   "justice",  "health"};

bool IsTitleWord(std::string_view word) {
  std::string lower;
  for (const char c : word) {
    if (c != '.') lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  return std::find(std::begin(kTitleWords), std::end(kTitleWords), lower) != std::end(kTitleWords);
}

}  // namespace

DocumentReader::DocumentReader(std::shared_ptr<const ActorDirectory> directory,
                               LanguageResources language)
    : directory_(directory),
      language_(std::move(language)),
      finder_(std::move(directory), language_.mentions) {}

std::unique_ptr<ReadDocument> DocumentReader::Read(const DocumentInput& input) const {
  DocumentText text = DocumentText::Parse(input.content);
  DocumentMentions mentions = finder_.Find(text, input);
  return std::make_unique<ReadDocument>(std::move(text), std::move(mentions), language_);
}

SideMap DocumentReader::Sides(const ReadDocument& document, std::uint32_t participant,
                              absl::CivilDay day) const {
  return ResolveSides(document.text, document.mentions, participant, *directory_, *language_.sides,
                      day);
}

FocusLeader FocusOfName(std::string_view name) {
  std::vector<std::string_view> words = SplitFields(name, ' ');
  std::size_t titles = 0;
  while (titles + 1 < words.size() && IsTitleWord(words[titles])) ++titles;
  FocusLeader leader;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string& target = i < titles ? leader.role : leader.display_name;
    if (!target.empty()) target += ' ';
    target += words[i];
  }
  return leader;
}

ReadClause ReadOneClause(const DocumentReader& reader, std::string_view text,
                         const FocusLeader& leader, absl::CivilDay day,
                         std::optional<std::pair<std::size_t, std::size_t>> mention) {
  DocumentInput input;
  input.content = std::string(text);
  input.date = day;
  input.focuses.push_back(leader);
  input.focuses_only = true;
  ReadClause clause;
  clause.document = reader.Read(input);
  const ReadDocument& document = *clause.document;
  SideTrack track(document.clauses,
                  reader.Sides(document, document.mentions.ParticipantOfFocus(0), day),
                  document.mentions);
  if (mention) {
    const Unit self = UnitOfBytes(document.text, mention->first, mention->second);
    track.MarkSelf(self.first_token, self.last_token);
  }
  const Unit unit = UnitOfBytes(document.text, 0, document.text.text().size());
  clause.features = ExtractFeatures(reader.lexicon(), document.clauses, track, unit, UnitPlace{});
  return clause;
}

}  // namespace isotherm::engine
