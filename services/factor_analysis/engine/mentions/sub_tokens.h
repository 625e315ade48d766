// Tokens as names see them: hyphenated words and initialisms in their parts, full stops left out.
//
// Purpose: "Nagorno-Karabakh", "Nagorno Karabakh", "Russian-backed", "George H.W. Bush" and
// "George H. W. Bush" must reach the same names; the dictionary and the texts are both read through
// this view. Byte ranges still lie on the text.
// Ownership: plain values. Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "services/factor_analysis/engine/text/document_text.h"

namespace isotherm::engine {

struct SubToken {
  std::uint64_t hash = 0;   // TokenHash of the folded part
  std::uint32_t token = 0;  // index of the token it is part of
  std::uint32_t begin = 0;  // bytes of the text
  std::uint32_t end = 0;
  bool capitalised = false;
  bool all_caps = false;  // two letters or more; a part of an initialism counts as one
  bool word = false;      // no mark, no clitic
};

// Appends the parts of tokens [0, tokens.size()) to `out`.
void AppendSubTokens(absl::Span<const Token> tokens, std::vector<SubToken>& out);

}  // namespace isotherm::engine
