#include "services/factor_analysis/engine/factors/statement.h"

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "services/factor_analysis/engine/factors/shorten.h"

namespace isotherm::engine {
namespace {

constexpr float kMinPronounOfLeader = 0.4f;   // confidence of the mention step
constexpr float kMinPronounOfSubject = 0.7f;  // whom the document is about
constexpr std::uint32_t kMaxLabelWords = 5;   // "In his favour:"
constexpr std::uint32_t kBareReference = 3;   // an "it" among so many first words needs its noun

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Connectives that a comma must follow.
constexpr std::string_view kConnectives[] = {"however",
                                             "moreover",
                                             "furthermore",
                                             "meanwhile",
                                             "still",
                                             "besides",
                                             "nevertheless",
                                             "nonetheless",
                                             "consequently",
                                             "therefore",
                                             "thus",
                                             "hence",
                                             "accordingly",
                                             "indeed",
                                             "then",
                                             "also",
                                             "instead",
                                             "finally",
                                             "similarly",
                                             "likewise",
                                             "conversely",
                                             "worse",
                                             "and",
                                             "but",
                                             "yet",
                                             "so",
                                             "as such",
                                             "even so",
                                             "of course",
                                             "that said",
                                             "in short",
                                             "in turn",
                                             "in addition",
                                             "in particular",
                                             "in other words",
                                             "after all",
                                             "by contrast",
                                             "for example",
                                             "for instance",
                                             "for his part",
                                             "for her part",
                                             "as a result",
                                             "what is more",
                                             "to be sure",
                                             "at the same time",
                                             "on the other hand",
                                             "on the one hand"};

// "  the rival is  isolated, " -> "The rival is isolated."
std::string Finish(std::string_view raw) {
  std::string out;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const char c = raw[i];
    const bool no_break = raw.substr(i, 2) == "\u00a0";
    const bool space = no_break || std::isspace(static_cast<unsigned char>(c)) != 0;
    if (no_break) ++i;
    if (!space) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  const auto drop = [&](std::string_view ending) {
    if (!std::string_view(out).ends_with(ending)) return false;
    out.resize(out.size() - ending.size());
    return true;
  };
  while (drop(" ") || drop(",") || drop(";") || drop(":") || drop(" –") || drop(" —") ||
         drop(" -")) {
  }
  if (out.empty()) return out;
  out[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[0])));
  const std::string_view text = out;
  for (const std::string_view end : {".", "?", "!", "…", ".\"", "?\"", "!\"", ".”", "?”", "!”"}) {
    if (text.ends_with(end)) return out;
  }
  return out + ".";
}

class Writer {
 public:
  Writer(const DocumentText& text, const DocumentMentions& mentions, std::uint32_t leader,
         DictionaryVerb verb)
      : text_(text), tokens_(text.tokens()), mentions_(mentions), leader_(leader), verb_(verb) {}

  Wording Write(const Unit& unit) const {
    const Sentence& sentence = text_.sentences()[unit.sentence];
    const TokenRange whole = {sentence.first_token, sentence.last_token};
    TokenRange range = {unit.first_token, unit.last_token};
    Wording wording = {unit.begin, unit.end, ""};
    // A table or a list without full stops: its pieces are quoted as they are.
    if (whole.last - whole.first > kMaxShortenedTokens) return wording;
    const bool inner = range.first > whole.first;
    const TokenRange trimmed = WithoutOpenings(range, inner);
    const bool complete = range.first <= whole.first && range.last >= whole.last;
    if (!complete && StandsAlone(trimmed, whole)) {
      if (inner && trimmed.first > range.first) wording.begin = tokens_[trimmed.first].begin;
      wording.statement = Shorten(trimmed);
      return wording;
    }
    if (whole.first != range.first || whole.last != range.last) {
      wording.begin = sentence.begin;
      wording.end = sentence.end;
    }
    return WordSentence(unit.sentence, wording);
  }

 private:
  // "Larger than that of her mentor." says nothing without the sentence before it.
  Wording WordSentence(std::uint32_t index, Wording wording) const {
    const Sentence& sentence = text_.sentences()[index];
    const TokenRange range =
        WithoutOpenings({sentence.first_token, sentence.last_token}, /*inner=*/false);
    wording.statement = Shorten(range);
    if (!IsVerbless(range) || index == 0) return wording;
    const Sentence& before = text_.sentences()[index - 1];
    const bool question = before.kind == SentenceKind::kQuestion;  // answered without a verb
    const bool same = before.kind == SentenceKind::kBody &&
                      before.paragraph == sentence.paragraph && OpensComparison(range);
    if (!question && !same) return wording;
    const std::string first =
        question ? "" : Shorten(WithoutOpenings({before.first_token, before.last_token}, false));
    wording.begin = before.begin;
    const std::string both = first + " " + wording.statement;
    const bool fits =
        !first.empty() && !wording.statement.empty() && CountWords(both) <= kMaxStatementWords;
    wording.statement = fits ? both : "";
    return wording;
  }

