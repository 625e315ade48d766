#include "services/factor_analysis/engine/factors/clause_shape.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "services/factor_analysis/engine/text/english_tables.h"

namespace isotherm::engine {
namespace {

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool IsFiniteAuxiliary(std::string_view word) {
  return IsOneOf(
      word,
      {"is",    "are",     "was",    "were",   "has",    "have",     "had",      "do",
       "does",  "did",     "isn't",  "aren't", "wasn't", "weren't",  "can",      "cannot",
       "could", "would",   "should", "must",   "shall",  "hasn't",   "haven't",  "hadn't",
       "don't", "doesn't", "didn't", "won't",  "can't",  "couldn't", "wouldn't", "shouldn't"});
}

bool IsDeterminer(std::string_view word) {
  return IsOneOf(word, {"the", "a", "an", "his", "her", "its", "their", "this", "that", "these",
                        "those", "no", "any", "some", "each", "every", "our", "my"});
}

bool IsPreposition(std::string_view word) {
  return IsOneOf(
      word,
      {"of",      "in",      "on",     "at",      "by",      "for",       "with",      "from",
       "under",   "over",    "into",   "against", "between", "among",     "amid",      "despite",
       "through", "across",  "about",  "near",    "without", "like",      "unlike",    "during",
       "within",  "towards", "behind", "beyond",  "per",     "than",      "upon",      "following",
       "beside",  "besides", "inside", "outside", "thanks",  "according", "including", "especially",
       "namely",  "mainly",  "partly", "well",    "far"});
}

bool IsSubjectPronoun(std::string_view word) {
  return IsOneOf(
      word, {"he", "she", "it", "they", "we", "i", "who", "nobody", "everyone", "none", "which"});
}

// A word after which an object or a clause begins: what follows a finite verb.
bool OpensObject(const Token& token) {
  return token.kind == TokenKind::kNumber || IsDeterminer(token.lower) ||
         IsOneOf(token.lower,
                 {"to",         "him",     "them",   "it",   "himself", "herself", "itself",
                  "themselves", "nothing", "nobody", "both", "all",     "only",    "more",
                  "up",         "out",     "off",    "down", "back",    "whether"});
}

class Reader {
 public:
  Reader(const DocumentText& text, DictionaryVerb dictionary_verb)
      : tokens_(text.tokens()), dictionary_verb_(dictionary_verb) {}

  bool Finite(std::uint32_t i) const {
    const Token& token = tokens_[i];
    if (token.kind != TokenKind::kWord) return false;
    const std::string_view word = token.lower;
    const std::string_view before = Before(i);
    if (before == "to") return false;
    if (IsFiniteAuxiliary(word)) {
      return !IsDeterminer(before) || IsOneOf(before, {"this", "that", "these", "those"});
    }
    if (word == "will" || word == "may" || word == "might") {
      return !IsDeterminer(before) && !IsPreposition(before) && !(token.capitalised && i > 0);
    }
    if (token.capitalised && !IsFirst(i)) return false;
    if (IsDeterminer(before) || IsPreposition(before) || before == "'s") return false;
    if (AfterAuxiliary(i)) return false;  // the auxiliary is the finite one
    if (IsInvariantPast(word)) return InvariantIsFinite(i);
    if (IsSimplePast(token)) return PastIsFinite(i);
    return PresentIsFinite(i);
  }

  bool IsParticiple(std::uint32_t i) const {
    const Token& token = tokens_[i];
    if (token.kind != TokenKind::kWord || token.capitalised) return false;
    if (token.lower.size() > 4 && token.lower.ends_with("ing")) {
      return !FindInflection(token.lower, token.hash).known ||
             !FindInflection(token.lower, token.hash).base.empty();
    }
    return IsSimplePast(token) && !PastIsFinite(i);
  }

 private:
  bool IsFirst(std::uint32_t i) const {
    return i == 0 || tokens_[i - 1].sentence != tokens_[i].sentence;
  }
  std::string_view Before(std::uint32_t i) const {
    return IsFirst(i) ? std::string_view() : tokens_[i - 1].lower;
  }
  const Token* After(std::uint32_t i) const {
    return i + 1 < tokens_.size() && tokens_[i + 1].sentence == tokens_[i].sentence
               ? &tokens_[i + 1]
               : nullptr;
  }

