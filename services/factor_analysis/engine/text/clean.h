// Turns what was received into clean text: the first step of analysis.
//
// Purpose: plain text, Markdown or HTML in, valid UTF-8 prose out: paragraphs parted by a blank
// line,
// "\n" line ends, no byte order mark, no control characters, plain spaces. Malformed UTF-8 becomes
// U+FFFD. HTML loses scripts, styles, navigation, headers, footers, asides and forms; Markdown
// loses its marks and front matter and keeps link texts. Inner spacing of plain text is left as it
// is. Thread-safety: pure functions. Errors: INVALID_ARGUMENT when the content is larger than
// Analyzer::kMaxContentBytes (naming size and limit), binary (saying how it was told), nested HTML
// beyond what any page needs, or empty after cleaning.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/factor_analysis/engine/types.h"

namespace isotherm::engine {

struct CleanedText {
  std::string text;
  ContentFormat format = ContentFormat::kPlain;  // as given or detected, never kDetect
  std::size_t title_bytes = 0;                   // the first so many bytes of `text` are the title
};

// Never kDetect.
ContentFormat DetectFormat(std::string_view content);

absl::StatusOr<CleanedText> CleanContent(std::string_view content, ContentFormat format);

// The document's content with its title as a first paragraph, unless the text begins with it
// already.
absl::StatusOr<CleanedText> CleanDocument(const DocumentInput& document);

}  // namespace isotherm::engine
