#include "services/factor_analysis/engine/text/tokenizer.h"

#include <algorithm>
#include <array>

#include "services/factor_analysis/engine/text/stem.h"
#include "services/factor_analysis/engine/text/token_hash.h"
#include "services/factor_analysis/engine/text/utf8.h"

namespace isotherm::engine {
namespace {

enum CharClass : std::uint8_t { kOther, kSpace, kLower, kUpper, kDigit, kHigh };

constexpr std::array<CharClass, 256> MakeClasses() {
  std::array<CharClass, 256> classes{};
  for (int c = 0; c < 256; ++c) {
    if (c >= 0x80) classes[c] = kHigh;
    if (c == ' ' || (c >= 9 && c <= 13)) classes[c] = kSpace;
    if (c >= 'a' && c <= 'z') classes[c] = kLower;
    if (c >= 'A' && c <= 'Z') classes[c] = kUpper;
    if (c >= '0' && c <= '9') classes[c] = kDigit;
  }
  return classes;
}
constexpr std::array<CharClass, 256> kClasses = MakeClasses();

CharClass ClassOf(char c) { return kClasses[static_cast<unsigned char>(c)]; }
bool IsAsciiLetter(char c) { return ClassOf(c) == kLower || ClassOf(c) == kUpper; }
bool IsDigit(char c) { return ClassOf(c) == kDigit; }
char AsciiLower(char c) { return ClassOf(c) == kUpper ? static_cast<char>(c | 0x20) : c; }

// Bytes of an apostrophe at `i`: 1 for ', 3 for the typographic one and its look-alikes, else 0.
std::size_t ApostropheAt(std::string_view text, std::size_t i) {
  if (i >= text.size()) return 0;
  if (text[i] == '\'') return 1;
  if (ClassOf(text[i]) != kHigh) return 0;
  const CodePoint point = DecodeAt(text, i);
  const bool apostrophe = point.value == 0x2019 || point.value == 0x02BC || point.value == 0x02BB ||
                          point.value == 0x02BF || point.value == 0x02BE;
  return apostrophe ? point.size : 0;
}

constexpr std::string_view kScaleWords[] = {"blazing", "hot", "mild", "chilly", "cold", "freezing"};

// Length of the scale word that begins at `i`, 0 if none does.
std::size_t ScaleWordAt(std::string_view text, std::size_t i) {
  for (const std::string_view word : kScaleWords) {
    if (i + word.size() > text.size()) continue;
    std::size_t k = 0;
    while (k < word.size() && AsciiLower(text[i + k]) == word[k]) ++k;
    if (k == word.size()) return k;
  }
  return 0;
}

std::size_t PreviousCodePoint(std::string_view text, std::size_t i) {
  --i;
  while (i > 0 && (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) --i;
  return i;
}

bool IsAlnumAt(std::string_view text, std::size_t i) {
  if (i >= text.size()) return false;
  const CharClass c = ClassOf(text[i]);
  if (c != kHigh) return c == kLower || c == kUpper || c == kDigit;
  const CodePoint point = DecodeAt(text, i);
  return point.valid && IsLetter(point.value);
}

bool IsAlnumBefore(std::string_view text, std::size_t i) {
  return i > 0 && IsAlnumAt(text, PreviousCodePoint(text, i));
}

std::string MaskScaleWords(std::string_view text) {
  std::string masked(text);
  bool in_word = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const CharClass c = ClassOf(text[i]);
    const bool letter = c == kLower || c == kUpper;
    if (letter && !in_word) {
      const char first = static_cast<char>(text[i] | 0x20);
      if (first == 'b' || first == 'h' || first == 'm' || first == 'c' || first == 'f') {
        const std::size_t size = ScaleWordAt(text, i);
        if (size > 0 && !IsAlnumAt(text, i + size) && !IsAlnumBefore(text, i)) {
          std::fill_n(masked.begin() + static_cast<std::ptrdiff_t>(i), size, ' ');
        }
      }
    }
    in_word = letter || c == kDigit;
  }
  return masked;
}

}  // namespace

bool IsScaleWord(std::string_view lower) {
  return std::find(std::begin(kScaleWords), std::end(kScaleWords), lower) != std::end(kScaleWords);
}

Tokenizer::Tokenizer(std::string_view text, char* arena)
    : text_(text), masked_(MaskScaleWords(text)), arena_(arena) {}

bool Tokenizer::IsWordAt(std::size_t position) const { return IsAlnumAt(masked_, position); }

std::size_t Tokenizer::SkipGap(std::size_t position, TokenGap& gap, bool& space) const {
  while (position < masked_.size()) {
    const CharClass c = ClassOf(masked_[position]);
    std::size_t size = 1;
    if (c == kHigh) {
      const CodePoint point = DecodeAt(masked_, position);
      if (!point.valid || !IsSpace(point.value)) break;
      size = point.size;
    } else if (c != kSpace) {
      break;
    }
    space = true;
    if (masked_[position] == '\n' && gap.newlines < 2) ++gap.newlines;
    position += size;
  }
  return position;
}

// A list mark needs white space after it; a number also needs a stop or bracket.
std::size_t Tokenizer::SkipBullet(std::size_t position) const {
  static constexpr std::string_view kMarks[] = {"-", "*", "+", "•", "‣", "◦", "·", "●", "▪", "–"};
  std::size_t end = position;
  for (const std::string_view mark : kMarks) {
    if (std::string_view(masked_).substr(position, mark.size()) == mark) {
      end = position + mark.size();
      break;
    }
  }
  if (end == position) {
    while (end < masked_.size() && end < position + 2 && IsDigit(masked_[end])) ++end;
    if (end == position || end >= masked_.size()) return position;
    if (masked_[end] != '.' && masked_[end] != ')') return position;
    ++end;
  }
  const bool spaced = end < masked_.size() && (masked_[end] == ' ' || masked_[end] == '\t');
  return spaced ? end : position;
}

// "U.S.", "e.g.", "U.S.A": single letters with stops between them.
std::size_t Tokenizer::InitialismEnd(std::size_t position) const {
  std::size_t i = position;
  std::size_t letters = 0;
  while (i < masked_.size() && IsAsciiLetter(masked_[i])) {
    ++letters;
    ++i;
    if (i >= masked_.size() || masked_[i] != '.') break;
    ++i;
  }
  if (letters < 2) return position;
  if (i > position && IsAsciiLetter(masked_[i - 1]) && IsWordAt(i)) return position;
  return i;
}

// Precondition: an apostrophe at `position`. The end of "'s", "'ll", ... or `position`.
std::size_t Tokenizer::CliticEnd(std::size_t position) const {
  static constexpr std::string_view kClitics[] = {"s", "ll", "re", "ve", "d", "m"};
  const std::size_t start = position + ApostropheAt(masked_, position);
  for (const std::string_view clitic : kClitics) {
    if (start + clitic.size() > masked_.size()) continue;
    bool same = true;
    for (std::size_t k = 0; k < clitic.size(); ++k) {
      same = same && AsciiLower(masked_[start + k]) == clitic[k];
    }
    if (same && !IsWordAt(start + clitic.size())) return start + clitic.size();
  }
  return position;
}

std::size_t Tokenizer::WordEnd(std::size_t position) const {
  const std::size_t initialism = InitialismEnd(position);
  if (initialism > position) return initialism;
  std::size_t i = position;
  while (i < masked_.size()) {
    const CharClass c = ClassOf(masked_[i]);
    if (c == kLower || c == kUpper || c == kDigit ||
        ((masked_[i] == '-' || masked_[i] == '&') && IsWordAt(i + 1))) {
      ++i;
    } else if (c == kHigh && IsWordAt(i)) {
      i += DecodeAt(masked_, i).size;
    } else if (const std::size_t apostrophe = ApostropheAt(masked_, i);
               apostrophe > 0 && IsWordAt(i + apostrophe) && CliticEnd(i) == i) {
      i += apostrophe;
    } else {
      break;
    }
  }
  return i;
}

std::size_t Tokenizer::NumberEnd(std::size_t position) const {
  std::size_t i = position;
  while (i < masked_.size()) {
    if (IsDigit(masked_[i])) {
      ++i;
    } else if ((masked_[i] == '.' || masked_[i] == ',') && i + 1 < masked_.size() &&
               IsDigit(masked_[i + 1])) {
      i += 2;
    } else {
      break;
    }
  }
  return i;
}

// A hyphen left alone by a cut ("pre- and post-war", a blanked neighbour) is no dash.
bool Tokenizer::IsStrayHyphen(std::size_t position) const {
  if (masked_[position] != '-') return false;
  return IsAlnumBefore(masked_, position) != IsWordAt(position + 1);
}

std::size_t Tokenizer::Next(std::size_t position, TokenKind& kind) const {
  if (IsDigit(masked_[position])) {
    const std::size_t number = NumberEnd(position);
    kind = TokenKind::kNumber;
    std::size_t end = number;
    while (end < masked_.size() && IsAsciiLetter(masked_[end])) ++end;
    // "10-month" is a word, "61-39" are two numbers.
    if (end + 1 < masked_.size() && masked_[end] == '-' && IsWordAt(end + 1) &&
        !IsDigit(masked_[end + 1])) {
      kind = TokenKind::kWord;
      return WordEnd(end);
    }
    return end;
  }
  if (IsWordAt(position)) {
    kind = TokenKind::kWord;
    return WordEnd(position);
  }
  if (ApostropheAt(masked_, position) > 0) {
    const std::size_t clitic = CliticEnd(position);
    if (clitic > position) {
      kind = TokenKind::kWord;
      return clitic;
    }
  }
  kind = TokenKind::kPunct;
  return position + DecodeAt(masked_, position).size;
}

void Tokenizer::Lower(Token& token) {
  const std::string_view form = token.form;
  std::size_t i = 0;
  while (i < form.size() && ClassOf(form[i]) != kUpper && ClassOf(form[i]) != kHigh) ++i;
  if (i == form.size()) {
    token.lower = form;
    return;
  }
  char* const start = arena_;
  arena_ = std::copy_n(form.data(), i, arena_);
  while (i < form.size()) {
    if (ClassOf(form[i]) != kHigh) {
      *arena_++ = AsciiLower(form[i++]);
      continue;
    }
    const CodePoint point = DecodeAt(form, i);
    if (!point.valid) {
      *arena_++ = form[i++];
      continue;
    }
    arena_ += FoldCodePoint(point.value, arena_);
    i += point.size;
  }
  token.lower = {start, static_cast<std::size_t>(arena_ - start)};
}

Token Tokenizer::Make(std::size_t begin, std::size_t end, TokenKind kind) {
  Token token;
  token.begin = static_cast<std::uint32_t>(begin);
  token.end = static_cast<std::uint32_t>(end);
  token.form = text_.substr(begin, end - begin);
  token.kind = kind;
  Lower(token);
  token.hash = TokenHash(token.lower);
  token.stem = token.lower;
  token.stem_hash = token.hash;
  if (kind != TokenKind::kWord) return token;

  const std::string_view stem = StemInto(token.lower, token.hash, arena_);
  if (stem.data() == arena_) arena_ += stem.size();
  if (stem != token.lower) {
    token.stem = stem;
    token.stem_hash = TokenHash(stem);
  }
  token.capitalised = IsUpper(DecodeAt(token.form, 0).value);
  token.hyphenated = token.form.find('-') != std::string_view::npos;
  if (token.capitalised && token.form.size() > 1) {
    std::size_t letters = 0;
    bool all = true;
    for (std::size_t i = 0; i < token.form.size();) {
      const CodePoint point = DecodeAt(token.form, i);
      if (IsLetter(point.value)) {
        ++letters;
        all = all && IsUpper(point.value);
      }
      i += point.size;
    }
    token.all_caps = all && letters > 1;
  }
  return token;
}

void Tokenizer::Run(std::vector<Token>& tokens, std::vector<TokenGap>& gaps) {
  tokens.reserve(text_.size() / 5 + 8);
  gaps.reserve(text_.size() / 5 + 8);
  std::size_t position = 0;
  TokenGap gap;
  gap.newlines = 2;
  bool space = true;
  while (true) {
    position = SkipGap(position, gap, space);
    if (position >= masked_.size()) return;
    if (gap.newlines > 0 && !gap.bullet) {
      const std::size_t end = SkipBullet(position);
      if (end > position) {
        gap.bullet = true;
        position = end;
        continue;
      }
    }
    if (IsStrayHyphen(position)) {
      ++position;
      continue;
    }
    TokenKind kind = TokenKind::kWord;
    const std::size_t end = Next(position, kind);
    Token token = Make(position, end, kind);
    token.space_before = space;
    tokens.push_back(token);
    gaps.push_back(gap);
    position = end;
    gap = TokenGap();
    space = false;
  }
}

}  // namespace isotherm::engine
