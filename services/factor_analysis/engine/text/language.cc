#include "services/factor_analysis/engine/text/language.h"

#include <cld2/public/compact_lang_det.h>

#include <algorithm>
#include <string_view>

namespace isotherm::engine {
namespace {

// The detector needs no more of prose; the middle tells when the head is a headline in another
// tongue.
constexpr std::size_t kSampleBytes = 400;
constexpr std::size_t kLongTextTokens = 200;
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

void AppendSample(const DocumentText& text, std::size_t first, std::string& sample) {
  const std::size_t limit = sample.size() + kSampleBytes;
  for (std::size_t i = first; i < text.tokens().size(); ++i) {
    const Token& token = text.tokens()[i];
    if (token.kind != TokenKind::kWord) continue;
    if (sample.size() + token.form.size() + 1 > limit) return;
    sample.append(token.form);
    sample.push_back(' ');
  }
}

}  // namespace

std::string DetectLanguage(const DocumentText& text) {
  // First, for English prose full of foreign names can look foreign to the statistical detector.
  if (IsEnglishByFunctionWords(text)) return "en";
  std::string sample;
  AppendSample(text, 0, sample);
  if (text.tokens().size() > kLongTextTokens) AppendSample(text, text.tokens().size() / 2, sample);
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
  return "und";
}

}  // namespace isotherm::engine
