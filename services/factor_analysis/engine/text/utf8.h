// UTF-8 decoding, repair and folding for European scripts.
//
// Purpose: names are spelled with and without diacritics; keys fold them ("Erdoğan" -> "erdogan").
// Pure and thread-safe; malformed input never reads past the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace isotherm::engine {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

struct CodePoint {
  char32_t value = 0;      // kReplacementCharacter when malformed
  std::uint32_t size = 1;  // bytes consumed, at least 1
  bool valid = true;
};

// Decodes the code point at `position` < text.size().
CodePoint DecodeAt(std::string_view text, std::size_t position);
void AppendUtf8(char32_t code_point, std::string& out);
// Replaces each malformed byte sequence by U+FFFD.
std::string RepairUtf8(std::string_view text);
bool IsValidUtf8(std::string_view text);

bool IsLetter(char32_t c);
bool IsUpper(char32_t c);
bool IsSpace(char32_t c);

// Lower case with Latin diacritics folded. Writes to `out`, which must have room for 4 bytes, and
// returns the bytes written; at most one byte more than the code point has in UTF-8.
std::size_t FoldCodePoint(char32_t c, char* out);
// FoldCodePoint over a text; typographic apostrophes become "'".
std::string FoldText(std::string_view text);

}  // namespace isotherm::engine
