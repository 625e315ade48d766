#include "services/factor_analysis/engine/text/language.h"

#include <cld2/public/compact_lang_det.h>

#include <algorithm>
#include <string_view>

namespace isotherm::engine {
namespace {

constexpr std::size_t kMaxSampleBytes = 32 * 1024;
constexpr double kMinFunctionWordShare = 0.18;

constexpr std::string_view kEnglishFunctionWords[] = {
    "the",  "of",  "and",   "to",   "in",    "a",    "is",    "was",  "that", "for",  "on",
    "with", "as",  "by",    "at",   "from",  "has",  "have",  "had",  "his",  "her",  "its",
    "he",   "she", "it",    "they", "their", "be",   "are",   "were", "will", "but",  "not",
    "an",   "who", "which", "this", "after", "over", "would", "been", "more", "said", "against"};

bool IsEnglishByFunctionWords(const DocumentText& text) {
  std::size_t words = 0;
  std::size_t function_words = 0;
  for (const Token& token : text.tokens()) {
    if (token.kind != TokenKind::kWord) continue;
    ++words;
    if (std::find(std::begin(kEnglishFunctionWords), std::end(kEnglishFunctionWords),
                  token.lower) != std::end(kEnglishFunctionWords)) {
      ++function_words;
    }
  }
  return function_words > 0 &&
         static_cast<double>(function_words) >= kMinFunctionWordShare * static_cast<double>(words);
}

}  // namespace

std::string DetectLanguage(const DocumentText& text) {
  std::string sample;
  for (const Token& token : text.tokens()) {
    if (token.kind != TokenKind::kWord) continue;
    if (sample.size() + token.form.size() + 1 > kMaxSampleBytes) break;
    sample.append(token.form);
    sample.push_back(' ');
  }
  if (sample.empty()) return "und";
  bool reliable = false;
  const CLD2::Language language =
      CLD2::DetectLanguage(sample.data(), static_cast<int>(sample.size()), true, &reliable);
  if (reliable && language != CLD2::UNKNOWN_LANGUAGE) {
    const std::string_view code = CLD2::LanguageCode(language);
    const std::string_view primary = code.substr(0, code.find('-'));
    if (primary.size() == 2) return std::string(primary);
    if (primary != "un") return "und";
  }
  return IsEnglishByFunctionWords(text) ? "en" : "und";
}

}  // namespace isotherm::engine
