// Cuts a text into tokens; the first half of DocumentText::Parse().
//
// Purpose: one forward pass. Words keep inner hyphens and apostrophes ("Nagorno-Karabakh",
// "O'Brien"); clitics are tokens of their own ("'s", "'ll"); initialisms keep their stops ("U.S.");
// digits keep separators and a suffix ("1,960", "3.2bn", "20th"). List marks at the start of a line
// and words of the heat scale give no token.
// Thread-safety: none; a tokenizer lives for one text on one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/factor_analysis/engine/text/document_text.h"

namespace isotherm::engine {

// What stands between a token and the one before it.
struct TokenGap {
  std::uint8_t newlines = 0;  // 0, 1, or 2 for two and more
  bool bullet = false;        // a list mark was dropped before the token
};

class Tokenizer {
 public:
  // Bytes the arena must hold for `text`.
  static std::size_t ArenaBytes(std::string_view text) { return 4 * text.size() + 64; }

  // `text` and `arena` must outlive the tokens.
  Tokenizer(std::string_view text, char* arena);
  void Run(std::vector<Token>& tokens, std::vector<TokenGap>& gaps);

 private:
  std::size_t SkipGap(std::size_t position, TokenGap& gap, bool& space) const;
  std::size_t SkipBullet(std::size_t position) const;
  std::size_t WordEnd(std::size_t position) const;
  std::size_t NumberEnd(std::size_t position) const;
  std::size_t CliticEnd(std::size_t position) const;
  std::size_t InitialismEnd(std::size_t position) const;
  std::size_t Next(std::size_t position, TokenKind& kind) const;
  bool IsWordAt(std::size_t position) const;
  bool IsStrayHyphen(std::size_t position) const;
  Token Make(std::size_t begin, std::size_t end, TokenKind kind);
  void Lower(Token& token);

  std::string_view text_;
  std::string masked_;  // the text with scale words blanked; what is scanned
  char* arena_;
};

}  // namespace isotherm::engine
