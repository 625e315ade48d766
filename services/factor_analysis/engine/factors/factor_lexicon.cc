#include "services/factor_analysis/engine/factors/factor_lexicon.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "services/common/strings/view.h"
#include "services/factor_analysis/engine/events/syntax_lexicon.h"
#include "services/factor_analysis/engine/text/token_hash.h"

namespace isotherm::engine {
namespace {

constexpr std::array<std::pair<std::string_view, CueKind>, kCueKindCount> kKinds = {{
    {"verb", CueKind::kVerb},
    {"noun", CueKind::kNoun},
    {"adjective", CueKind::kAdjective},
    {"marker", CueKind::kMarker},
    {"group", CueKind::kGroup},
    {"cue", CueKind::kDomain},
    {"question", CueKind::kQuestion},
}};

constexpr std::pair<std::string_view, CueClass> kClasses[] = {
    {"-", CueClass::kNone},
    {"gain", CueClass::kGain},
    {"loss", CueClass::kLoss},
    {"beat", CueClass::kBeat},
    {"help", CueClass::kHelp},
    {"harm", CueClass::kHarm},
    {"up", CueClass::kUp},
    {"down", CueClass::kDown},
    {"get", CueClass::kGet},
    {"drop", CueClass::kDrop},
    {"face", CueClass::kFace},
    {"end", CueClass::kEnd},
    {"fail", CueClass::kFail},
    {"continue", CueClass::kContinue},
    {"asset", CueClass::kAsset},
    {"liability", CueClass::kLiability},
    {"good", CueClass::kGood},
    {"bad", CueClass::kBad},
    {"negate", CueClass::kNegate},
    {"hypothetical", CueClass::kHypothetical},
    {"future", CueClass::kFuture},
    {"past", CueClass::kPast},
    {"report", CueClass::kReport},
    {"contrast", CueClass::kContrast},
    {"own", CueClass::kOwn},
    {"rival", CueClass::kRival},
    {"ally", CueClass::kAlly},
    {"crowd", CueClass::kCrowd},
    {"power", CueClass::kPower},
    {"driver", CueClass::kDriver},
    {"implication", CueClass::kImplication},
    {"change", CueClass::kChange},
    {"standing", CueClass::kStanding},
};

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find(separator, begin);
    parts.push_back(text.substr(begin, end - begin));
    if (end == text.npos) return parts;
    begin = end + 1;
  }
}

std::uint64_t Join(std::uint64_t key, std::uint64_t word) {
  return (key ^ word) * 0x9e3779b97f4a7c15ull + 1;
}

// "lost HIS nerve" and "lost HER nerve" are one entry: whose it is, the sides tell.
std::uint64_t WordKey(const Token& token, bool by_stem) {
  static constexpr std::string_view kPossessives[] = {"his", "her", "its", "their"};
  static const std::uint64_t possessive = TokenHash("<possessive>");
  const bool owned = std::find(std::begin(kPossessives), std::end(kPossessives), token.lower) !=
                     std::end(kPossessives);
  return owned ? possessive : by_stem ? token.stem_hash : token.hash;
}

absl::StatusOr<Cue> ParseCue(const std::vector<std::string_view>& columns) {
  Cue cue;
  const auto kind = std::find_if(kKinds.begin(), kKinds.end(),
                                 [&](const auto& k) { return k.first == columns[1]; });
  if (kind == kKinds.end()) {
    return absl::InvalidArgumentError(absl::StrCat("unknown kind \"", AbslView(columns[1]), "\""));
  }
  cue.kind = kind->second;
  const auto cls = std::find_if(std::begin(kClasses), std::end(kClasses),
                                [&](const auto& c) { return c.first == columns[2]; });
  if (cls == std::end(kClasses)) {
    return absl::InvalidArgumentError(absl::StrCat("unknown class \"", AbslView(columns[2]), "\""));
  }
  cue.cls = cls->second;
  if (columns[3] != "-") {
    cue.domain = isotherm::Parse<Domain>(columns[3]);
    if (!cue.domain) {
      return absl::InvalidArgumentError(
          absl::StrCat("unknown domain \"", AbslView(columns[3]), "\""));
    }
  }
  return cue;
}

}  // namespace

void FactorLexicon::Insert(Table& table, absl::Span<const Token> words, bool by_stem, Cue cue) {
  Key key = 0;
  for (const Token& word : words) key = Join(key, WordKey(word, by_stem));
  std::vector<Cue>& cues = table.entries[key];
  for (const Cue& known : cues) {
    if (known.kind == cue.kind && known.cls == cue.cls && known.domain == cue.domain) return;
  }
  cues.push_back(cue);
  std::uint8_t& longest = table.longest[WordKey(words[0], by_stem)];
  longest = std::max<std::uint8_t>(longest, static_cast<std::uint8_t>(words.size()));
}

