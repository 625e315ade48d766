#include "services/factor_analysis/engine/factors/frames.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "services/factor_analysis/engine/events/sentence_syntax.h"

namespace isotherm::engine {
namespace {

constexpr std::uint32_t kMaxSentenceTokens = 400;
constexpr std::uint32_t kAdjunctReach = 12;  // tokens after the verb
constexpr std::uint32_t kObjectGap = 2;      // tokens between an entry and its object

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool IsCopula(const Token& verb) {
  return IsOneOf(verb.stem, {"be", "remain", "stay", "look", "seem", "prove", "appear", "become",
                             "feel", "get", "grow"});
}

class Builder {
 public:
  Builder(const SentenceSyntax& syntax, std::uint32_t offset, absl::Span<const CueMatch> matches)
      : syntax_(syntax), offset_(offset), matches_(matches) {}

  std::optional<Frame> Build(const VerbGroup& group) const {
    Frame frame;
    frame.main = offset_ + group.main;
    frame.passive = group.passive;
    frame.negated = group.negated;
    frame.modal = group.modal != kNone32;
    frame.relative = group.relative || group.reduced || group.gerund;
    const CueMatch* const entry = EntryOf(group);
    if (entry != nullptr) frame.cls = entry->Of(CueKind::kVerb)->cls;
    const Token& verb = syntax_.tokens()[group.main];
    if (group.subject != kNone32) frame.subject = ArgumentOf(group.subject);
    if (group.object != kNone32) frame.object = ArgumentOf(group.object);
    if (entry != nullptr && entry->last_token > frame.main + 1) ReadObjectAfter(*entry, frame);
    if (group.object != kNone32) {
      const std::uint32_t next = syntax_.phrases()[group.object].last;
      const std::uint32_t second =
          next < syntax_.tokens().size() ? syntax_.PhraseAt(next) : kNone32;
      if (second != kNone32 && second != group.object) frame.second_object = ArgumentOf(second);
    }
    if (frame.cls == CueClass::kNone && IsCopula(verb)) {
      frame.copula = true;
      if (!frame.object.present()) frame.object = Complement(group);
    }
    if (IsBareParticiple(group, frame)) frame.passive = frame.relative = true;
    AddAdjuncts(group, frame);
    frame.governed_by_failure = Fails(group);
    return frame;
  }

 private:
  Argument ArgumentOf(std::uint32_t index) const {
    const NounPhrase& phrase = syntax_.phrases()[index];
    return {offset_ + phrase.first, offset_ + std::max(phrase.end, phrase.last),
            offset_ + phrase.head};
  }

  // The words after a copula up to the next mark: "is weak", "is in ruins".
  Argument Complement(const VerbGroup& group) const {
    const auto n = static_cast<std::uint32_t>(syntax_.tokens().size());
    std::uint32_t last = group.main + 1;
    while (last < n && last < group.main + 5 && syntax_.tags()[last] != Tag::kPunct &&
           syntax_.GroupAt(last) == kNone32) {
      ++last;
    }
    if (last == group.main + 1) return {};
    return {offset_ + group.main + 1, offset_ + last, offset_ + last - 1};
  }

  // "advisers arrested for theft": a verb that needs an object and has none was done to its
  // subject.
  bool IsBareParticiple(const VerbGroup& group, const Frame& frame) const {
    const bool needs_object = frame.cls == CueClass::kBeat || frame.cls == CueClass::kHarm ||
                              frame.cls == CueClass::kHelp;
    return needs_object && !group.passive && group.first == group.main &&
           syntax_.tags()[group.main] == Tag::kPast && !frame.object.present() &&
           frame.subject.present();
  }

  // The verb entry that starts inside the group and reaches its main verb; null = none.
  const CueMatch* EntryOf(const VerbGroup& group) const {
    const CueMatch* found = nullptr;
    for (const CueMatch& match : matches_) {
      if (match.first_token > offset_ + group.main) break;
      if (match.first_token < offset_ + group.first) continue;
      if (match.last_token <= offset_ + group.main) continue;
      if (match.Of(CueKind::kVerb) != nullptr) found = &match;
    }
    return found;
  }