  bool AfterAuxiliary(std::uint32_t i) const {
    for (std::uint32_t back = i; back > 0 && i - back < 4 && !IsFirst(back); --back) {
      const Token& token = tokens_[back - 1];
      if (IsFiniteAuxiliary(token.lower) ||
          IsOneOf(token.lower, {"be", "been", "being", "having", "will", "may", "might"})) {
        return true;
      }
      const bool adverb = token.lower.ends_with("ly") ||
                          IsOneOf(token.lower, {"not", "never", "n't", "also", "already", "long",
                                                "now", "only", "once", "just", "ever", "still"});
      if (!adverb) return false;
    }
    return false;
  }

  static bool IsSimplePast(const Token& token) {
    const std::string_view word = token.lower;
    const Inflection inflection = FindInflection(word, token.hash);
    if (inflection.known) {
      return !inflection.base.empty() && inflection.base != word && !word.ends_with("en") &&
             !word.ends_with("ing") && !word.ends_with("s") && !word.ends_with("wn") &&
             !IsOneOf(word, {"gone", "done", "begun", "been", "people", "feet", "media", "data"});
    }
    return word.size() > 3 && word.ends_with("ed") &&
           (!word.ends_with("eed") || word.ends_with("greed"));
  }

  static bool IsInvariantPast(std::string_view word) {
    return IsOneOf(word, {"beat", "cut", "put", "hit", "shut", "set", "cost", "hurt", "cast",
                          "split", "shed", "quit", "spread", "let"});
  }
  bool InvariantIsFinite(std::uint32_t i) const {
    const Token* after = After(i);
    return !IsFirst(i) && tokens_[i - 1].kind == TokenKind::kWord && after != nullptr &&
           (OpensObject(*after) || after->capitalised);
  }

  // Moves by an amount: "slid by four per cent" is no passive.
  static bool MovesByAmount(std::string_view word) {
    return IsOneOf(word, {"slid", "fell", "rose", "grew", "shrank", "sank", "dropped", "jumped",
                          "climbed", "declined", "surged", "soared", "slipped", "increased",
                          "widened", "narrowed", "stood"});
  }

  // A past form may also be a participle: "the deputies arrested by the army", ", tired of it".
  bool PastIsFinite(std::uint32_t i) const {
    const Token* after = After(i);
    if (after == nullptr) return !IsFirst(i);
    if (after->lower == "by") return MovesByAmount(tokens_[i].lower);
    const bool opens = IsFirst(i) || tokens_[i - 1].kind == TokenKind::kPunct;
    if (!opens) {
      // "the army led the way", but "fighters led by": a bare object makes it sure; so does the
      // end of the clause ("the crowd left").
      return after->kind == TokenKind::kPunct || after->capitalised || OpensObject(*after) ||
             !IsParticipleOnly(i, *after);
    }
    return !IsFirst(i) && (OpensObject(*after) || after->capitalised);
  }

  // "votes cast in May", "troops based in Syria": a participle behind its noun.
  bool IsParticipleOnly(std::uint32_t i, const Token& after) const {
    if (!IsPreposition(after.lower)) return false;
    return IsOneOf(tokens_[i].lower, {"based", "called", "named", "known", "led", "held", "cast",
                                      "built", "made", "elected", "chosen", "brought", "seen",
                                      "driven", "charged", "linked", "aimed", "credited", "tied"});
  }

  bool PresentIsFinite(std::uint32_t i) const {
    const std::string_view word = tokens_[i].lower;
    if (word.ends_with("ly") || word.ends_with("ing") || word.ends_with("en") ||
        word.ends_with("'s") || word.size() < 2) {
      return false;
    }
    const std::string_view before = Before(i);
    const Token* after = After(i);
    if (IsSubjectPronoun(before)) {
      return !IsPreposition(word) && !IsDeterminer(word) && !IsSubjectPronoun(word) &&
             !IsOneOf(word, {"also", "still", "now", "too", "and", "or", "then", "even", "both"});
    }
    if (before.empty() || after == nullptr) return false;
    const bool third = word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us");
    // Behind an aside: "Türkiye, which backed them, expects to have a say".
    if (tokens_[i - 1].form == ",") {
      return third && !IsMeasure(word) && (dictionary_verb_(i) || OpensObject(*after));
    }
    if (tokens_[i - 1].kind != TokenKind::kWord) return false;
    const bool plural_before = before.ends_with('s') && !before.ends_with("ss");
    if (third && (!plural_before || tokens_[i - 1].capitalised)) {
      return !IsMeasure(word) && (dictionary_verb_(i) || OpensObject(*after) ||
                                  after->lower == "that" || after->capitalised);
    }
    return !third && plural_before && dictionary_verb_(i) &&
           (OpensObject(*after) || IsPreposition(after->lower) || after->lower.ends_with("ly"));
  }