  bool OpensComparison(TokenRange range) const {
    const std::uint32_t last = std::min(range.last, range.first + kBareReference);
    for (std::uint32_t i = range.first; i < last; ++i) {
      if (tokens_[i].lower == "than") return true;
    }
    return false;
  }

  bool IsVerbless(TokenRange range) const {
    for (std::uint32_t i = range.first; i < range.last; ++i) {
      if (IsSurelyFinite(text_, i, verb_) || verb_(i)) return false;
    }
    return true;
  }

  // The number of tokens of the connective at `at`, with its comma; 0 = none.
  std::uint32_t ConnectiveAt(std::uint32_t at, std::uint32_t last) const {
    for (std::string_view words : kConnectives) {
      std::uint32_t i = at;
      while (!words.empty() && i < last) {
        const std::string_view word = words.substr(0, words.find(' '));
        if (tokens_[i].lower != word) break;
        words.remove_prefix(std::min(words.size(), word.size() + 1));
        ++i;
      }
      if (words.empty() && i < last && tokens_[i].form == ",") return i + 1 - at;
    }
    if (at + 1 >= last) return 0;
    const std::string_view word = tokens_[at].lower;
    if (word == "and" || word == "but") return 1;
    const bool bare = IsOneOf(word, {"yet", "so"});
    return bare && OpensSubject(tokens_[at + 1]) ? 1 : 0;
  }

  TokenRange WithoutOpenings(TokenRange range, bool inner) const {
    for (std::uint32_t n = 1; n != 0;) {
      n = ConnectiveAt(range.first, range.last);
      if (range.first + n + kBareReference > range.last) break;
      range.first += n;
    }
    // Cut off from its main clause, a subordinate clause says what it says by itself.
    const bool drops =
        IsOneOf(tokens_[range.first].lower, {"while", "although", "though", "because", "whereas"});
    if (inner && drops && range.first + kBareReference < range.last) {
      const TokenRange rest = {range.first + 1, range.last};
      const std::vector<ClausePart> parts = PartsOf(text_, rest.first, rest.last, verb_);
      if (!parts.empty() && parts[0].main) range = rest;
    }
    return WithoutLabel(range);
  }

  // "Limits: he has never held office" says it without its label.
  TokenRange WithoutLabel(TokenRange range) const {
    for (std::uint32_t i = range.first; i < range.last && i - range.first <= kMaxLabelWords; ++i) {
      if (tokens_[i].form != ":") {
        if (IsSurelyFinite(text_, i, verb_)) return range;
        continue;
      }
      const TokenRange rest = {i + 1, range.last};
      return HasMainClause(rest) ? rest : range;
    }
    return range;
  }

  bool HasMainClause(TokenRange range) const {
    const std::vector<ClausePart> parts = PartsOf(text_, range.first, range.last, verb_);
    return std::any_of(parts.begin(), parts.end(), [](const ClausePart& p) { return p.main; });
  }

  bool StandsAlone(TokenRange range, TokenRange whole) const {
    if (range.first >= range.last || !IsBalanced(text_, range.first, range.last)) return false;
    if (IsOneOf(tokens_[range.first].lower,
                {"who", "whom", "whose", "which", "where", "than", "or", "nor", "that"})) {
      return false;
    }
    // "has not promised to vote him down" has lost its subject.
    if (IsSurelyFinite(text_, range.first, verb_) || !HasMainClause(range)) return false;
    return range.first == whole.first || !LeansOnNounBefore(range) ||
           CountWords(Slice(whole)) > kMaxStatementWords;
  }

  // "its price is higher": what "it" is stood in the part that was cut off.
  bool LeansOnNounBefore(TokenRange range) const {
    const std::uint32_t last = std::min(range.last, range.first + kBareReference);
    for (std::uint32_t i = range.first; i < last; ++i) {
      if (IsOneOf(tokens_[i].lower, {"it", "its", "they", "them", "their", "this", "these", "both",
                                     "neither", "none"})) {
        return true;
      }
      if (tokens_[i].capitalised && i > range.first) return false;
    }
    return false;
  }

