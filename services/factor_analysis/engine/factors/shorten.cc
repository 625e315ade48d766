#include "services/factor_analysis/engine/factors/shorten.h"

#include <algorithm>
#include <cctype>
#include <initializer_list>

namespace isotherm::engine {
namespace {

constexpr int kMinStatementWords = 5;  // of what a cut leaves

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool IsAside(const DocumentText& text, const ClausePart& part) {
  return part.last - part.first == 1 &&
         IsOneOf(text.tokens()[part.first].lower,
                 {"however", "meanwhile", "moreover", "furthermore", "therefore", "though", "too",
                  "nevertheless", "nonetheless", "indeed", "instead", "then"});
}

class Shortener {
 public:
  Shortener(const DocumentText& text, DictionaryVerb verb, RenderTokens render)
      : text_(text), tokens_(text.tokens()), verb_(verb), render_(render) {}

  std::string Shorten(TokenRange range) const {
    const std::vector<ClausePart> parts = PartsOf(text_, range.first, range.last, verb_);
    if (parts.empty()) return "";
    std::vector<bool> keep(parts.size(), true);
    for (std::size_t i = 0; i < parts.size(); ++i) keep[i] = !IsAside(text_, parts[i]);
    if (std::string all = Fitting(range, parts, keep); !all.empty()) return all;
    // "Sall, who had tried to delay it, invited the victor" without what stands between commas.
    bool dropped = false;
    for (std::size_t i = parts.size() - 1; i-- > 1;) {
      const bool before_verb = parts[i + 1].kind == PartKind::kVerbFirst || !keep[i + 1];
      if (!before_verb || !MayStandBetween(parts[i])) continue;
      keep[i] = false;
      dropped = true;
    }
    if (dropped) {
      if (std::string kept = Fitting(range, parts, keep); !kept.empty()) return kept;
    }
    const auto main = std::find_if(parts.begin(), parts.end(), [](const ClausePart& part) {
      return part.main && part.kind != PartKind::kConjunction;
    });
    if (main == parts.end()) return "";
    const auto m = static_cast<std::size_t>(main - parts.begin());
    if (std::string cut = CutTail(range, parts, keep, m); !cut.empty()) return cut;
    const bool opening =
        m > 0 && main->kind == PartKind::kPlain &&
        (parts[0].kind == PartKind::kSubordinate || parts[0].kind == PartKind::kPreposition);
    if (!opening) return "";
    for (std::size_t i = 0; i < m; ++i) keep[i] = false;
    if (std::string kept = Fitting(range, parts, keep); !kept.empty()) return kept;
    return CutTail(range, parts, keep, m);
  }

 private:
  bool MayStandBetween(const ClausePart& part) const {
    return part.kind == PartKind::kRelative || part.kind == PartKind::kParticiple ||
           (part.kind == PartKind::kPreposition && !part.finite);
  }

  // The longest beginning that ends where nothing the main clause needs is lost.
  std::string CutTail(TokenRange range, const std::vector<ClausePart>& parts,
                      std::vector<bool> keep, std::size_t m) const {
    for (std::size_t k = parts.size(); k > m; --k) {
      if (k < parts.size()) keep[k] = false;
      if (!MayDropFrom(parts, k)) continue;
      if (std::string cut = Fitting(range, parts, keep); !cut.empty()) return cut;
      if (std::string cut = CutInside(range, parts, keep, k - 1); !cut.empty()) return cut;
    }
    return "";
  }

  // Whether the parts from `k` on may go: none is a condition, and no verb loses its subject.
  bool MayDropFrom(const std::vector<ClausePart>& parts, std::size_t k) const {
    bool subject = false;
    bool clause = false;
    for (std::size_t i = k; i < parts.size(); ++i) {
      if (parts[i].kind == PartKind::kCondition) return false;
      if (parts[i].kind == PartKind::kVerbFirst) {
        if (!subject) return false;
        clause = true;
      }
      subject |= !parts[i].finite &&
                 (parts[i].kind == PartKind::kPlain || parts[i].kind == PartKind::kConjunction);
    }
    if (k == parts.size()) return true;
    // ", and the minister, in town on Tuesday, agreed": a clause whose subject stands alone.
    if (clause && parts[k].kind == PartKind::kConjunction) return true;
    return MayCutBefore(parts, k);
  }

  // Cuts part `k`, the last that is kept, before a subordinate clause without a comma.
  std::string CutInside(TokenRange range, const std::vector<ClausePart>& parts,
                        const std::vector<bool>& keep, std::size_t k) const {
    if (!keep[k] || !parts[k].main) return "";
    for (std::uint32_t i = parts[k].last; i-- > parts[k].verb + 3;) {
      if (!IsOneOf(tokens_[i].lower, {"after", "while", "because", "although", "as", "since"})) {
        continue;
      }
      if (!OpensSubject(tokens_[i + 1 < parts[k].last ? i + 1 : i])) continue;
      bool clause = false;
      for (std::uint32_t t = i + 1; t < parts[k].last; ++t) {
        clause |= IsSurelyFinite(text_, t, verb_);
      }
      if (!clause) continue;
      std::vector<ClausePart> shorter(parts.begin(),
                                      parts.begin() + static_cast<std::ptrdiff_t>(k) + 1);
      shorter[k].last = i;
      const std::vector<bool> kept(keep.begin(), keep.begin() + static_cast<std::ptrdiff_t>(k) + 1);
      if (std::string cut = Fitting(range, shorter, kept); !cut.empty()) return cut;
    }
    return "";
  }

