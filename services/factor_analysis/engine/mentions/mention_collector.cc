#include "services/factor_analysis/engine/mentions/mention_collector.h"

#include <algorithm>
#include <utility>

namespace isotherm::engine {
namespace {

// What a mention adds to the salience of its leader.
double KindWeight(MentionKind kind) {
  switch (kind) {
    case MentionKind::kPronoun:
      return 0.5;
    case MentionKind::kTitle:
      return 0.8;
    default:
      return 1.0;
  }
}

constexpr double kHeadingWeight = 2.0;
constexpr double kFirstParagraphWeight = 1.5;
constexpr std::size_t kNeighbours = 4;  // drafts within one title phrase

}  // namespace

MentionCollector::MentionCollector(const MentionResources& resources, const DocumentText& text,
                                   const DocumentInput& input)
    : resources_(resources), text_(text), input_(input) {}

void MentionCollector::SortDrafts() {
  std::stable_sort(drafts_.begin(), drafts_.end(),
                   [](const Draft& a, const Draft& b) { return a.begin < b.begin; });
  CoverTokens();
}

void MentionCollector::CoverTokens() {
  draft_at_.assign(text_.tokens().size(), kNone32);
  for (std::size_t i = 0; i < drafts_.size(); ++i) {
    if (drafts_[i].absorbed) continue;
    for (std::uint32_t t = drafts_[i].first_token; t < drafts_[i].last_token; ++t) {
      if (draft_at_[t] == kNone32) draft_at_[t] = static_cast<std::uint32_t>(i);
    }
  }
}

DocumentMentions MentionCollector::Run() {
  subs_.reserve(text_.tokens().size() + text_.tokens().size() / 16);
  AppendSubTokens(text_.tokens(), subs_);
  AddFocuses();
  ScanTitles();
  ScanNames();
  CoverTokens();
  FindPersons();
  SortDrafts();
  ResolveActorsOtherThanLeaders();
  AttachTitles();
  ResolveNames();
  AddStandaloneTitles();
  AddRoleWords();
  AddPronouns();
  ResolveReferences();
  return Finish();
}

bool MentionCollector::IsPossessive(const Draft& draft) const {
  if (draft.kind == MentionKind::kPronoun) {
    const std::string_view lower = TokenAt(draft.first_token).lower;
    if (lower == "his" || lower == "hers") return true;
    if (lower != "her" || !SameSentence(draft.first_token, draft.last_token)) return false;
    // "her party" against "told her that", "met her in Paris".
    const Token& next = TokenAt(draft.last_token);
    static constexpr std::string_view kFunctionWords[] = {
        "to",   "in",    "on",     "at",      "by",   "for", "from", "with", "as",
        "and",  "or",    "but",    "that",    "of",   "the", "a",    "an",   "into",
        "over", "after", "before", "because", "when", "if",  "not",  "is",   "was"};
    return next.kind == TokenKind::kWord &&
           std::find(std::begin(kFunctionWords), std::end(kFunctionWords), next.lower) ==
               std::end(kFunctionWords);
  }
  if (!SameSentence(draft.first_token, draft.last_token)) return false;
  const Token& next = TokenAt(draft.last_token);
  if (next.lower == "'s") return true;
  return next.lower == "'" || (next.form == "\xE2\x80\x99" && !next.space_before &&
                               TokenAt(draft.last_token - 1).lower.back() == 's');
}

void MentionCollector::ComputeSalience(DocumentMentions& result) const {
  double total = 0.0;
  for (const ActorMention& mention : result.mentions_) {
    Participant& participant = result.participants_[mention.participant];
    ++participant.mention_count;
    if (participant.kind != ActorKind::kLeader) continue;
    const Sentence& sentence = text_.sentences()[mention.sentence];
    double weight = KindWeight(mention.kind) * mention.confidence;
    if (sentence.kind == SentenceKind::kHeading) {
      weight *= kHeadingWeight;
    } else if (sentence.paragraph <= 1) {
      weight *= kFirstParagraphWeight;
    }
    participant.salience += weight;
    total += weight;
  }
  if (total <= 0.0) return;
  for (Participant& participant : result.participants_) participant.salience /= total;
}

// A phrase that found no holder gives back the nationality it took in: "the Kenyan premier".
void MentionCollector::RestoreAbsorbed() {
  for (std::size_t i = 0; i < drafts_.size(); ++i) {
    const Draft& lost = drafts_[i];
    if (lost.absorbed || lost.title == nullptr || lost.participant != kNone32) continue;
    const std::size_t first = i >= kNeighbours ? i - kNeighbours : 0;
    const std::size_t last = std::min(i + kNeighbours + 1, drafts_.size());
    for (std::size_t k = first; k < last; ++k) {
      Draft& inner = drafts_[k];
      if (inner.absorbed && inner.begin >= lost.begin && inner.end <= lost.end) {
        inner.absorbed = false;
      }
    }
  }
}

DocumentMentions MentionCollector::Finish() {
  RestoreAbsorbed();
  DocumentMentions result;
  result.participants_ = std::move(participants_);
  result.focuses_ = std::move(focuses_);
  result.by_token_.assign(text_.tokens().size(), kNone32);
  result.sentence_starts_.assign(text_.sentences().size() + 1, 0);
  std::uint32_t at = 0;
  for (const Draft& draft : drafts_) {
    if (draft.absorbed || draft.participant == kNone32 || draft.begin < at) continue;
    at = draft.end;
    ActorMention mention;
    mention.first_token = draft.first_token;
    mention.last_token = draft.last_token;
    mention.begin = draft.begin;
    mention.end = draft.end;
    mention.sentence = TokenAt(draft.first_token).sentence;
    mention.participant = draft.participant;
    mention.kind = draft.kind;
    mention.possessive = IsPossessive(draft);
    mention.confidence = draft.confidence;
    for (std::uint32_t t = draft.first_token; t < draft.last_token; ++t) {
      if (result.by_token_[t] == kNone32) {
        result.by_token_[t] = static_cast<std::uint32_t>(result.mentions_.size());
      }
    }
    ++result.sentence_starts_[mention.sentence + 1];
    result.mentions_.push_back(mention);
  }
  for (std::size_t i = 1; i < result.sentence_starts_.size(); ++i) {
    result.sentence_starts_[i] += result.sentence_starts_[i - 1];
  }
  ComputeSalience(result);
  return result;
}

}  // namespace isotherm::engine
