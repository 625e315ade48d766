// What a document looks like to the factor step: cues, clauses, negation, and sides per token.
//
// Purpose: computed once a document (ClauseMap) and once a leader (SideTrack), so that the features
// of many units read arrays. Ownership: borrows the text and the lexicon. Thread-safety: immutable
// after construction.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "services/factor_analysis/engine/factors/factor_lexicon.h"
#include "services/factor_analysis/engine/factors/frames.h"
#include "services/factor_analysis/engine/mentions/document_mentions.h"
#include "services/factor_analysis/engine/mentions/sides.h"
#include "services/factor_analysis/engine/text/document_text.h"

namespace isotherm::engine {

// Cues, clause borders and the scope of negation of one document.
class ClauseMap {
 public:
  ClauseMap(const DocumentText& text, const FactorLexicon& lexicon, const SyntaxLexicon& syntax,
            const EventLexicon& events);

  const DocumentText& text() const { return *text_; }
  const FrameMap& frames() const { return frames_; }
  absl::Span<const CueMatch> matches() const { return matches_; }
  // The matches that start in [first, last).
  absl::Span<const CueMatch> In(std::uint32_t first, std::uint32_t last) const;
  std::uint32_t clause(std::uint32_t token) const { return clause_[token]; }
  // Negated an odd number of times by what stands before it in its clause.
  bool negated(std::uint32_t token) const { return negated_[token] != 0; }
  // Whether the verb reading of the match at a token fits better than the noun reading.
  bool verbal(std::uint32_t token) const { return verbal_[token] != 0; }
  // A participle after a form of "be".
  bool passive(std::uint32_t token) const;

 private:
  void MarkClauses();
  void MarkNegation();
  void MarkVerbs();
  bool LooksVerbal(std::uint32_t token) const;

  const DocumentText* text_;
  std::vector<CueMatch> matches_;
  FrameMap frames_;
  std::vector<std::uint32_t> clause_;
  std::vector<std::uint8_t> negated_;
  std::vector<std::uint8_t> verbal_;
};

// Who stands at a token, seen from one leader, as one letter:
//   L the leader  o own side  a ally  r rival  n neutral actor
//   c crowd  p institution of power  g group that is usually own  q usually rival  f usually ally
//   X an unknown name  0 nobody
class SideTrack {
 public:
  SideTrack(const ClauseMap& clauses, const SideMap& sides, const DocumentMentions& mentions);

  char at(std::uint32_t token) const { return side_[token]; }
  // Makes tokens stand for the leader, where a caller knows better than the mention step.
  void MarkSelf(std::uint32_t first, std::uint32_t last);
  bool incumbent() const { return incumbent_; }
  // The nearest actor before `token` in its clause, else in the same unit (then *near = false).
  char Before(const ClauseMap& clauses, std::uint32_t token, std::uint32_t first, bool* near) const;
  // The first actor within a few tokens after `token` in its clause.
  char After(const ClauseMap& clauses, std::uint32_t token, std::uint32_t last) const;

 private:
  std::vector<char> side_;
  bool incumbent_ = false;
};

// +1 for own side and friends, -1 for rivals, 0 for others.
int SignOfSide(char side);

}  // namespace isotherm::engine