  std::string_view Slice(TokenRange range) const {
    return text_.Slice(tokens_[range.first].begin, tokens_[range.last - 1].end);
  }

  std::string Shorten(TokenRange range) const {
    return ShortenSentence(text_, range, verb_, [&](const std::vector<TokenRange>& kept) {
      std::string named = Finish(Join(kept, true));
      return CountWords(named) > kMaxStatementWords ? Finish(Join(kept, false)) : named;
    });
  }

  std::string Join(const std::vector<TokenRange>& kept, bool name) const {
    std::string out;
    std::vector<std::uint32_t> named;  // participants that stand in the statement by name
    for (const TokenRange& range : kept) {
      for (std::uint32_t i = range.first; name && i < range.last; ++i) {
        const ActorMention* mention = MentionAt(i);
        if (mention != nullptr && mention->kind != MentionKind::kPronoun) {
          named.push_back(mention->participant);
        }
      }
    }
    for (const TokenRange& range : kept) {
      if (!out.empty()) out += ' ';
      std::uint32_t byte = tokens_[range.first].begin;
      bool quoted = false;
      bool unclear = false;  // a pronoun stayed; a name behind it would read as somebody else
      for (std::uint32_t i = range.first; name && !unclear && i < range.last; ++i) {
        const std::string_view form = tokens_[i].form;
        if (form == "“" || form == "”" || form == "\"") quoted = form != "”" && !quoted;
        if (quoted) continue;
        const std::size_t known = named.size();
        const std::optional<std::string> replacement = NameFor(i, named);
        unclear = !replacement && (named.size() > known || IsUnresolvedPronoun(i));
        if (!replacement) continue;
        out += text_.Slice(byte, tokens_[i].begin);
        out += *replacement;
        byte = tokens_[i].end;
      }
      out += text_.Slice(byte, tokens_[range.last - 1].end);
    }
    return out;
  }

  const ActorMention* MentionAt(std::uint32_t token) const {
    const std::uint32_t at = mentions_.AtToken(token);
    return at == kNone32 ? nullptr : &mentions_.mentions()[at];
  }

  bool IsUnresolvedPronoun(std::uint32_t token) const {
    return MentionAt(token) == nullptr &&
           IsOneOf(tokens_[token].lower, {"he", "she", "him", "his", "her"});
  }

  // The name in place of a pronoun whose person the statement does not name otherwise.
  std::optional<std::string> NameFor(std::uint32_t token, std::vector<std::uint32_t>& named) const {
    const ActorMention* mention = MentionAt(token);
    if (mention == nullptr || mention->kind != MentionKind::kPronoun ||
        std::find(named.begin(), named.end(), mention->participant) != named.end()) {
      return std::nullopt;
    }
    named.push_back(mention->participant);
    const bool leader = mention->participant == leader_;
    const bool subject = mentions_.participants()[mention->participant].focus == 0;
    const float least = leader ? kMinPronounOfLeader : kMinPronounOfSubject;
    if (!(leader || subject) || mention->confidence < least ||
        IsOneOf(tokens_[token].lower, {"himself", "herself", "hers"})) {
      return std::nullopt;
    }
    const Participant& person = mentions_.participants()[mention->participant];
    std::string name = person.actor != nullptr && !person.actor->short_names.empty()
                           ? person.actor->short_names[0]
                           : person.name;
    if (name.empty()) return std::nullopt;
    if (mention->possessive || tokens_[token].lower == "his") name += "'s";
    return name;
  }

  const DocumentText& text_;
  absl::Span<const Token> tokens_;
  const DocumentMentions& mentions_;
  const std::uint32_t leader_;
  DictionaryVerb verb_;
};

}  // namespace

Wording WordUnit(const DocumentText& text, const DocumentMentions& mentions, std::uint32_t leader,
                 const Unit& unit, DictionaryVerb dictionary_verb) {
  return Writer(text, mentions, leader, dictionary_verb).Write(unit);
}

bool IsLabel(const DocumentText& text, const Unit& unit) {
  constexpr std::uint32_t kMaxTokens = 10;
  if (unit.last_token - unit.first_token > kMaxTokens) return false;
  for (std::uint32_t i = unit.first_token; i < unit.last_token; ++i) {
    const Token& token = text.tokens()[i];
    const bool silent = token.kind != TokenKind::kWord || token.capitalised ||
                        IsOneOf(token.lower, {"of", "the", "and", "in", "for", "by", "on", "at"});
    if (!silent) return false;
  }
  return true;
}

}  // namespace isotherm::engine
