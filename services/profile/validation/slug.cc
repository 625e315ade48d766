#include "services/profile/validation/slug.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <cctype>

namespace isotherm::profile {
namespace {

constexpr std::size_t kMaxBytes = 64;

// Latin letters that have no decomposition; nullptr for all others.
const char* Plain(char32_t letter) {
  switch (letter) {
    case U'ß':
      return "ss";
    case U'æ':
    case U'Æ':
      return "ae";
    case U'œ':
    case U'Œ':
      return "oe";
    case U'ø':
    case U'Ø':
      return "o";
    case U'đ':
    case U'Đ':
    case U'ð':
    case U'Ð':
      return "d";
    case U'ł':
    case U'Ł':
      return "l";
    case U'ı':
      return "i";
    case U'ə':
    case U'Ə':
      return "a";
    case U'þ':
    case U'Þ':
      return "th";
    default:
      return nullptr;
  }
}

bool IsMark(char32_t letter) { return letter >= 0x300 && letter <= 0x36F; }

bool IsApostrophe(char32_t letter) {
  return letter == U'\'' || letter == U'\u2019' || letter == U'\u02BC' || letter == U'\u02BB';
}

}  // namespace

std::string SlugFromName(std::string_view display_name) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKDInstance(error);
  if (U_FAILURE(error)) return "";
  const icu::UnicodeString text =
      normalizer->normalize(icu::UnicodeString::fromUTF8(icu::StringPiece(
                                display_name.data(), static_cast<int>(display_name.size()))),
                            error);
  if (U_FAILURE(error)) return "";
  std::string slug;
  for (int i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const auto letter = static_cast<char32_t>(text.char32At(i));
    if (IsMark(letter) || IsApostrophe(letter)) continue;
    if (const char* plain = Plain(letter)) {
      slug.append(plain);
    } else if (letter < 0x80 && std::isalnum(static_cast<int>(letter))) {
      slug.push_back(static_cast<char>(std::tolower(static_cast<int>(letter))));
    } else if (!slug.empty() && slug.back() != '-') {
      slug.push_back('-');
    }
  }
  if (slug.size() > kMaxBytes) slug.resize(kMaxBytes);
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug;
}

}  // namespace isotherm::profile
