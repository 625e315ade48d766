#include "services/factor_analysis/engine/mentions/sub_tokens.h"

#include <algorithm>

#include "services/factor_analysis/engine/text/token_hash.h"
#include "services/factor_analysis/engine/text/utf8.h"

namespace isotherm::engine {
namespace {

bool IsUpperAscii(char c) { return c >= 'A' && c <= 'Z'; }

// "u.s." -> "u", "s".
void AppendInitialism(const Token& token, std::uint32_t index, std::vector<SubToken>& out) {
  for (std::size_t i = 0; i < token.form.size(); ++i) {
    if (token.form[i] == '.') continue;
    SubToken part;
    part.hash = TokenHash(token.lower.substr(i, 1));
    part.token = index;
    part.begin = token.begin + static_cast<std::uint32_t>(i);
    part.end = part.begin + 1;
    if (i + 1 < token.form.size() && token.form[i + 1] == '.') ++part.end;
    part.capitalised = part.all_caps = IsUpperAscii(token.form[i]);
    part.word = true;
    out.push_back(part);
  }
}

// Hyphens stand in the same order in the form and in the folded form.
void AppendHyphenated(const Token& token, std::uint32_t index, std::vector<SubToken>& out) {
  std::string_view form = token.form;
  std::string_view lower = token.lower;
  std::uint32_t begin = token.begin;
  while (true) {
    const std::size_t cut = form.find('-');
    const std::size_t size = cut == std::string_view::npos ? form.size() : cut;
    const std::size_t lower_size = std::min(lower.find('-'), lower.size());
    if (size > 0) {
      SubToken part;
      part.hash = TokenHash(lower.substr(0, lower_size));
      part.token = index;
      part.begin = begin;
      part.end = begin + static_cast<std::uint32_t>(size);
      part.capitalised = IsUpper(DecodeAt(form, 0).value);
      part.all_caps = size > 1 && IsUpperAscii(form[0]) && IsUpperAscii(form[size - 1]);
      part.word = true;
      out.push_back(part);
    }
    if (cut == std::string_view::npos) return;
    form.remove_prefix(cut + 1);
    lower.remove_prefix(std::min(lower_size + 1, lower.size()));
    begin += static_cast<std::uint32_t>(cut) + 1;
  }
}

}  // namespace

void AppendSubTokens(absl::Span<const Token> tokens, std::vector<SubToken>& out) {
  for (std::uint32_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    if (token.kind == TokenKind::kPunct && token.form == ".") continue;
    if (token.kind == TokenKind::kWord && token.form.size() > 2 &&
        token.lower.size() == token.form.size() && token.form[1] == '.') {
      AppendInitialism(token, i, out);
    } else if (token.hyphenated) {
      AppendHyphenated(token, i, out);
    } else {
      const bool clitic = token.lower.front() == '\'';
      out.push_back({token.hash, i, token.begin, token.end, token.capitalised, token.all_caps,
                     token.kind == TokenKind::kWord && !clitic});
    }
  }
}

}  // namespace isotherm::engine
