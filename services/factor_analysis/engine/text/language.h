// Which language a document is written in.
//
// Purpose: ISO 639-1 code of the main language ("en"), "und" when it cannot be told. English
// is told by its function words, so that neither short texts nor texts full of foreign names are
// taken for another language; all others by a statistical detector (CLD2). Reads the token stream,
// so words of the heat scale have no say. Thread-safety: pure.
#pragma once

#include <string>

#include "services/factor_analysis/engine/text/document_text.h"

namespace isotherm::engine {

std::string DetectLanguage(const DocumentText& text);

}  // namespace isotherm::engine
