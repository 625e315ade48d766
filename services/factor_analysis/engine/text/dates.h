// Dates and times of day's reach that a text names, resolved against the document's own day.
//
// Purpose: "25 September 2023", "Sept. 25", "in 1994", "the 1990s", "last July", "on Tuesday",
// "two weeks ago", "a decade ago", "last summer", "next year" -> a range of days. A month or
// weekday without a year is the latest one not after the document's day; with "next" the first one
// after it. Thread-safety: pure.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/factor_analysis/engine/text/document_text.h"

namespace isotherm::engine {

struct DateMention {
  std::uint32_t first_token = 0;
  std::uint32_t last_token = 0;  // one past the last
  absl::CivilDay first;          // first day it may mean
  absl::CivilDay last;           // last day it may mean, included
  bool relative = false;         // told from the document's day: "last July", "a decade ago"
};

// In text order, never overlapping, never across sentences.
std::vector<DateMention> FindDates(const DocumentText& text, absl::CivilDay day);

}  // namespace isotherm::engine
