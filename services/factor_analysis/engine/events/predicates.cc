#include "services/factor_analysis/engine/events/predicates.h"

#include <algorithm>

namespace isotherm::engine {
namespace {

void SortMatches(Predicate& predicate) {
  std::stable_sort(predicate.matches.begin(), predicate.matches.end(),
                   [](const PatternMatch& a, const PatternMatch& b) {
                     return a.pattern->length > b.pattern->length;
                   });
  while (predicate.longest < predicate.matches.size() &&
         predicate.matches[predicate.longest].pattern->length ==
             predicate.matches.front().pattern->length) {
    ++predicate.longest;
  }
}

// The group whose object or complement a noun phrase is, or whose subject.
void FindGovernor(const SentenceSyntax& sentence, Predicate& predicate) {
  const auto& groups = sentence.groups();
  std::uint32_t phrase = predicate.phrase;
  // "the wave of arrests": the chain's first phrase is what the verb governs.
  while (phrase > 0 && sentence.phrases()[phrase - 1].end >= sentence.phrases()[phrase].last &&
         sentence.phrases()[phrase].preposition != kNone32) {
    --phrase;
  }
  for (std::uint32_t g = 0; g < groups.size(); ++g) {
    if (groups[g].subject == phrase && groups[g].first > predicate.head) {
      predicate.group = g;
      predicate.noun_is_subject = true;
      return;
    }
  }
  for (std::uint32_t g = 0; g < groups.size(); ++g) {
    if (groups[g].main >= predicate.head) break;
    predicate.group = g;
  }
  if (predicate.group != kNone32) return;
  if (!groups.empty()) predicate.group = 0;
}

}  // namespace

std::vector<Predicate> FindPredicates(const SentenceSyntax& sentence, const EventLexicon& lexicon) {
  std::vector<Predicate> predicates;
  std::vector<PatternMatch> found;
  std::vector<char> covered(sentence.tokens().size(), 0);
  for (std::uint32_t g = 0; g < sentence.groups().size(); ++g) {
    const VerbGroup& group = sentence.groups()[g];
    Predicate predicate;
    predicate.head = predicate.first = group.main;
    predicate.last = group.main + 1;
    predicate.group = g;
    predicate.passive = group.passive;
    found.clear();
    lexicon.FindAt(sentence.tokens(), sentence.hashes(), group.main, found);
    if (sentence.tags()[group.main] == Tag::kPast) {
      lexicon.FindPassiveAt(sentence.tokens(), sentence.hashes(), group.main, found);
    }
    for (const PatternMatch& match : found) {
      if (!match.pattern->noun) predicate.matches.push_back(match);
    }
    if (predicate.matches.empty() && sentence.tags()[group.main] == Tag::kAuxiliary) continue;
    SortMatches(predicate);
    if (predicate.longest > 0) {
      const PatternMatch& best = predicate.matches.front();
      predicate.last = best.last;
      if (best.pattern->length > 1) {
        for (std::uint32_t t = best.first; t < best.last; ++t) covered[t] = 1;
      }
    }
    predicates.push_back(std::move(predicate));
  }
  for (std::uint32_t p = 0; p < sentence.phrases().size(); ++p) {
    const NounPhrase& phrase = sentence.phrases()[p];
    for (std::uint32_t t = phrase.core; t < phrase.last; ++t) {
      if (covered[t] || sentence.tags()[t] != Tag::kNoun) continue;
      found.clear();
      lexicon.FindAt(sentence.tokens(), sentence.hashes(), t, found);
      Predicate predicate;
      for (const PatternMatch& match : found) {
        // Nouns that only describe another ("attack helicopters") state nothing.
        if (match.pattern->noun && (t == phrase.head || match.last > phrase.head)) {
          predicate.matches.push_back(match);
        }
      }
      if (predicate.matches.empty()) continue;
      SortMatches(predicate);
      predicate.nominal = true;
      predicate.head = t;
      predicate.first = t;
      predicate.last = std::max(t + 1, std::min(predicate.matches.front().last, phrase.last));
      predicate.phrase = p;
      FindGovernor(sentence, predicate);
      predicates.push_back(std::move(predicate));
      break;
    }
  }
  std::stable_sort(predicates.begin(), predicates.end(),
                   [](const Predicate& a, const Predicate& b) { return a.head < b.head; });
  return predicates;
}

}  // namespace isotherm::engine