  // "lost the confidence of PARLIAMENT": the object of an entry of several words follows it, unless
  // it stands inside ("brought HIM down").
  void ReadObjectAfter(const CueMatch& entry, Frame& frame) const {
    const auto n = static_cast<std::uint32_t>(syntax_.tokens().size());
    for (std::uint32_t t = entry.last_token - offset_;
         t < n && t < entry.last_token - offset_ + kObjectGap; ++t) {
      if (syntax_.GroupAt(t) != kNone32 || syntax_.tags()[t] == Tag::kPunct) break;
      const std::uint32_t phrase = syntax_.PhraseAt(t);
      if (phrase == kNone32 || syntax_.phrases()[phrase].time) continue;
      frame.object = ArgumentOf(phrase);
      frame.object.first = std::max(frame.object.first, entry.last_token);
      if (frame.object.head < frame.object.first) frame.object = {};
      return;
    }
    if (frame.object.present() && frame.object.last <= entry.last_token &&
        frame.object.first > frame.main) {
      frame.object = {};
    }
  }

  bool Fails(const VerbGroup& group) const {
    std::uint32_t parent = group.parent;
    for (int depth = 0; parent != kNone32 && depth < 3; ++depth) {
      const VerbGroup& governor = syntax_.groups()[parent];
      const CueMatch* const entry = EntryOf(governor);
      if (entry != nullptr && entry->Of(CueKind::kVerb)->cls == CueClass::kFail) {
        return !governor.negated;
      }
      parent = governor.parent;
    }
    return false;
  }

  void AddAdjuncts(const VerbGroup& group, Frame& frame) const {
    const auto n = static_cast<std::uint32_t>(syntax_.tokens().size());
    for (std::uint32_t t = group.main + 1; t < n && t < group.main + kAdjunctReach; ++t) {
      if (frame.adjuncts.size() == Frame::kMaxAdjuncts) return;
      if (syntax_.GroupAt(t) != kNone32 || syntax_.tags()[t] == Tag::kSubordinator) return;
      if (syntax_.IsMark(t, ';') || syntax_.IsMark(t, ':')) return;
      if (syntax_.tags()[t] != Tag::kPreposition || t + 1 >= n) continue;
      const std::uint32_t phrase = syntax_.PhraseAt(t + 1);
      if (phrase == kNone32 || syntax_.phrases()[phrase].time) continue;
      frame.adjuncts.push_back({offset_ + t, ArgumentOf(phrase)});
    }
  }

  const SentenceSyntax& syntax_;
  std::uint32_t offset_;
  absl::Span<const CueMatch> matches_;
};

}  // namespace

FrameMap::FrameMap(const DocumentText& text, absl::Span<const CueMatch> matches,
                   const FactorLexicon& lexicon, const SyntaxLexicon& syntax,
                   const EventLexicon& events)
    : verbal_(text.tokens().size(), 0) {
  for (const Sentence& sentence : text.sentences()) {
    const auto tokens = text.TokensOf(sentence);
    if (tokens.empty() || tokens.size() > kMaxSentenceTokens) continue;
    const SentenceSyntax parsed(tokens, syntax, events, &lexicon.verbs());
    const auto starts_before = [](const CueMatch& match, std::uint32_t token) {
      return match.first_token < token;
    };
    const auto begin =
        std::lower_bound(matches.begin(), matches.end(), sentence.first_token, starts_before);
    const auto end = std::lower_bound(begin, matches.end(), sentence.last_token, starts_before);
    const Builder builder(parsed, sentence.first_token,
                          matches.subspan(begin - matches.begin(), end - begin));
    for (const VerbGroup& group : parsed.groups()) {
      for (std::uint32_t t = group.first; t <= group.main; ++t) {
        verbal_[sentence.first_token + t] = 1;
      }
      if (std::optional<Frame> frame = builder.Build(group)) frames_.push_back(*std::move(frame));
    }
  }
  std::stable_sort(frames_.begin(), frames_.end(),
                   [](const Frame& a, const Frame& b) { return a.main < b.main; });
}

absl::Span<const Frame> FrameMap::In(std::uint32_t first, std::uint32_t last) const {
  const auto before = [](const Frame& frame, std::uint32_t token) { return frame.main < token; };
  const auto begin = std::lower_bound(frames_.begin(), frames_.end(), first, before);
  const auto end = std::lower_bound(begin, frames_.end(), last, before);
  return absl::MakeConstSpan(frames_).subspan(begin - frames_.begin(), end - begin);
}

}  // namespace isotherm::engine
