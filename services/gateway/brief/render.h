// Brief -> Markdown, plain text, JSON.
//
// Thread-safety: pure. The results end with a newline and are valid UTF-8 when the brief is.
#pragma once

#include <string>

#include "services/gateway/brief/brief.h"

namespace isotherm::brief {

std::string RenderMarkdown(const Brief& brief);

// For terminals and mail, wrapped at `width` columns (at least 40).
std::string RenderText(const Brief& brief, int width = 100);

// One object; field names are stable.
std::string RenderJson(const Brief& brief);

}  // namespace isotherm::brief
