// A cleaned document cut into paragraphs, sentences and tokens: what every later step reads.
//
// Purpose: one pass over the text, one arena for the few token forms that differ from the text,
// no allocation per token. All offsets are bytes into text().
//
// Scale words: the words of the heat scale (blazing, hot, mild, chilly, cold, freezing, in any
// case) never become tokens. The token and sentence stream of a text is identical whether they
// stand in it, are taken out or are exchanged for one another, so no later step can read a level
// off the page. They still count in offsets.
//
// Ownership: DocumentText owns the text and the arena; the string_views of its tokens live as long
// as it does and survive a move. Thread-safety: immutable after Parse(), safe from any thread.
// Input: valid UTF-8 (see clean.h); other bytes do not crash, they become punctuation tokens.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"

namespace isotherm::engine {

inline constexpr std::uint32_t kNone32 = 0xffffffffu;  // "no such index"

enum class TokenKind : std::uint8_t {
  kWord,    // "troops", "Nagorno-Karabakh", "'s", "U.S.", "10-month"
  kNumber,  // "1,960", "3.5", "20th", "1990s", "3bn"
  kPunct    // one mark a token: , . ; : ? ! ( ) quotes dashes % $
};

struct Token {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;        // one past the last byte
  std::string_view form;        // text()[begin, end)
  std::string_view lower;       // lower case, diacritics folded, typographic apostrophe made "'"
  std::string_view stem;        // StemOf(lower) for words; == lower otherwise
  std::uint64_t hash = 0;       // TokenHash(lower)
  std::uint64_t stem_hash = 0;  // TokenHash(stem)
  std::uint32_t sentence = kNone32;
  TokenKind kind = TokenKind::kWord;
  bool capitalised = false;   // begins with an upper-case letter
  bool all_caps = false;      // two letters or more, all upper case
  bool hyphenated = false;    // see HyphenParts()
  bool space_before = false;  // white space stands between this token and the one before it
};

enum class SentenceKind : std::uint8_t {
  kBody,
  kHeading,   // a short line without a full stop that stands alone, a Markdown or HTML heading
  kQuestion,  // ends with a question mark
  kBullet,    // an item of a list
  kDateline,  // "NAIROBI, 3 March (Agency) -", a byline or a date that stands alone
  kLabel      // "Answer:", "Q:" at the start of a line; the rest of the line is its own sentence
};

struct Sentence {
  std::uint32_t begin = 0;  // bytes; trimmed of space
  std::uint32_t end = 0;
  std::uint32_t first_token = 0;
  std::uint32_t last_token = 0;  // one past the last
  std::uint32_t paragraph = 0;
  SentenceKind kind = SentenceKind::kBody;
  bool answer = false;  // the line was labelled as the answer to the question before it
};

struct Paragraph {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t first_sentence = 0;
  std::uint32_t last_sentence = 0;  // one past the last
  std::uint32_t heading = kNone32;  // sentence index of the heading or question it stands under
};

class DocumentText {
 public:
  // `title_bytes`: the first so many bytes are the title and make up one heading.
  static DocumentText Parse(std::string text, std::size_t title_bytes = 0);

  DocumentText(DocumentText&&) noexcept = default;
  DocumentText& operator=(DocumentText&&) noexcept = default;

  const std::string& text() const { return storage_->text; }
  absl::Span<const Token> tokens() const { return tokens_; }
  absl::Span<const Sentence> sentences() const { return sentences_; }
  absl::Span<const Paragraph> paragraphs() const { return paragraphs_; }

  absl::Span<const Token> TokensOf(const Sentence& sentence) const {
    return tokens().subspan(sentence.first_token, sentence.last_token - sentence.first_token);
  }
  std::string_view TextOf(const Sentence& sentence) const {
    return Slice(sentence.begin, sentence.end);
  }
  std::string_view Slice(std::size_t begin, std::size_t end) const {
    return std::string_view(storage_->text).substr(begin, end - begin);
  }

 private:
  struct Storage {
    std::string text;
    std::unique_ptr<char[]> arena;
  };
  DocumentText() = default;

  std::unique_ptr<Storage> storage_;
  std::vector<Token> tokens_;
  std::vector<Sentence> sentences_;
  std::vector<Paragraph> paragraphs_;
};

// The parts of a hyphenated token, "russian-backed" -> "russian", "backed"; of any other token the
// token itself. At most kMaxParts; the last part then holds the rest.
struct HyphenParts {
  static constexpr std::size_t kMaxParts = 6;
  explicit HyphenParts(std::string_view lower);
  const std::string_view* begin() const { return parts.data(); }
  const std::string_view* end() const { return parts.data() + size; }

  std::array<std::string_view, kMaxParts> parts;
  std::size_t size = 0;
};

// True for a word of the heat scale, in lower case.
bool IsScaleWord(std::string_view lower);

}  // namespace isotherm::engine
