// Prose out of an HTML page.
//
// Purpose: block elements become paragraphs, list items bullets, entities characters; what is no
// prose (scripts, navigation, forms, blocks of links) is left out. When the page marks its main
// content with <article> or <main>, only that is read.
// Limits: a tree builder takes stack by depth, time by depth times tags, and memory by unclosed
// formatting elements times tags. Pages beyond the limits below are INVALID_ARGUMENT; depth is
// estimated from above, and no real page comes near.
// Thread-safety: pure.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

namespace isotherm::engine {

inline constexpr std::size_t kMaxHtmlDepth = 10'000;
inline constexpr std::size_t kMaxHtmlSteps = 400'000'000;
inline constexpr std::size_t kMaxHtmlNodes = 4'000'000;

// `html` must be valid UTF-8.
absl::StatusOr<std::string> HtmlToText(const std::string& html);

}  // namespace isotherm::engine
