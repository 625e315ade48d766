// The second half of SentenceSyntax: runs of tags become noun phrases and verb groups.
#include <algorithm>
#include <string_view>

#include "services/factor_analysis/engine/events/sentence_syntax.h"

namespace isotherm::engine {
namespace {

bool OpensPhrase(Tag tag) {
  return tag == Tag::kDeterminer || tag == Tag::kPossessive || tag == Tag::kNumber ||
         tag == Tag::kNoun;
}

bool IsPlacePreposition(std::string_view word) {
  return word == "in" || word == "at" || word == "from" || word == "on" || word == "near";
}

}  // namespace

void SentenceSyntax::FindPhrases() {
  const auto n = static_cast<std::uint32_t>(tokens_.size());
  phrase_at_.assign(n, kNone32);
  for (std::uint32_t i = 0; i < n;) {
    NounPhrase phrase;
    phrase.first = i;
    if (tags_[i] == Tag::kPronoun) {
      phrase.pronoun = true;
      phrase.core = phrase.head = i;
      phrase.last = i + 1;
    } else if (OpensPhrase(tags_[i])) {
      std::uint32_t core = i;
      std::uint32_t head = kNone32;
      std::uint32_t k = i;
      for (; k < n; ++k) {
        const Tag tag = tags_[k];
        if (tag == Tag::kNoun) {
          head = k;
        } else if (head != kNone32 && (tag == Tag::kNumber || (tag == Tag::kClitic && k + 1 < n))) {
          continue;
        } else if (head == kNone32 &&
                   (tag == Tag::kDeterminer || tag == Tag::kPossessive || tag == Tag::kNumber ||
                    (tag == Tag::kPreposition && tokens_[k].lower == "of" && k > i))) {
          core = k + 1;  // "the", "their", "12"; "of" in "dozens of", "some of the"
        } else if (tag == Tag::kAdverb && head == kNone32 && k + 1 < n &&
                   tags_[k + 1] == Tag::kNoun) {
          if (core == k) core = k + 1;
        } else {
          break;
        }
      }
      if (head == kNone32) {
        head = k - 1;
        core = std::min(core, head);
      }
      phrase.core = core;
      phrase.head = head;
      phrase.last = head + 1 > core ? head + 1 : k;
    } else {
      ++i;
      continue;
    }
    phrase.end = phrase.last;
    phrase.time = (classes_[phrase.head] & kTime) != 0 ||
                  (tags_[phrase.head] == Tag::kNumber && phrase.first == phrase.head);
    phrase.proper = tokens_[phrase.head].capitalised && phrase.head > 0;
    if (phrase.first > 0 && (tags_[phrase.first - 1] == Tag::kPreposition)) {
      phrase.preposition = phrase.first - 1;
    }
    for (std::uint32_t k = phrase.first; k < phrase.last; ++k) {
      phrase_at_[k] = static_cast<std::uint32_t>(phrases_.size());
    }
    phrases_.push_back(phrase);
    i = std::max(phrase.last, i + 1);
  }
}

void SentenceSyntax::ExtendPhrases() {
  for (std::size_t p = phrases_.size(); p-- > 0;) {
    NounPhrase& phrase = phrases_[p];
    if (phrase.pronoun || p + 1 >= phrases_.size()) continue;
    const NounPhrase& next = phrases_[p + 1];
    if (next.preposition != phrase.last || next.first != phrase.last + 1) continue;
    const std::string_view word = tokens_[next.preposition].lower;
    const bool place =
        IsPlacePreposition(word) && tokens_[next.core].capitalised && !next.time && !phrase.proper;
    if ((word == "of" && !next.time) || place) phrase.end = next.end;
  }
}

void SentenceSyntax::FindGroups() {
  const auto n = static_cast<std::uint32_t>(tokens_.size());
  group_at_.assign(n, kNone32);
  for (std::uint32_t i = 0; i < n;) {
    const std::uint32_t start = i;
    VerbGroup group;
    bool be = false;
    bool auxiliary = false;
    std::uint32_t main = kNone32;
    std::uint32_t last_auxiliary = kNone32;
    std::uint32_t k = i;
    for (; k < n; ++k) {
      const Tag tag = tags_[k];
      if (tag == Tag::kModal) {
        if (main != kNone32) break;
        group.modal = k;
      } else if (tag == Tag::kTo) {
        if (k != start && !auxiliary) break;
        if (auxiliary && tokens_[last_auxiliary].stem != "be" &&
            tokens_[last_auxiliary].stem != "have")
          break;
        if (k == start) group.infinitive = true;
        be = false;
      } else if (tag == Tag::kAuxiliary) {
        auxiliary = true;
        last_auxiliary = k;
        be = (classes_[k] & kBe) != 0;
      } else if (tag == Tag::kNegation) {
        group.negated = true;
      } else if (tag == Tag::kAdverb) {
        if (k == start) break;
      } else if (tag == Tag::kVerb || tag == Tag::kPast || tag == Tag::kGerund) {
        main = k;
        ++k;
        break;
      } else {
        break;
      }
    }
    if (main == kNone32) {
      if (last_auxiliary == kNone32) {
        i = std::max(k, start + 1);
        continue;
      }
      main = last_auxiliary;  // a copula, or an auxiliary far from its verb
      k = last_auxiliary + 1;
    }
    group.first = start;
    group.main = main;
    const bool copula = main == last_auxiliary;
    group.passive = be && tags_[main] == Tag::kPast && !copula;
    group.gerund = !auxiliary && tags_[main] == Tag::kGerund;
    for (std::uint32_t t = start; t < k; ++t) {
      group_at_[t] = static_cast<std::uint32_t>(groups_.size());
    }
    groups_.push_back(group);
    i = std::max(k, start + 1);
  }
}

}  // namespace isotherm::engine
