// The pieces of text that can each be one factor: a sentence, or a main clause of a long one.
//
// Purpose: a sentence that says two opposite things ("the army is loyal, but the voters have left")
// is cut where a new clause begins. Units are token ranges in text order that never overlap.
// Pure and thread-safe.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "services/factor_analysis/engine/text/document_text.h"

namespace isotherm::engine {

struct Unit {
  std::uint32_t first_token = 0;
  std::uint32_t last_token = 0;  // one past the last
  std::uint32_t sentence = 0;
  std::uint32_t begin = 0;  // bytes, without marks at the border
  std::uint32_t end = 0;

  bool operator==(const Unit&) const = default;
};

// Headings, questions, datelines and labels carry no units.
std::vector<Unit> CutUnits(const DocumentText& text);

// The unit of a byte range: the tokens that lie in [begin, end).
Unit UnitOfBytes(const DocumentText& text, std::size_t begin, std::size_t end);

}  // namespace isotherm::engine
