#include "services/factor_analysis/engine/factors/units.h"

#include <algorithm>

namespace isotherm::engine {
namespace {

constexpr std::uint32_t kMinWords = 6;       // of both sides of a cut
constexpr std::uint32_t kMinWordsOfAnd = 8;  // the same before a bare "and"

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// A word that shows that a clause with a verb of its own begins after "and".
bool OpensClause(std::string_view word) {
  return IsOneOf(word, {"he", "she",    "it",   "they",  "his",  "her",   "its",   "their", "the",
                        "no", "nobody", "none", "there", "this", "these", "those", "in",    "on",
                        "at", "even",   "for",  "its",   "most", "many",  "some",  "only"});
}

// The number of tokens to skip when a new clause begins at tokens[i]; -1 = none begins.
int CutAt(absl::Span<const Token> tokens, std::uint32_t i) {
  const std::string_view mark = tokens[i].form;
  if (mark == ";" || mark == ":") return 1;
  if (IsOneOf(mark, {"–", "—"}) && tokens[i].space_before) return 1;
  if (mark == "," && i + 1 < tokens.size()) {
    const std::string_view next = tokens[i + 1].lower;
    if (IsOneOf(next, {"but", "while", "although", "though", "whereas", "yet", "because", "so"})) {
      return 1;
    }
    if (next == "and" && i + 2 < tokens.size() &&
        (OpensClause(tokens[i + 2].lower) || tokens[i + 2].capitalised)) {
      return 1;
    }
  }
  return -1;
}

bool IsWord(const Token& token) { return token.kind != TokenKind::kPunct; }

std::uint32_t CountWords(absl::Span<const Token> tokens, std::uint32_t first, std::uint32_t last) {
  return static_cast<std::uint32_t>(
      std::count_if(tokens.begin() + first, tokens.begin() + last, IsWord));
}

void Push(absl::Span<const Token> tokens, std::uint32_t first, std::uint32_t last,
          std::uint32_t sentence, std::vector<Unit>& units) {
  while (first < last && (tokens[first].form == "," || tokens[first].form == ";")) ++first;
  const std::uint32_t end_token = last;
  while (last > first && IsOneOf(tokens[last - 1].form, {",", ";", ":", "–", "—"})) --last;
  if (CountWords(tokens, first, last) < 2) return;
  units.push_back({first, end_token, sentence, tokens[first].begin, tokens[last - 1].end});
}

}  // namespace

std::vector<Unit> CutUnits(const DocumentText& text) {
  std::vector<Unit> units;
  const auto tokens = text.tokens();
  for (std::uint32_t s = 0; s < text.sentences().size(); ++s) {
    const Sentence& sentence = text.sentences()[s];
    if (sentence.kind != SentenceKind::kBody && sentence.kind != SentenceKind::kBullet) continue;
    std::uint32_t first = sentence.first_token;
    for (std::uint32_t i = first; i < sentence.last_token; ++i) {
      const int skip = CutAt(tokens, i);
      if (skip < 0) continue;
      const std::uint32_t need = tokens[i].form == "," ? kMinWordsOfAnd : kMinWords;
      if (CountWords(tokens, first, i) < need) continue;
      if (CountWords(tokens, i, sentence.last_token) < need) break;
      Push(tokens, first, i + skip, s, units);
      first = i + skip;
    }
    Push(tokens, first, sentence.last_token, s, units);
  }
  return units;
}

Unit UnitOfBytes(const DocumentText& text, std::size_t begin, std::size_t end) {
  const auto tokens = text.tokens();
  const auto first =
      std::lower_bound(tokens.begin(), tokens.end(), begin,
                       [](const Token& token, std::size_t byte) { return token.end <= byte; });
  auto last = first;
  while (last != tokens.end() && last->begin < end) ++last;
  Unit unit;
  unit.first_token = static_cast<std::uint32_t>(first - tokens.begin());
  unit.last_token = static_cast<std::uint32_t>(last - tokens.begin());
  unit.begin = static_cast<std::uint32_t>(begin);
  unit.end = static_cast<std::uint32_t>(end);
  if (first != last) unit.sentence = first->sentence;
  return unit;
}

}  // namespace isotherm::engine
