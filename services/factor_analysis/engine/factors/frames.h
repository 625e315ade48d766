// Predicate frames of a document: which verb stands with which subject, object and adjuncts.
//
// Purpose: what a clause does to a leader is compositional: who (a side), what (an asset or a
// liability), which way (rise, fall, gain, loss) and whether it holds (negation, failure). A frame
// holds these parts as token ranges; who stands on which side is asked later, once per leader.
// After Moilanen and Pulman (2007), sentiment composition over constituents.
// Ownership: values own their arrays and borrow nothing. Thread-safety: immutable once built.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "services/factor_analysis/engine/events/event_lexicon.h"
#include "services/factor_analysis/engine/events/syntax_lexicon.h"
#include "services/factor_analysis/engine/factors/factor_lexicon.h"
#include "services/factor_analysis/engine/text/document_text.h"

namespace isotherm::engine {

// A noun phrase as an argument; tokens of the document. Absent when first == last.
struct Argument {
  std::uint32_t first = 0;
  std::uint32_t last = 0;  // one past the last, with the "of" phrases that belong to it
  std::uint32_t head = 0;

  bool present() const { return first < last; }
};

struct Adjunct {
  std::uint32_t preposition = 0;  // token
  Argument noun;
};

struct Frame {
  static constexpr std::size_t kMaxAdjuncts = 3;

  std::uint32_t main = 0;  // token of the main verb, or of the copula
  CueClass cls = CueClass::kNone;
  bool copula = false;  // "is", "remains": the complement tells
  bool passive = false;
  bool negated = false;
  bool governed_by_failure = false;  // "failed to", "refused to"
  bool modal = false;
  bool relative = false;  // in a relative clause or a participle
  Argument subject;
  Argument object;                // of a copula: its complement
  Argument second_object;         // "gave him NO CREDIT"
  std::vector<Adjunct> adjuncts;  // prepositional phrases that follow, nearest first
};

class FrameMap {
 public:
  // `matches` are the cues of `text` in text order.
  FrameMap(const DocumentText& text, absl::Span<const CueMatch> matches,
           const FactorLexicon& lexicon, const SyntaxLexicon& syntax, const EventLexicon& events);

  // Frames whose main verb stands in [first, last), in text order.
  absl::Span<const Frame> In(std::uint32_t first, std::uint32_t last) const;
  // Whether the token belongs to a verb group.
  bool verbal(std::uint32_t token) const { return verbal_[token] != 0; }

 private:
  std::vector<Frame> frames_;
  std::vector<std::uint8_t> verbal_;
};

}  // namespace isotherm::engine