  bool MayCutBefore(const std::vector<ClausePart>& parts, std::size_t k) const {
    const ClausePart& part = parts[k];
    const Token& first = tokens_[part.first];
    switch (part.kind) {
      case PartKind::kRelative:
      case PartKind::kSubordinate:
      case PartKind::kParticiple:
        return true;
      case PartKind::kPreposition:
        return first.lower != "of" && !part.main;
      case PartKind::kConjunction:
        return part.main && part.verb > part.first + 1 && OpensSubject(tokens_[part.first + 1]);
      case PartKind::kPlain:
        return IsApposition(parts, k);
      case PartKind::kVerbFirst:
      case PartKind::kCondition:
        return false;
    }
    return false;
  }

  // ", the worst of his term": a noun phrase that only says again what stood before it.
  bool IsApposition(const std::vector<ClausePart>& parts, std::size_t k) const {
    const ClausePart& part = parts[k];
    if (part.finite ||
        !IsOneOf(tokens_[part.first].lower, {"the", "a", "an", "some", "his", "her"})) {
      return false;
    }
    for (std::uint32_t i = part.first; i < part.last; ++i) {
      if (IsOneOf(tokens_[i].lower, {"and", "or"})) return false;  // the end of a list
    }
    return k + 1 == parts.size() || parts[k + 1].kind == PartKind::kRelative ||
           parts[k + 1].kind == PartKind::kParticiple;
  }

  // The kept parts as a sentence; empty when it is too long, too short or not whole.
  std::string Fitting(TokenRange range, const std::vector<ClausePart>& parts,
                      const std::vector<bool>& keep) const {
    std::vector<TokenRange> kept;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (!keep[i]) continue;
      const bool joins = i > 0 && keep[i - 1] && !kept.empty();
      if (joins) {
        kept.back().last = parts[i].last;
      } else {
        kept.push_back({parts[i].first, parts[i].last});
      }
    }
    if (kept.empty()) return "";
    if (keep[0]) kept.front().first = range.first;
    TokenRange& end = kept.back();
    while (end.last < range.last && IsClosing(end.last) && end.last >= parts.back().last)
      ++end.last;
    for (const TokenRange& part : kept) {
      if (!IsBalanced(text_, part.first, part.last)) return "";
    }
    std::string sentence = render_(kept);
    const int words = CountWords(sentence);
    const bool cut = std::find(keep.begin(), keep.end(), false) != keep.end();
    // ", and Türkiye" at the end has lost its verb.
    const auto last =
        static_cast<std::size_t>(keep.rend() - std::find(keep.rbegin(), keep.rend(), true) - 1);
    const ClausePart& final_part = parts[last];
    const bool dangles =
        final_part.kind == PartKind::kConjunction && !final_part.finite &&
        final_part.first + 1 < final_part.last &&
        !IsOneOf(tokens_[final_part.first + 1].lower,
                 {"to", "in", "on", "at", "by", "for", "with", "from", "of", "by", "not"});
    if (dangles && last + 1 < parts.size()) return "";
    if (words > kMaxStatementWords || (cut && words < kMinStatementWords)) return "";
    return sentence;
  }

  bool IsClosing(std::uint32_t i) const {
    return IsOneOf(tokens_[i].form, {"\"", "”", ")", ".", "?", "!", "…"});
  }

  const DocumentText& text_;
  absl::Span<const Token> tokens_;
  DictionaryVerb verb_;
  RenderTokens render_;
};

}  // namespace

int CountWords(std::string_view text) {
  int words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool space = std::isspace(static_cast<unsigned char>(c)) != 0;
    words += !space && !inside ? 1 : 0;
    inside = !space;
  }
  return words;
}

bool OpensSubject(const Token& token) {
  return token.capitalised || token.kind == TokenKind::kNumber ||
         IsOneOf(token.lower, {"the",  "a",     "an",    "he",    "she",  "it",     "they",
                               "his",  "her",   "its",   "their", "no",   "nobody", "there",
                               "this", "these", "those", "most",  "some", "many",   "few"});
}

std::string ShortenSentence(const DocumentText& text, TokenRange range,
                            DictionaryVerb dictionary_verb, RenderTokens render) {
  if (range.first >= range.last || range.last - range.first > kMaxShortenedTokens) return "";
  return Shortener(text, dictionary_verb, render).Shorten(range);
}

}  // namespace isotherm::engine
