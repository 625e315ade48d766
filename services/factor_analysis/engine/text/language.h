// Which language a document is written in.
//
// Purpose: ISO 639-1 code of the main language ("en"), "und" when it cannot be told. Texts too
// short for the statistical detector (CLD2) are told English by their function words. Reads the
// token stream, so words of the heat scale have no say. Thread-safety: pure.
#pragma once

#include <string>

#include "services/factor_analysis/engine/text/document_text.h"

namespace isotherm::engine {

std::string DetectLanguage(const DocumentText& text);

}  // namespace isotherm::engine
