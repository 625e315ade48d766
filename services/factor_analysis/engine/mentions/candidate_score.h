// How likely a name means an actor, before the document's own evidence.
//
// Purpose: one place for the numbers of name resolution, used by documents and by lookups. All
// weights are relative; a confidence is a weight over the sum of the candidates' weights and of
// "somebody else". Offices: who governs on the day is named most, past holders fade with a
// half-life of six years, later holders are hardly named before their time. Thread-safety: pure
// functions.
#pragma once

#include "absl/time/civil_time.h"
#include "services/common/actors/actor.h"
#include "services/factor_analysis/engine/mentions/document_mentions.h"

namespace isotherm::engine {

// Prominence of an actor on that day; > 0.
double Prominence(const Actor& actor, absl::CivilDay day);

// Weight of "an actor the directory does not know" for a name of this kind. `parts` is the number
// of sub-tokens, `common` whether the name is an everyday word too.
double StrangerWeight(MentionKind kind, std::size_t parts, bool common);

inline constexpr double kFocusFactor = 8.0;          // the leader the caller asks about
inline constexpr double kNamedInFullFactor = 6.0;    // full name earlier in the document
inline constexpr double kNamedLaterFactor = 2.0;     // full name later in the document
inline constexpr double kCountryNamedFactor = 2.0;   // the leader's country is named
inline constexpr double kCountryAbsentFactor = 0.6;  // other countries are named, this is not
inline constexpr double kTitleHeldFactor = 4.0;      // the title before the name fits the office
inline constexpr double kTitleHeldOnceFactor = 1.2;
inline constexpr double kTitleForeignFactor = 0.3;
inline constexpr double kSentenceStartFactor = 10.0;  // everyday word at a sentence's head
inline constexpr double kLeastConfidence = 0.35;      // below: left unresolved

}  // namespace isotherm::engine