const std::vector<Cue>* FactorLexicon::Longest(const Table& table, absl::Span<const Token> tokens,
                                               std::size_t i, bool by_stem, std::size_t& length) {
  const auto longest = table.longest.find(WordKey(tokens[i], by_stem));
  if (longest == table.longest.end()) return nullptr;
  const std::vector<Cue>* found = nullptr;
  Key key = 0;
  for (std::size_t n = 0; n < longest->second && i + n < tokens.size(); ++n) {
    if (tokens[i + n].sentence != tokens[i].sentence) break;
    key = Join(key, WordKey(tokens[i + n], by_stem));
    const auto entry = table.entries.find(key);
    if (entry != table.entries.end()) {
      found = &entry->second;
      length = n + 1;
    }
  }
  return found;
}

absl::StatusOr<FactorLexicon> FactorLexicon::Parse(
    const std::map<std::string, std::string>& files) {
  FactorLexicon lexicon;
  for (const auto& [name, content] : files) {
    if (name.rfind("factors_", 0) != 0) continue;
    int number = 0;
    for (const std::string_view line : Split(content, '\n')) {
      ++number;
      if (line.empty() || line[0] == '#') continue;
      const auto fail = [&, &name = name](std::string_view what) {
        return absl::InvalidArgumentError(
            absl::StrCat(name, ", line ", number, ": ", AbslView(what)));
      };
      const std::vector<std::string_view> columns = Split(line, '\t');
      if (columns.size() != 4) return fail("expected 4 columns: entry, kind, class, domain");
      const absl::StatusOr<Cue> cue = ParseCue(columns);
      if (!cue.ok()) return fail(StdView(cue.status().message()));
      const DocumentText words = DocumentText::Parse(std::string(columns[0]));
      if (words.tokens().empty() || words.tokens().size() > 8) {
        return fail("an entry has 1 to 8 words");
      }
      const bool by_form = cue->kind == CueKind::kAdjective || cue->kind == CueKind::kMarker;
      Table& table = cue->kind == CueKind::kDomain     ? lexicon.domains_
                     : cue->kind == CueKind::kQuestion ? lexicon.questions_
                     : by_form                         ? lexicon.forms_
                                                       : lexicon.stems_;
      if (cue->kind == CueKind::kVerb && words.tokens().size() == 1) {
        lexicon.verbs_.insert(SpellingHash(words.tokens()[0]));
      }
      Insert(table, words.tokens(), !by_form, *cue);
      ++lexicon.size_;
    }
  }
  if (lexicon.size_ == 0) {
    return absl::FailedPreconditionError(
        "no factors_*.tsv in the language folder: restore data/lexicons");
  }
  return lexicon;
}

std::vector<CueMatch> FactorLexicon::Find(absl::Span<const Token> tokens) const {
  std::vector<CueMatch> matches;
  for (std::size_t i = 0; i < tokens.size();) {
    std::size_t by_stem = 0, by_form = 0;
    const std::vector<Cue>* stems = Longest(stems_, tokens, i, true, by_stem);
    const std::vector<Cue>* forms = Longest(forms_, tokens, i, false, by_form);
    if (forms != nullptr && by_form >= by_stem) {
      matches.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i + by_form),
                         absl::MakeConstSpan(*forms)});
    }
    if (stems != nullptr && by_stem >= by_form) {
      matches.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i + by_stem),
                         absl::MakeConstSpan(*stems)});
    }
    i += std::max<std::size_t>({by_stem, by_form, 1});
  }
  return matches;
}

absl::Span<const Cue> FactorLexicon::DomainCues(absl::Span<const Token> tokens,
                                                std::size_t i) const {
  std::size_t length = 0;
  const std::vector<Cue>* cues = Longest(domains_, tokens, i, true, length);
  return cues == nullptr ? absl::Span<const Cue>() : absl::MakeConstSpan(*cues);
}

CueClass FactorLexicon::QuestionCue(absl::Span<const Token> tokens, std::size_t i) const {
  std::size_t length = 0;
  const std::vector<Cue>* cues = Longest(questions_, tokens, i, true, length);
  return cues == nullptr ? CueClass::kNone : cues->front().cls;
}

}  // namespace isotherm::engine
