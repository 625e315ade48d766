// Shortens a sentence to what a statement may hold, where a whole main clause is left.
//
// Purpose: asides go first, then what stands between subject and verb, then the tail behind the
// main clause, last an opening clause. Never cut off: conditions, the verb of a subject that stays,
// the rest of a list that has begun. Thread-safety: pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "services/factor_analysis/engine/factors/clause_shape.h"
#include "services/factor_analysis/engine/text/document_text.h"

namespace isotherm::engine {

inline constexpr int kMaxStatementWords = 25;
// What is longer is no sentence but a list or a table, and is not shortened.
inline constexpr std::uint32_t kMaxShortenedTokens = 160;

struct TokenRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;  // one past the last
};

// Words between white space.
int CountWords(std::string_view text);

// A word that a clause with a subject of its own may begin with.
bool OpensSubject(const Token& token);

// Writes the tokens that are kept as a sentence.
using RenderTokens = absl::FunctionRef<std::string(const std::vector<TokenRange>& kept)>;

// The sentence of `range`, whole or shortened; empty when no shortening leaves a whole sentence of
// at most kMaxStatementWords.
std::string ShortenSentence(const DocumentText& text, TokenRange range,
                            DictionaryVerb dictionary_verb, RenderTokens render);

}  // namespace isotherm::engine
