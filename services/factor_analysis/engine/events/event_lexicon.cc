#include "services/factor_analysis/engine/events/event_lexicon.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "services/common/strings/view.h"
#include "services/factor_analysis/engine/events/syntax_lexicon.h"
#include "services/factor_analysis/engine/text/stem.h"
#include "services/factor_analysis/engine/text/token_hash.h"
#include "services/factor_analysis/engine/text/tsv.h"

namespace isotherm::engine {
namespace {

constexpr std::string_view kCueNames[kAuxCueCount] = {
    "negation",  "implicit_negation", "refusal",   "future", "plan",       "hypothetical",
    "condition", "counterfactual",    "reporting", "denial", "historical", "recent"};
constexpr std::size_t kMaxExpansions = 4096;
constexpr std::uint32_t kMaxLookBack = 14;

// "(a/b) c" -> "a c", "b c".
absl::Status Expand(std::string_view phrase, std::vector<std::string>& out) {
  out.assign(1, "");
  while (!phrase.empty()) {
    const std::size_t open = std::min(phrase.find('('), phrase.size());
    for (std::string& text : out) text.append(phrase.substr(0, open));
    phrase.remove_prefix(open);
    if (phrase.empty()) break;
    const std::size_t close = phrase.find(')');
    if (close == std::string_view::npos) {
      return absl::InvalidArgumentError("a parenthesis is not closed");
    }
    std::vector<std::string> expanded;
    for (const std::string& text : out) {
      for (const std::string_view choice : SplitFields(phrase.substr(1, close - 1), '/')) {
        expanded.push_back(text + std::string(choice));
      }
    }
    if (expanded.size() > kMaxExpansions) {
      return absl::InvalidArgumentError("a phrase stands for too many others");
    }
    out = std::move(expanded);
    phrase.remove_prefix(close + 1);
  }
  return absl::OkStatus();
}

std::vector<std::uint64_t> WordsOf(std::string_view phrase) {
  std::vector<std::uint64_t> words;
  for (const std::string_view word : SplitFields(phrase, ' ')) {
    if (word.empty()) continue;
    words.push_back(word == "~" ? EventPattern::kGap : SpellingHash(StemOf(word)));
  }
  return words;
}

bool IsBreak(const Token& token) {
  if (token.kind != TokenKind::kPunct) return false;
  const char c = token.form.front();
  return c == ',' || c == ';' || c == ':' || c == '.' || c == '(' || c == ')';
}

// Matches words[from..] at tokens[at]; the end, or kNone32.
std::uint32_t MatchTail(absl::Span<const Token> tokens, absl::Span<const std::uint64_t> hashes,
                        absl::Span<const std::uint64_t> words, std::size_t from, std::uint32_t at) {
  std::uint32_t slack = 0;
  for (; from < words.size(); ++from) {
    if (words[from] == EventPattern::kGap) {
      slack = EventLexicon::kMaxGap;
      continue;
    }
    while (at < tokens.size() && hashes[at] != words[from]) {
      if (slack == 0 || IsBreak(tokens[at])) return kNone32;
      --slack;
      ++at;
    }
    if (at >= tokens.size()) return kNone32;
    slack = 0;
    ++at;
  }
  return at;
}

}  // namespace

absl::StatusOr<EventLexicon> EventLexicon::Parse(absl::Span<const File> events,
                                                 std::string_view aux) {
  EventLexicon lexicon;
  for (const File& file : events) {
    if (const absl::Status status = lexicon.AddEvents(file); !status.ok()) return status;
  }
  if (const absl::Status status = lexicon.AddCues(aux); !status.ok()) return status;
  return lexicon;
}

absl::Status EventLexicon::AddEvents(const File& file) {
  return ForEachTsvRow(file.name, file.bytes, 4, [&](const TsvRow& row) {
    const std::optional<EventType> type = isotherm::Parse<EventType>(row[0]);
    if (!type) {
      return absl::InvalidArgumentError(absl::StrCat("\"", AbslView(row[0]), "\" is no type"));
    }
    if (row[2] != "verb" && row[2] != "noun") {
      return absl::InvalidArgumentError("the third column is \"verb\" or \"noun\"");
    }
    std::vector<std::string> phrases;
    for (const std::string_view text : SplitFields(row[3], ';')) {
      if (absl::Status status = Expand(text, phrases); !status.ok()) return status;
      for (const std::string& phrase : phrases) {
        EventPattern pattern;
        pattern.type = *type;
        pattern.mode = row[1] == "-" ? "" : std::string(row[1]);
        pattern.noun = row[2] == "noun";
        pattern.words = WordsOf(phrase);
        if (pattern.words.empty() || pattern.words.front() == EventPattern::kGap ||
            pattern.words.back() == EventPattern::kGap) {
          return absl::InvalidArgumentError(
              absl::StrCat("\"", phrase, "\" begins or ends with a gap"));
        }
        pattern.id = pattern.noun ? 1 : 0;
        for (const std::uint64_t word : pattern.words) {
          pattern.id = pattern.id * 1099511628211ull + word;
          pattern.length += word != EventPattern::kGap;
        }
        (pattern.noun ? nouns_ : verbs_).insert(pattern.words.front());
        by_first_[pattern.words.front()].push_back(static_cast<std::uint32_t>(patterns_.size()));
        patterns_.push_back(std::move(pattern));
      }
    }
    return absl::OkStatus();
  });
}

absl::Status EventLexicon::AddCues(std::string_view bytes) {
  return ForEachTsvRow("aux.tsv", bytes, 2, [&](const TsvRow& row) {
    const auto* name = std::find(std::begin(kCueNames), std::end(kCueNames), row[0]);
    if (name == std::end(kCueNames)) {
      return absl::InvalidArgumentError(absl::StrCat("\"", AbslView(row[0]), "\" is no cue"));
    }
    std::vector<std::string> phrases;
    for (const std::string_view text : SplitFields(row[1], ';')) {
      if (absl::Status status = Expand(text, phrases); !status.ok()) return status;
      for (const std::string& phrase : phrases) {
        Cue cue{static_cast<AuxCue>(name - std::begin(kCueNames)), WordsOf(phrase)};
        if (cue.words.empty()) return absl::InvalidArgumentError("an empty cue");
        cues_by_first_[cue.words.front()].push_back(static_cast<std::uint32_t>(cues_.size()));
        cues_.push_back(std::move(cue));
      }
    }
    return absl::OkStatus();
  });
}

void EventLexicon::FindAt(absl::Span<const Token> tokens, absl::Span<const std::uint64_t> hashes,
                          std::uint32_t at, std::vector<PatternMatch>& matches) const {
  const auto it = by_first_.find(hashes[at]);
  if (it == by_first_.end()) return;
  for (const std::uint32_t index : it->second) {
    const EventPattern& pattern = patterns_[index];
    const std::uint32_t end = MatchTail(tokens, hashes, pattern.words, 1, at + 1);
    if (end != kNone32) matches.push_back({&pattern, at, end});
  }
}

void EventLexicon::FindPassiveAt(absl::Span<const Token> tokens,
                                 absl::Span<const std::uint64_t> hashes, std::uint32_t at,
                                 std::vector<PatternMatch>& matches) const {
  const auto it = by_first_.find(hashes[at]);
  if (it == by_first_.end()) return;
  for (const std::uint32_t index : it->second) {
    const EventPattern& pattern = patterns_[index];
    if (pattern.noun || pattern.words.size() < 3 || pattern.words[1] != EventPattern::kGap) {
      continue;
    }
    // The object is what follows the gap; words after it ("on") may follow the verb.
    for (std::uint32_t back = at > kMaxLookBack ? at - kMaxLookBack : 0; back < at; ++back) {
      if (hashes[back] != pattern.words[2]) continue;
      std::uint32_t end = back + 1;
      std::size_t word = 3;
      while (word < pattern.words.size() && end < at && hashes[end] == pattern.words[word]) {
        ++end;
        ++word;
      }
      if (word == pattern.words.size() ||
          MatchTail(tokens, hashes, pattern.words, word, at + 1) != kNone32) {
        matches.push_back({&pattern, at, at + 1});
        break;
      }
    }
  }
}

void EventLexicon::FindCues(absl::Span<const Token> tokens, absl::Span<const std::uint64_t> hashes,
                            std::vector<AuxMatch>& matches) const {
  for (std::uint32_t at = 0; at < tokens.size(); ++at) {
    const auto it = cues_by_first_.find(hashes[at]);
    if (it == cues_by_first_.end()) continue;
    for (const std::uint32_t index : it->second) {
      const std::uint32_t end = MatchTail(tokens, hashes, cues_[index].words, 1, at + 1);
      if (end != kNone32) matches.push_back({cues_[index].cue, at, end});
    }
  }
}

}  // namespace isotherm::engine
