#include "services/factor_analysis/engine/events/arguments.h"

#include <algorithm>
#include <string_view>

#include "services/factor_analysis/engine/text/token_hash.h"

namespace isotherm::engine {
namespace {

// Index of the first phrase of the list that `phrase` is a member of.
std::vector<std::uint32_t> ListStarts(const SentenceSyntax& sentence) {
  const auto& phrases = sentence.phrases();
  std::vector<std::uint32_t> starts(phrases.size());
  for (std::uint32_t p = 0; p < phrases.size(); ++p) starts[p] = p;
  for (std::uint32_t p = 0; p < phrases.size(); ++p) {
    const NounPhrase& left = phrases[p];
    if (left.pronoun || left.time) continue;
    std::uint32_t q = p + 1;
    while (q < phrases.size() && phrases[q].first < left.end) ++q;
    if (q >= phrases.size() || phrases[q].time || phrases[q].pronoun) continue;
    const std::uint32_t gap = left.end;
    const bool joined = gap < sentence.tokens().size() &&
                        sentence.tags()[gap] == Tag::kConjunction &&
                        sentence.tokens()[gap].lower != "but" && phrases[q].first == gap + 1;
    if (joined) starts[q] = starts[p];
  }
  return starts;
}

std::uint32_t Antecedent(const SentenceSyntax& sentence, std::uint32_t phrase) {
  std::uint32_t best = kNone32;
  for (std::uint32_t p = 0; p < phrase; ++p) {
    const NounPhrase& candidate = sentence.phrases()[p];
    if (candidate.pronoun || candidate.time) continue;
    if (candidate.preposition == kNone32) return p;
    if (best == kNone32) best = p;
  }
  return best;
}

std::uint32_t Between(const SentenceSyntax& sentence, std::uint32_t a, std::uint32_t b) {
  if (a > b) std::swap(a, b);
  std::uint32_t verbs = 0;
  for (const VerbGroup& group : sentence.groups()) verbs += group.main > a && group.main < b;
  return verbs;
}

std::uint64_t Code(std::string_view name, std::uint64_t detail = 0) {
  return TokenHash(name) * 31 + detail;
}

}  // namespace

std::vector<ActorCandidate> FindActorCandidates(const SentenceSyntax& sentence) {
  std::vector<ActorCandidate> candidates;
  const auto& phrases = sentence.phrases();
  const std::vector<std::uint32_t> starts = ListStarts(sentence);
  const auto add = [&](ActorShape shape, std::uint32_t phrase, std::uint32_t first,
                       std::uint32_t last, std::uint32_t head) -> ActorCandidate& {
    candidates.push_back({shape, phrase, first, last, head, 0, false, first, last});
    return candidates.back();
  };
  for (std::uint32_t p = 0; p < phrases.size(); ++p) {
    const NounPhrase& phrase = phrases[p];
    if (phrase.time) continue;
    if (phrase.pronoun) {
      const std::uint32_t antecedent = Antecedent(sentence, p);
      if (antecedent == kNone32) continue;
      ActorCandidate& candidate =
          add(ActorShape::kPronoun, p, phrase.first, phrase.last, phrase.head);
      candidate.named_first = phrases[antecedent].core;
      candidate.named_last = phrases[antecedent].end;
      continue;
    }
    ActorCandidate& whole = add(ActorShape::kPhrase, p, phrase.core, phrase.end, phrase.head);
    whole.conjunct = starts[p] == p ? 0 : p - starts[p];
    whole.in_list = starts[p] != p;
    for (std::uint32_t q = p + 1; q < phrases.size() && !whole.in_list; ++q) {
      whole.in_list = starts[q] == p;
    }
    for (std::uint32_t t = phrase.core + 1; t < phrase.last; ++t) {
      if (sentence.tags()[t] == Tag::kClitic) {
        add(ActorShape::kPossessor, p, phrase.core, t, t - 1);
      }
    }
    if (phrase.head > phrase.core && sentence.tokens()[phrase.core].capitalised &&
        sentence.tags()[phrase.core + 1] != Tag::kClitic) {
      add(ActorShape::kModifier, p, phrase.core, phrase.core + 1, phrase.core);
    }
    if (starts[p] != p) {
      const NounPhrase& first = phrases[starts[p]];
      ActorCandidate& list = add(ActorShape::kList, starts[p], first.core, phrase.end, phrase.head);
      list.in_list = true;
    }
  }
  return candidates;
}

namespace {

Relation NominalRelation(const SentenceSyntax& sentence, const Predicate& predicate,
                         const ActorCandidate& candidate) {
  Relation relation;
  const NounPhrase& phrase = sentence.phrases()[candidate.phrase];
  if (candidate.phrase == predicate.phrase) {
    if (candidate.shape == ActorShape::kPossessor) {
      relation.code = Code("possessor");
      relation.subject = true;
    } else if (candidate.shape == ActorShape::kModifier) {
      relation.code = Code("modifier");
    } else {
      relation.code = Code("itself");
    }
    return relation;
  }
  const bool right = phrase.first > predicate.head;
  const std::uint32_t verbs = Between(sentence, predicate.head, candidate.head);
  if (phrase.preposition != kNone32) {
    const std::string_view word = sentence.tokens()[phrase.preposition].lower;
    relation.agent = word == "by";
    relation.object = right && (word == "of" || word == "on" || word == "against") && verbs == 0;
    relation.code =
        Code(right ? (verbs == 0 ? "noun-preposition" : "far-preposition") : "left-preposition",
             TokenHash(word));
    return relation;
  }
  if (predicate.group != kNone32) {
    const VerbGroup& group = sentence.groups()[predicate.group];
    if (group.subject == candidate.phrase && !predicate.noun_is_subject) {
      relation.code = Code(group.passive ? "governor-passive-subject" : "governor-subject");
      relation.subject = !group.passive;
      return relation;
    }
    if (group.object == candidate.phrase) {
      relation.code = Code(predicate.noun_is_subject ? "object-of-own-verb" : "governor-object");
      return relation;
    }
  }
  relation.code = Code(right ? "noun-right" : "noun-left", std::min(verbs, 2u));
  return relation;
}

Relation VerbalRelation(const SentenceSyntax& sentence, const Predicate& predicate,
                        const ActorCandidate& candidate) {
  Relation relation;
  const NounPhrase& phrase = sentence.phrases()[candidate.phrase];
  const VerbGroup& group = sentence.groups()[predicate.group];
  const bool right = phrase.first > predicate.head;
  const std::uint32_t verbs = Between(sentence, predicate.head, candidate.head);
  std::uint32_t phrase_index = candidate.phrase;
  if (candidate.conjunct > 0) phrase_index -= std::min(phrase_index, candidate.conjunct);
  const bool chain_subject = group.subject != kNone32 &&
                             (group.subject == candidate.phrase || group.subject == phrase_index ||
                              (candidate.in_list && group.subject > candidate.phrase &&
                               sentence.phrases()[group.subject].first < predicate.head &&
                               candidate.phrase + 2 >= group.subject && !right));
  if (chain_subject) {
    relation.subject = true;
    relation.code = Code(predicate.passive ? "passive-subject" : "subject");
    return relation;
  }
  if (group.object == candidate.phrase ||
      (group.object != kNone32 && group.object == phrase_index)) {
    relation.object = true;
    relation.code = Code(predicate.passive ? "passive-object" : "object");
    return relation;
  }
  if (phrase.preposition != kNone32) {
    const std::string_view word = sentence.tokens()[phrase.preposition].lower;
    relation.agent = word == "by" && right && verbs == 0;
    const bool inner = phrase.preposition >= predicate.first && phrase.preposition < predicate.last;
    relation.code = Code(!right      ? "left-preposition"
                         : verbs > 0 ? "far-preposition"
                         : inner     ? "own-preposition"
                                     : "preposition",
                         TokenHash(word));
    return relation;
  }
  // "gave the rebels arms": a second bare phrase right after the object.
  if (right && group.object != kNone32 && sentence.phrases()[group.object].end == phrase.first) {
    relation.code = Code("second-object");
    return relation;
  }
  // The phrase an apposition explains: "Sudan's premier, Abdalla Hamdok, resigned".
  if (!right && group.subject != kNone32 &&
      phrase.end + 1 == sentence.phrases()[group.subject].first &&
      sentence.IsMark(phrase.end, ',')) {
    relation.code = Code("subject-before-apposition");
    return relation;
  }
  relation.code = Code(right ? "right" : "left", std::min(verbs, 2u));
  return relation;
}

}  // namespace

Relation RelationOf(const SentenceSyntax& sentence, const Predicate& predicate,
                    const ActorCandidate& candidate) {
  Relation relation = predicate.nominal ? NominalRelation(sentence, predicate, candidate)
                                        : VerbalRelation(sentence, predicate, candidate);
  const bool right = candidate.head > predicate.head;
  const std::uint32_t verbs = std::min(Between(sentence, predicate.head, candidate.head), 3u);
  relation.distance = right ? candidate.head - predicate.head : predicate.head - candidate.head;
  relation.coarse = Code(right ? "R" : "L", verbs);
  return relation;
}

}  // namespace isotherm::engine
