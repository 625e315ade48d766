#include "services/factor_analysis/engine/text/stem.h"

#include <cstring>

#include "services/factor_analysis/engine/text/english_tables.h"
#include "services/factor_analysis/engine/text/token_hash.h"

namespace isotherm::engine {
namespace {

bool IsVowel(char c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

bool HasVowel(std::string_view word) {
  for (const char c : word) {
    if (IsVowel(c)) return true;
  }
  return false;
}

std::string_view DropEnding(std::string_view word) {
  if (word.size() > 3 && word.back() == 'e' && HasVowel(word.substr(0, word.size() - 1))) {
    word.remove_suffix(1);
  }
  const std::size_t n = word.size();
  if (n > 3 && word[n - 1] == word[n - 2] && !IsVowel(word[n - 1])) word.remove_suffix(1);
  return word;
}

// Removes plural, third person, past and participle endings of one part without hyphens. `tail_y`
// is set when the removed ending stands for a "y".
std::string_view DropInflection(std::string_view word, bool& tail_y) {
  const auto drop = [&](std::size_t n) { return word.substr(0, word.size() - n); };
  if (word.size() > 4 && (word.ends_with("ies") || word.ends_with("ied"))) {
    tail_y = true;
    return drop(3);
  }
  if (word.size() > 3 && word.back() == 's' && !word.ends_with("ss") && !word.ends_with("us") &&
      !word.ends_with("is") && HasVowel(drop(1))) {
    return drop(1);
  }
  if (word.size() > 4 && word.ends_with("eed")) return drop(1);
  if (word.size() > 4 && word.ends_with("ed") && HasVowel(drop(2))) return drop(2);
  if (word.size() > 5 && word.ends_with("ing") && HasVowel(drop(3))) return drop(3);
  return word;
}

}  // namespace

std::string_view StemInto(std::string_view lower, std::uint64_t hash, char* buffer) {
  if (lower.size() < 3 && lower != "is" && lower != "am") return lower;
  const Inflection known = FindInflection(lower, hash);
  if (known.known) return known.base.empty() ? lower : DropEnding(known.base);
  const std::size_t hyphen = lower.rfind('-');
  const std::size_t head = hyphen == std::string_view::npos ? 0 : hyphen + 1;
  const std::string_view part = lower.substr(head);
  if (part.size() < 4) return lower;
  bool tail_y = false;
  std::string_view stem = DropInflection(part, tail_y);
  if (!tail_y) {
    stem = DropEnding(stem);
    return lower.substr(0, head + stem.size());
  }
  const std::size_t size = head + stem.size();
  std::memcpy(buffer, lower.data(), size);
  buffer[size] = 'y';
  return {buffer, size + 1};
}

std::string StemOf(std::string_view lower) {
  std::string buffer(lower.size() + 1, '\0');
  return std::string(StemInto(lower, TokenHash(lower), buffer.data()));
}

}  // namespace isotherm::engine