  static bool IsMeasure(std::string_view word) {
    return IsOneOf(word, {"years", "months", "weeks", "days", "hours", "minutes", "times", "seats",
                          "votes", "points", "decades", "terms", "sides", "others"});
  }

  absl::Span<const Token> tokens_;
  DictionaryVerb dictionary_verb_;
};

bool IsQuote(const Token& token) { return IsOneOf(token.form, {"\"", "“", "”", "«", "»"}); }

bool IsBorder(const Token& token) {
  return IsOneOf(token.form, {",", ";", ":", "(", ")"}) ||
         (IsOneOf(token.form, {"–", "—"}) && token.space_before);
}

bool OpensInnerClause(const Token& token) {
  return IsOneOf(token.lower, {"who", "whom", "whose", "which", "that", "where", "when", "because",
                               "although", "while", "if", "what", "how", "why"});
}

PartKind KindOf(const DocumentText& text, const Reader& reader, const ClausePart& part) {
  const Token& first = text.tokens()[part.first];
  const std::string_view word = first.lower;
  if (IsOneOf(word, {"who", "whom", "whose", "which", "where"})) return PartKind::kRelative;
  if (IsOneOf(word, {"if", "unless", "provided", "lest", "until", "till"})) {
    return PartKind::kCondition;
  }
  const std::string_view second =
      part.first + 1 < part.last ? text.tokens()[part.first + 1].lower : std::string_view();
  const bool even = word == "even" && IsOneOf(second, {"though", "if", "as", "when", "after"});
  if (even || IsOneOf(word, {"when", "while", "after", "before", "since", "as", "because",
                             "although", "though", "whereas", "once"})) {
    return PartKind::kSubordinate;
  }
  if (IsOneOf(word, {"and", "but", "or", "nor", "yet", "plus"})) return PartKind::kConjunction;
  if (IsPreposition(word)) return PartKind::kPreposition;
  if (reader.Finite(part.first)) return PartKind::kVerbFirst;
  if (reader.IsParticiple(part.first)) return PartKind::kParticiple;
  if (word.ends_with("ly") && part.first + 1 < part.last && reader.IsParticiple(part.first + 1)) {
    return PartKind::kParticiple;
  }
  return PartKind::kPlain;
}

}  // namespace

bool IsSurelyFinite(const DocumentText& text, std::uint32_t token, DictionaryVerb dictionary_verb) {
  return Reader(text, dictionary_verb).Finite(token);
}

std::vector<ClausePart> PartsOf(const DocumentText& text, std::uint32_t first, std::uint32_t last,
                                DictionaryVerb dictionary_verb) {
  const auto tokens = text.tokens();
  const Reader reader(text, dictionary_verb);
  std::vector<ClausePart> parts;
  bool quoted = false;
  const auto push = [&](std::uint32_t begin, std::uint32_t end) {
    if (begin >= end) return;
    ClausePart part;
    part.first = begin;
    part.last = end;
    part.kind = KindOf(text, reader, part);
    const bool embedded = part.kind == PartKind::kRelative || part.kind == PartKind::kSubordinate ||
                          part.kind == PartKind::kCondition;
    bool governed = false;  // by "who", "after" inside the part: the next verb is not the main one
    for (std::uint32_t i = begin; i < end; ++i) {
      if (i > begin && OpensInnerClause(tokens[i])) governed = true;
      if (!reader.Finite(i)) continue;
      if (std::exchange(governed, false)) continue;
      part.finite = true;
      part.verb = i;
      break;
    }
    part.main = part.finite && !embedded;
    parts.push_back(part);
  };
  std::uint32_t begin = first;
  for (std::uint32_t i = first; i < last; ++i) {
    if (IsQuote(tokens[i])) quoted = tokens[i].form != "”" && (tokens[i].form == "“" || !quoted);
    if (quoted || !IsBorder(tokens[i])) continue;
    push(begin, i);
    begin = i + 1;
  }
  push(begin, last);
  return parts;
}

bool IsBalanced(const DocumentText& text, std::uint32_t first, std::uint32_t last) {
  int brackets = 0;
  int quotes = 0;
  int straight = 0;
  for (std::uint32_t i = first; i < last; ++i) {
    const std::string_view form = text.tokens()[i].form;
    brackets += form == "(" ? 1 : form == ")" ? -1 : 0;
    quotes += form == "“" ? 1 : form == "”" ? -1 : 0;
    straight += form == "\"" ? 1 : 0;
    if (brackets < 0 || quotes < 0) return false;
  }
  return brackets == 0 && quotes == 0 && straight % 2 == 0;
}

}  // namespace isotherm::engine
