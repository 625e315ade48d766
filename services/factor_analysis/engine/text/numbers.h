// Quantities a text names: value, unit and what they are set against.
//
// Purpose: "41 percent, down from 47", "61 of 400 seats", "$3.2 billion", "two-thirds of votes",
// "a 10-point lead" -> numbers that say how much and which way. Thread-safety: pure.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "services/factor_analysis/engine/text/document_text.h"

namespace isotherm::engine {

enum class NumberUnit : std::uint8_t {
  kNone,
  kPercent,  // value 41 for 41 %; fractions ("two-thirds") too
  kPoints,   // percentage points
  kSeats,    // seats, deputies, lawmakers
  kVotes,
  kMoney,
  kPeople,   // people, protesters, troops, deaths
  kDuration  // days, weeks, months, years
};

struct NumberMention {
  std::uint32_t first_token = 0;
  std::uint32_t last_token = 0;  // one past the last, unit included
  double value = 0.0;
  NumberUnit unit = NumberUnit::kNone;
  std::optional<double> before;  // "down from 47", "from 47 to 41": the value it moved from
  std::optional<double> total;   // "61 of 400"
  bool rank = false;             // "third", "20th"
};

// In text order, never overlapping. Years and days of the month are numbers too: callers that care
// look at FindDates() first.
std::vector<NumberMention> FindNumbers(const DocumentText& text);

}  // namespace isotherm::engine
