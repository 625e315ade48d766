#include "services/factor_analysis/engine/text/segmenter.h"

#include <algorithm>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "services/factor_analysis/engine/text/english_tables.h"

namespace isotherm::engine {
namespace {

constexpr std::uint32_t kWrappedLineTokens = 7;  // a shorter line was not cut by a margin
constexpr std::uint32_t kMaxHeadingTokens = 22;
constexpr std::uint32_t kMaxDatelineTokens = 16;

bool Is(const Token& token, std::string_view text) { return token.lower == text; }

bool IsAnyOf(const Token& token, std::initializer_list<std::string_view> texts) {
  return std::find(texts.begin(), texts.end(), token.form) != texts.end();
}

bool IsStop(const Token& token) {
  return token.kind == TokenKind::kPunct && IsAnyOf(token, {".", "!", "?", "…"});
}

bool IsCloser(const Token& token) {
  return token.kind == TokenKind::kPunct &&
         IsAnyOf(token, {"\"", "'", "”", "’", "»", ")", "]", "}", "*", "_"});
}

bool IsOpener(const Token& token) {
  return token.kind == TokenKind::kPunct && IsAnyOf(token, {"\"", "'", "“", "‘", "«", "(", "[", "*",
                                                            "_", "-", "–", "—", "$", "€", "£"});
}

bool IsDash(const Token& token) {
  return token.kind == TokenKind::kPunct && IsAnyOf(token, {"-", "–", "—", "―"});
}

// Words that begin sentences but no names: after an initialism or initial they tell a sentence end.
bool IsStarter(std::string_view lower) {
  static const auto* const starters = new absl::flat_hash_set<std::string_view>{
      "the",       "a",     "an",      "he",     "she",       "it",       "they",    "we",
      "i",         "you",   "his",     "her",    "its",       "their",    "our",     "this",
      "that",      "these", "those",   "there",  "in",        "on",       "at",      "by",
      "for",       "from",  "with",    "as",     "but",       "and",      "or",      "if",
      "when",      "while", "after",   "before", "since",     "although", "though",  "however",
      "meanwhile", "yet",   "so",      "then",   "now",       "no",       "not",     "some",
      "many",      "most",  "both",    "all",    "under",     "what",     "who",     "how",
      "why",       "where", "despite", "last",   "officials", "analysts", "critics", "supporters",
      "opposition"};
  return starters->contains(lower);
}

bool IsMonth(std::string_view lower) {
  static const auto* const months = new absl::flat_hash_set<std::string_view>{
      "january",   "february", "march",    "april",    "may",  "june", "july", "august",
      "september", "october",  "november", "december", "jan",  "feb",  "mar",  "apr",
      "jun",       "jul",      "aug",      "sep",      "sept", "oct",  "nov",  "dec"};
  return months->contains(lower);
}

bool IsAgency(std::string_view lower) {
  return lower == "reuters" || lower == "ap" || lower == "afp" || lower == "agency" ||
         lower == "agencies" || lower == "bloomberg" || lower == "tass" || lower == "xinhua";
}

}  // namespace

Segmenter::Segmenter(std::vector<Token>& tokens, const std::vector<TokenGap>& gaps,
                     std::size_t title_bytes)
    : tokens_(tokens), gaps_(gaps), title_bytes_(title_bytes) {}

// A single line end is a margin when the line before it is long and unfinished and the next line
// goes on in lower case or is no list item.
bool Segmenter::IsParagraphBreak(std::uint32_t token, std::uint32_t line_start) const {
  const TokenGap& gap = gaps_[token];
  if (gap.newlines == 0) {
    return title_bytes_ > 0 && tokens_[token].begin >= title_bytes_ && token > 0 &&
           tokens_[token - 1].begin < title_bytes_;
  }
  if (gap.newlines >= 2 || gap.bullet) return true;
  if (token - line_start < kWrappedLineTokens) return true;
  const Token& before = tokens_[token - 1];
  if (IsStop(before) || IsCloser(before) || Is(before, ":")) return true;
  return false;
}

std::vector<Segmenter::Range> Segmenter::SplitParagraphs() const {
  std::vector<Range> ranges;
  std::uint32_t line_start = 0;
  for (std::uint32_t i = 0; i < tokens_.size(); ++i) {
    if (i == 0 || IsParagraphBreak(i, line_start)) {
      if (!ranges.empty()) ranges.back().last = i;
      ranges.push_back({i, i, gaps_[i].bullet});
    }
    if (gaps_[i].newlines > 0) line_start = i;
  }
  if (!ranges.empty()) ranges.back().last = static_cast<std::uint32_t>(tokens_.size());
  return ranges;
}

bool Segmenter::EndsWithStop(const Range& range) const {
  std::uint32_t i = range.last;
  while (i > range.first && IsCloser(tokens_[i - 1])) --i;
  if (i == range.first) return false;
  const Token& token = tokens_[i - 1];
  return IsStop(token) || Is(token, ":") || Is(token, ";") || Is(token, ",");
}

bool Segmenter::IsDateOrByline(const Range& range) const {
  const std::uint32_t size = range.last - range.first;
  if (size > 8) return false;
  if (Is(tokens_[range.first], "by") && size >= 2 && tokens_[range.first + 1].capitalised) {
    return true;
  }
  bool month = false;
  bool number = false;
  for (std::uint32_t i = range.first; i < range.last; ++i) {
    month = month || IsMonth(tokens_[i].lower);
    number = number || tokens_[i].kind == TokenKind::kNumber;
  }
  return size <= 6 && month && number;
}

SentenceKind Segmenter::LineKind(const Range& range, bool only, bool last) const {
  if (range.bullet) return SentenceKind::kBullet;
  if (title_bytes_ > 0 && tokens_[range.last - 1].begin < title_bytes_) {
    return SentenceKind::kHeading;
  }
  if (only || EndsWithStop(range)) return SentenceKind::kBody;
  if (IsDateOrByline(range)) return SentenceKind::kDateline;
  if (!last && range.last - range.first <= kMaxHeadingTokens) return SentenceKind::kHeading;
  return SentenceKind::kBody;
}

void Segmenter::AddSentence(std::uint32_t first, std::uint32_t last, SentenceKind kind,
                            bool answer) {
  if (first >= last) return;
  if (kind == SentenceKind::kBody) {
    std::uint32_t i = last;
    while (i > first && IsCloser(tokens_[i - 1])) --i;
    if (i > first && Is(tokens_[i - 1], "?")) kind = SentenceKind::kQuestion;
  }
  const auto index = static_cast<std::uint32_t>(sentences_->size());
  for (std::uint32_t i = first; i < last; ++i) tokens_[i].sentence = index;
  Sentence sentence;
  sentence.begin = tokens_[first].begin;
  sentence.end = tokens_[last - 1].end;
  sentence.first_token = first;
  sentence.last_token = last;
  sentence.paragraph = static_cast<std::uint32_t>(paragraphs_->size());
  sentence.kind = kind;
  sentence.answer = answer;
  sentences_->push_back(sentence);
}

// "Answer:", "Q:", "A:", "Question 2:" at the start of a line. Returns the first token after it.
std::uint32_t Segmenter::AddLabel(const Range& range) {
  const Token& word = tokens_[range.first];
  if (!IsAnyOf(word, {"Answer", "ANSWER", "Question", "QUESTION", "Q", "A"})) return range.first;
  std::uint32_t colon = range.first + 1;
  if (colon < range.last && tokens_[colon].kind == TokenKind::kNumber) ++colon;
  if (colon >= range.last) return range.first;
  const bool stop = Is(tokens_[colon], ":") ||
                    (word.form.size() == 1 && Is(tokens_[colon], ".") && word.lower != "a");
  if (!stop) return range.first;
  AddSentence(range.first, colon + 1, SentenceKind::kLabel, false);
  return colon + 1;
}

// "BAKU, Sept 25 (Reuters) -" before the first sentence. Returns the first token after it.
std::uint32_t Segmenter::AddDateline(const Range& range, std::uint32_t first) {
  const std::uint32_t limit = std::min(range.last, first + kMaxDatelineTokens);
  if (first >= limit || tokens_[first].kind != TokenKind::kWord || !tokens_[first].capitalised) {
    return first;
  }
  bool place = tokens_[first].all_caps && tokens_[first].form.size() > 2;
  for (std::uint32_t i = first; i < limit; ++i) {
    const Token& token = tokens_[i];
    if (IsDash(token) && token.space_before) {
      const bool follows = i + 1 < range.last && tokens_[i + 1].space_before;
      if (!place || !follows) return first;
      AddSentence(first, i + 1, SentenceKind::kDateline, false);
      return i + 1;
    }
    if (IsAgency(token.lower)) place = true;
    const bool allowed = token.kind != TokenKind::kWord || token.capitalised;
    if (!allowed || IsStop(token)) {
      if (!(Is(token, ".") && i > first && IsMonth(tokens_[i - 1].lower))) return first;
    }
  }
  return first;
}

bool Segmenter::StartsSentence(std::uint32_t token, std::uint32_t last) const {
  while (token < last && IsOpener(tokens_[token])) ++token;
  if (token >= last) return true;
  const Token& next = tokens_[token];
  if (next.kind == TokenKind::kNumber) return true;
  if (next.kind == TokenKind::kPunct) return false;
  if (next.capitalised) return true;
  // "al-Assad", "el-Sisi" keep their article small.
  return next.hyphenated && (next.lower.substr(0, 3) == "al-" || next.lower.substr(0, 3) == "el-");
}

bool Segmenter::IsAbbreviatedStop(std::uint32_t stop, std::uint32_t next,
                                  std::uint32_t last) const {
  if (stop == 0) return false;
  const Token& word = tokens_[stop - 1];
  if (word.kind == TokenKind::kPunct || word.end != tokens_[stop].begin || next >= last) {
    return false;
  }
  const Token& after = tokens_[next];
  if (IsAbbreviation(word.lower) && !(IsMonth(word.lower) && !word.capitalised)) return true;
  if (word.lower == "no" && after.kind == TokenKind::kNumber) return true;
  if (IsTrailingAbbreviation(word.lower)) return !IsStarter(after.lower);
  const bool initial = word.capitalised && word.form.size() == 1 && word.kind == TokenKind::kWord;
  return initial && word.form != "I" && !IsStarter(after.lower);
}

// One past the last token of the sentence that ends at `token`, or 0 if none ends there.
std::uint32_t Segmenter::EndAt(std::uint32_t token, std::uint32_t last) const {
  const Token& mark = tokens_[token];
  if (mark.kind == TokenKind::kWord) {
    // An initialism swallows the stop of its sentence: "in the U.S. The president".
    const bool initialism = mark.form.size() > 2 && mark.form.back() == '.';
    if (!initialism || token + 1 >= last) return 0;
    const Token& next = tokens_[token + 1];
    return next.space_before && next.capitalised && IsStarter(next.lower) ? token + 1 : 0;
  }
  if (!IsStop(mark)) return 0;
  std::uint32_t end = token + 1;
  while (end < last && IsStop(tokens_[end])) ++end;
  while (end < last && IsCloser(tokens_[end]) && !tokens_[end].space_before) ++end;
  if (end >= last) return last;
  if (!tokens_[end].space_before) return 0;
  if (Is(mark, ".") && end == token + 1 && IsAbbreviatedStop(token, end, last)) return 0;
  return StartsSentence(end, last) ? end : 0;
}

std::uint32_t Segmenter::SentenceEnd(std::uint32_t first, std::uint32_t last) const {
  for (std::uint32_t i = first; i < last; ++i) {
    const std::uint32_t end = EndAt(i, last);
    if (end > 0) return end;
  }
  return last;
}

void Segmenter::AddParagraph(const Range& range, bool only, bool last) {
  Paragraph paragraph;
  paragraph.begin = tokens_[range.first].begin;
  paragraph.end = tokens_[range.last - 1].end;
  paragraph.first_sentence = static_cast<std::uint32_t>(sentences_->size());

  const SentenceKind kind = LineKind(range, only, last);
  if (kind == SentenceKind::kHeading || kind == SentenceKind::kDateline) {
    AddSentence(range.first, range.last, kind, false);
  } else {
    const std::uint32_t labelled = AddLabel(range);
    const bool answer = labelled > range.first && tokens_[range.first].form.front() == 'A';
    std::uint32_t first = AddDateline(range, labelled);
    while (first < range.last) {
      const std::uint32_t end = SentenceEnd(first, range.last);
      AddSentence(first, end, kind, answer);
      first = end;
    }
  }
  paragraph.last_sentence = static_cast<std::uint32_t>(sentences_->size());
  paragraphs_->push_back(paragraph);
}

void Segmenter::Run(std::vector<Sentence>& sentences, std::vector<Paragraph>& paragraphs) {
  sentences_ = &sentences;
  paragraphs_ = &paragraphs;
  sentences.reserve(tokens_.size() / 20 + 4);
  const std::vector<Range> ranges = SplitParagraphs();
  paragraphs.reserve(ranges.size());
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    AddParagraph(ranges[i], ranges.size() == 1, i + 1 == ranges.size());
  }
  std::uint32_t heading = kNone32;
  for (Paragraph& paragraph : paragraphs) {
    paragraph.heading = heading;
    const Sentence& end = sentences[paragraph.last_sentence - 1];
    const std::uint32_t count = paragraph.last_sentence - paragraph.first_sentence;
    const bool labelled = sentences[paragraph.first_sentence].kind == SentenceKind::kLabel;
    const bool question = end.kind == SentenceKind::kQuestion && count == (labelled ? 2u : 1u);
    if (end.kind == SentenceKind::kHeading || question) heading = paragraph.last_sentence - 1;
  }
}

}  // namespace isotherm::engine
