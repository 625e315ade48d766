#include "services/factor_analysis/engine/text/utf8.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include <array>
#include <cstring>

namespace isotherm::engine {
namespace {

// Letters whose plain form is no canonical decomposition.
std::string_view SpecialFold(char32_t c) {
  switch (c) {
    case 0x00C6:
    case 0x00E6:
      return "ae";
    case 0x00D0:
    case 0x00F0:
    case 0x0110:
    case 0x0111:
      return "d";
    case 0x00D8:
    case 0x00F8:
      return "o";
    case 0x00DE:
    case 0x00FE:
      return "th";
    case 0x00DF:
    case 0x1E9E:
      return "ss";
    case 0x0130:
    case 0x0131:
      return "i";
    case 0x0141:
    case 0x0142:
      return "l";
    case 0x0152:
    case 0x0153:
      return "oe";
    case 0x018F:
    case 0x0259:
      return "a";
    case 0x2018:
    case 0x2019:
    case 0x02BC:
    case 0x02BB:
    case 0x02BF:
    case 0x02BE:
    case 0x2032:
    case 0xFF07:
      return "'";
    default:
      return {};
  }
}

std::size_t EncodeUtf8(char32_t c, char* out) {
  if (c < 0x80) {
    out[0] = static_cast<char>(c);
    return 1;
  }
  if (c < 0x800) {
    out[0] = static_cast<char>(0xC0 | (c >> 6));
    out[1] = static_cast<char>(0x80 | (c & 0x3F));
    return 2;
  }
  if (c < 0x10000) {
    out[0] = static_cast<char>(0xE0 | (c >> 12));
    out[1] = static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out[2] = static_cast<char>(0x80 | (c & 0x3F));
    return 3;
  }
  out[0] = static_cast<char>(0xF0 | (c >> 18));
  out[1] = static_cast<char>(0x80 | ((c >> 12) & 0x3F));
  out[2] = static_cast<char>(0x80 | ((c >> 6) & 0x3F));
  out[3] = static_cast<char>(0x80 | (c & 0x3F));
  return 4;
}

// First code point of the canonical decomposition, or `c` itself.
char32_t BaseLetter(char32_t c) {
  UErrorCode error = U_ZERO_ERROR;
  const UNormalizer2* nfd = unorm2_getNFDInstance(&error);
  if (U_FAILURE(error)) return c;
  UChar units[32];
  const int32_t length = unorm2_getDecomposition(nfd, static_cast<UChar32>(c), units, 32, &error);
  if (U_FAILURE(error) || length < 2) return c;
  if (U16_IS_SURROGATE(units[0])) return c;
  return units[0];
}

struct Folded {
  std::array<char, 4> bytes{};
  std::uint8_t size = 0;
};

Folded ComputeFold(char32_t c) {
  Folded folded;
  if (c >= 0x0300 && c <= 0x036F) return folded;
  const std::string_view special = SpecialFold(c);
  if (!special.empty()) {
    std::memcpy(folded.bytes.data(), special.data(), special.size());
    folded.size = static_cast<std::uint8_t>(special.size());
    return folded;
  }
  const auto lower = static_cast<char32_t>(u_tolower(static_cast<UChar32>(BaseLetter(c))));
  folded.size = static_cast<std::uint8_t>(EncodeUtf8(lower, folded.bytes.data()));
  return folded;
}

constexpr std::size_t kCachedCodePoints = 0x2100;

const std::array<Folded, kCachedCodePoints>& FoldTable() {
  static const auto* const table = [] {
    auto* folds = new std::array<Folded, kCachedCodePoints>;
    for (std::size_t c = 0; c < folds->size(); ++c) {
      (*folds)[c] = ComputeFold(static_cast<char32_t>(c));
    }
    return folds;
  }();
  return *table;
}

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

CodePoint DecodeAt(std::string_view text, std::size_t position) {
  const auto lead = static_cast<unsigned char>(text[position]);
  if (lead < 0x80) return {lead, 1, true};
  const CodePoint bad{kReplacementCharacter, 1, false};
  std::uint32_t size = 0;
  char32_t value = 0;
  char32_t smallest = 0;
  if (lead >= 0xC2 && lead < 0xE0) {
    size = 2, value = lead & 0x1F, smallest = 0x80;
  } else if (lead >= 0xE0 && lead < 0xF0) {
    size = 3, value = lead & 0x0F, smallest = 0x800;
  } else if (lead >= 0xF0 && lead < 0xF5) {
    size = 4, value = lead & 0x07, smallest = 0x10000;
  } else {
    return bad;
  }
  if (position + size > text.size()) return bad;
  for (std::uint32_t i = 1; i < size; ++i) {
    const char c = text[position + i];
    if (!IsContinuation(c)) return bad;
    value = (value << 6) | (static_cast<unsigned char>(c) & 0x3F);
  }
  if (value < smallest || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return bad;
  return {value, size, true};
}

void AppendUtf8(char32_t code_point, std::string& out) {
  char bytes[4];
  out.append(bytes, EncodeUtf8(code_point, bytes));
}

std::string RepairUtf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool in_bad_run = false;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = DecodeAt(text, i);
    if (point.valid) {
      out.append(text, i, point.size);
    } else if (!in_bad_run || !IsContinuation(text[i])) {
      AppendUtf8(kReplacementCharacter, out);
    }
    in_bad_run = !point.valid;
    i += point.size;
  }
  return out;
}

bool IsValidUtf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      ++i;
      continue;
    }
    const CodePoint point = DecodeAt(text, i);
    if (!point.valid) return false;
    i += point.size;
  }
  return true;
}

bool IsLetter(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  if (c == kReplacementCharacter) return false;
  // Combining marks belong to the word they stand in.
  return u_isalpha(static_cast<UChar32>(c)) || (c >= 0x0300 && c <= 0x036F) ||
         u_charType(static_cast<UChar32>(c)) == U_NON_SPACING_MARK ||
         u_charType(static_cast<UChar32>(c)) == U_COMBINING_SPACING_MARK;
}

bool IsUpper(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z';
  return u_isupper(static_cast<UChar32>(c)) || u_istitle(static_cast<UChar32>(c));
}

bool IsSpace(char32_t c) {
  return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000 || c == 0xFEFF;
}

std::size_t FoldCodePoint(char32_t c, char* out) {
  if (c < kCachedCodePoints) {
    const Folded& folded = FoldTable()[c];
    std::memcpy(out, folded.bytes.data(), 4);
    return folded.size;
  }
  const Folded folded = ComputeFold(c);
  std::memcpy(out, folded.bytes.data(), 4);
  return folded.size;
}

std::string FoldText(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 4);
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = DecodeAt(text, i);
    char bytes[4];
    out.append(bytes, FoldCodePoint(point.value, bytes));
    i += point.size;
  }
  return out;
}

}  // namespace isotherm::engine
