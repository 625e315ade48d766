#include "services/factor_analysis/engine/factors/statement.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace isotherm::engine {
namespace {

constexpr std::string_view kOpenings[] = {
    "but ",           "and ",           "yet ",          "so ",
    "however, ",      "moreover, ",     "furthermore, ", "as such, ",
    "meanwhile, ",    "still, ",        "even so, ",     "besides, ",
    "nevertheless, ", "in addition, ",  "for now, ",     "consequently, ",
    "therefore, ",    "thus, ",         "while ",        "although ",
    "though ",        "because ",       "nor, ",         "then, ",
    "indeed, ",       "of course, ",    "to be sure, ",  "on the other hand, ",
    "for his part, ", "for her part, ", "that said, ",   "in short, ",
    "also, ",         "instead, "};

// Words after which a statement must not end.
constexpr std::string_view kDangling[] = {
    "a",     "an",    "the",    "of",   "to",    "in",    "on",    "at",      "by",
    "for",   "with",  "from",   "and",  "or",    "but",   "as",    "than",    "that",
    "which", "who",   "whose",  "his",  "her",   "its",   "their", "is",      "was",
    "are",   "were",  "has",    "have", "had",   "not",   "no",    "into",    "over",
    "under", "after", "before", "more", "less",  "very",  "be",    "been",    "will",
    "would", "could", "may",    "this", "these", "those", "also",  "between", "against"};

bool StartsWithNoCase(std::string_view text, std::string_view prefix) {
  if (text.size() < prefix.size()) return false;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    if (std::tolower(static_cast<unsigned char>(text[i])) != prefix[i]) return false;
  }
  return true;
}

void DropOpenings(std::string_view& text) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view opening : kOpenings) {
      if (StartsWithNoCase(text, opening)) {
        text.remove_prefix(opening.size());
        again = true;
      }
    }
  }
}

std::vector<std::string_view> SplitWords(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t i = 0; i < text.size();) {
    while (i < text.size() && std::isspace(static_cast<unsigned char>(text[i]))) ++i;
    std::size_t end = i;
    while (end < text.size() && !std::isspace(static_cast<unsigned char>(text[end]))) ++end;
    if (end > i) words.push_back(text.substr(i, end - i));
    i = end;
  }
  return words;
}

bool EndsClause(std::string_view word) {
  const char last = word.back();
  return last == ',' || last == ';' || last == ':' || word == "–" || word == "—";
}

std::string Lower(std::string_view word) {
  std::string lower;
  for (const char c : word) {
    if (std::isalpha(static_cast<unsigned char>(c))) {
      lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return lower;
}

bool Dangles(std::string_view word) {
  const std::string lower = Lower(word);
  return std::find(std::begin(kDangling), std::end(kDangling), lower) != std::end(kDangling);
}

std::size_t CutLength(const std::vector<std::string_view>& words) {
  if (words.size() <= kMaxStatementWords) return words.size();
  for (std::size_t n = kMaxStatementWords; n >= 8; --n) {
    if (EndsClause(words[n - 1])) return n;
  }
  std::size_t n = kMaxStatementWords;
  while (n > 8 && Dangles(words[n - 1])) --n;
  return n;
}

}  // namespace

std::string MakeStatement(std::string_view quote) {
  DropOpenings(quote);
  std::vector<std::string_view> words = SplitWords(quote);
  const std::size_t length = CutLength(words);
  const bool cut = length < words.size();
  words.resize(length);
  std::string statement;
  for (const std::string_view word : words) {
    if (!statement.empty()) statement += ' ';
    statement += word;
  }
  while (!statement.empty() &&
         std::string_view(" ,;:.-").find(statement.back()) != std::string_view::npos) {
    statement.pop_back();
  }
  for (const std::string_view dash : {" –", " —"}) {
    if (statement.size() > dash.size() &&
        std::string_view(statement).substr(statement.size() - dash.size()) == dash) {
      statement.resize(statement.size() - dash.size());
    }
  }
  if (statement.empty()) return statement;
  statement[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(statement[0])));
  const char last = statement.back();
  if (cut || (last != '?' && last != '!')) statement += cut ? " …" : ".";
  return statement;
}

}  // namespace isotherm::engine
