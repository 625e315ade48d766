// Groups tokens into paragraphs and sentences; the second half of DocumentText::Parse().
//
// Purpose: rule-based sentence ends (abbreviations, initials, decimals, closing quotes), headings,
// question lines, list items, datelines and "Answer:" labels. Only tokens, their marks and the gaps
// between them are looked at, never the bytes, so words that gave no token cannot move a border.
// Thread-safety: none; a segmenter lives for one text on one thread.
#pragma once

#include <cstdint>
#include <vector>

#include "services/factor_analysis/engine/text/document_text.h"
#include "services/factor_analysis/engine/text/tokenizer.h"

namespace isotherm::engine {

class Segmenter {
 public:
  // Sets Token::sentence. `gaps` runs parallel to `tokens`; all must outlive the segmenter.
  Segmenter(std::vector<Token>& tokens, const std::vector<TokenGap>& gaps, std::size_t title_bytes);
  void Run(std::vector<Sentence>& sentences, std::vector<Paragraph>& paragraphs);

 private:
  struct Range {
    std::uint32_t first = 0;
    std::uint32_t last = 0;  // one past the last token
    bool bullet = false;
  };

  std::vector<Range> SplitParagraphs() const;
  bool IsParagraphBreak(std::uint32_t token, std::uint32_t line_start) const;
  void AddParagraph(const Range& range, bool only, bool last);
  std::uint32_t AddLabel(const Range& range);
  std::uint32_t AddDateline(const Range& range, std::uint32_t first);
  void AddSentence(std::uint32_t first, std::uint32_t last, SentenceKind kind, bool answer);
  std::uint32_t SentenceEnd(std::uint32_t first, std::uint32_t last) const;
  std::uint32_t EndAt(std::uint32_t token, std::uint32_t last) const;
  bool IsAbbreviatedStop(std::uint32_t stop, std::uint32_t next, std::uint32_t last) const;
  bool StartsSentence(std::uint32_t token, std::uint32_t last) const;
  SentenceKind LineKind(const Range& range, bool only, bool last) const;
  bool EndsWithStop(const Range& range) const;
  bool IsDateOrByline(const Range& range) const;

  std::vector<Token>& tokens_;
  const std::vector<TokenGap>& gaps_;
  const std::size_t title_bytes_;
  std::vector<Sentence>* sentences_ = nullptr;
  std::vector<Paragraph>* paragraphs_ = nullptr;
};

}  // namespace isotherm::engine
