// Prose out of Markdown (CommonMark with tables and front matter).
//
// Purpose: headings, emphasis, quotes, rules, tables and links lose their marks; link texts and
// list marks stay, images, code blocks, front matter and reference definitions go. Thread-safety:
// pure.
#pragma once

#include <string>
#include <string_view>

namespace isotherm::engine {

// `markdown` must have "\n" line ends.
std::string MarkdownToText(std::string_view markdown);

}  // namespace isotherm::engine
