// Turns evidence into the statement of a factor: at most 25 words, taken from the quote.
//
// Purpose: the statement says nothing that the quote does not say: it is the quote without its
// opening connective and asides, cut at a clause border where it is too long. Pure and thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace isotherm::engine {

inline constexpr int kMaxStatementWords = 25;

std::string MakeStatement(std::string_view quote);

}  // namespace isotherm::engine
