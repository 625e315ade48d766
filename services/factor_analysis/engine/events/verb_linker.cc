// The third part of SentenceSyntax: each verb group finds its governor, subject and object.
#include <algorithm>

#include "services/factor_analysis/engine/events/sentence_syntax.h"

namespace isotherm::engine {
namespace {

constexpr std::uint32_t kMaxObjectDistance = 4;

}  // namespace

void SentenceSyntax::LinkGroups() {
  for (std::uint32_t g = 0; g < groups_.size(); ++g) {
    VerbGroup& group = groups_[g];
    const std::uint32_t before = Previous(group.first);
    // A bare past right after "and" or a comma in a list of verbs shares the group before it.
    if (g > 0 && before != kNone32) {
      const bool joined = tags_[before] == Tag::kConjunction || IsMark(before, ',');
      if (group.infinitive || group.gerund) {
        group.parent = g - 1;
      } else if (joined) {
        group.conjunct = g - 1;
        const bool bare = group.first == group.main && tags_[group.main] == Tag::kPast;
        if (bare && groups_[g - 1].passive && before == groups_[g - 1].main + 1) {
          group.passive = true;
        }
      }
    }
    if (!group.passive && tags_[group.main] == Tag::kPast && group.first == group.main &&
        group.main + 1 < tokens_.size()) {
      // "deputies arrested by the army"; "The men, seized in May by ..."
      const bool by = tokens_[group.main + 1].lower == "by";
      const bool after_noun = before != kNone32 && before + 1 == group.first &&
                              (tags_[before] == Tag::kNoun || IsMark(before, ','));
      if (by && (after_noun || group.conjunct != kNone32 || group.first == 0)) {
        group.passive = group.reduced = true;
      }
    }
    group.subject = SubjectOf(g);
    group.object = ObjectOf(group);
  }
}

std::uint32_t SentenceSyntax::SubjectOf(std::uint32_t g) {
  VerbGroup& group = groups_[g];
  if (group.parent != kNone32) {
    const VerbGroup& parent = groups_[group.parent];
    // "urged Kigali to withdraw": the object acts; "agreed to withdraw": the subject does.
    if (group.infinitive && parent.object != kNone32 && !parent.passive &&
        phrases_[parent.object].last <= group.first &&
        phrases_[parent.object].first > parent.main) {
      const NounPhrase& object = phrases_[parent.object];
      if (object.end == group.first || object.last == group.first) return parent.object;
    }
    if (group.infinitive || parent.subject != kNone32) return parent.subject;
  }
  // The antecedent of a relative pronoun.
  if (group.first > 0 && tags_[group.first - 1] == Tag::kRelative) {
    group.relative = true;
    for (std::size_t p = phrases_.size(); p-- > 0;) {
      if (phrases_[p].last < group.first && !phrases_[p].time) {
        // The whole chain "sons of the chief, who" belongs to its first phrase.
        std::size_t whole = p;
        while (whole > 0 && phrases_[whole - 1].end >= phrases_[p].end &&
               phrases_[whole - 1].last < phrases_[p].first) {
          --whole;
        }
        return static_cast<std::uint32_t>(whole);
      }
    }
    return kNone32;
  }
  // The nearest phrase to the left that no preposition governs, not across another verb unless a
  // relative clause stands between commas.
  std::uint32_t best = kNone32;
  std::uint32_t verbs = 0;
  for (std::uint32_t t = group.first; t-- > 0;) {
    if (group_at_[t] != kNone32 && group_at_[t] != g && groups_[group_at_[t]].main == t) {
      const VerbGroup& other = groups_[group_at_[t]];
      if (!other.relative && !other.reduced && !other.gerund) ++verbs;
    }
    if (verbs > 0) break;
    if (IsMark(t, ';') || IsMark(t, ':')) break;
    const std::uint32_t p = phrase_at_[t];
    if (p == kNone32 || phrases_[p].first != t) continue;
    if (phrases_[p].preposition != kNone32 || phrases_[p].time) continue;
    bool object_of_relative = false;
    for (const VerbGroup& other : groups_) {
      if (&other == &group) break;
      if ((other.relative || other.gerund || other.reduced) && other.object == p) {
        object_of_relative = true;
      }
    }
    if (object_of_relative) continue;
    best = p;
    // An apposition: "Sudan's premier, Abdalla Hamdok, resigned" keeps the nearest name.
    break;
  }
  if (best == kNone32 && group.conjunct != kNone32) return groups_[group.conjunct].subject;
  if (best != kNone32 && group.conjunct != kNone32) {
    // "seized the mine and expelled its owner": what stands before "and" is an object.
    const VerbGroup& other = groups_[group.conjunct];
    if (phrases_[best].first > other.main && other.object != kNone32) return other.subject;
  }
  return best;
}

std::uint32_t SentenceSyntax::ObjectOf(const VerbGroup& group) const {
  const auto n = static_cast<std::uint32_t>(tokens_.size());
  for (std::uint32_t t = group.main + 1; t < n && t <= group.main + kMaxObjectDistance; ++t) {
    if (tags_[t] == Tag::kPunct || group_at_[t] != kNone32 || tags_[t] == Tag::kRelative ||
        tags_[t] == Tag::kSubordinator || tags_[t] == Tag::kConjunction) {
      return kNone32;
    }
    const std::uint32_t p = phrase_at_[t];
    if (p != kNone32) {
      return phrases_[p].preposition == kNone32 && !phrases_[p].time ? p : kNone32;
    }
  }
  return kNone32;
}

}  // namespace isotherm::engine
