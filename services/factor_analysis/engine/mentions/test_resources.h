// What the tests of mentions and sides share: the shipped atlas and dictionaries.
//
// Thread-safety: none needed; tests run on one thread. Files are found by ISOTHERM_SOURCE_DIR.
#pragma once

#include <memory>
#include <string>

#include "services/factor_analysis/engine/mentions/mention_finder.h"
#include "services/factor_analysis/engine/mentions/sides.h"

namespace isotherm::engine {

// The bytes of a file of the source tree; a failed expectation and "" when it cannot be read.
std::string ReadSourceFile(const std::string& path);
// The dictionaries of data/lexicons/en; fails the test when they are not well formed.
std::shared_ptr<const MentionLexicon> EnglishMentionLexicon();
SideLexicon EnglishSideLexicon();
// A finder over the shipped atlas; nullptr and a failed expectation when it cannot be built.
std::unique_ptr<const MentionFinder> AtlasFinder();

}  // namespace isotherm::engine
