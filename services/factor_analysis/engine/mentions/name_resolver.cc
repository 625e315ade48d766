#include "services/factor_analysis/engine/mentions/name_resolver.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <utility>

#include "services/factor_analysis/engine/mentions/candidate_score.h"
#include "services/factor_analysis/engine/text/utf8.h"

namespace isotherm::engine {
namespace {

constexpr int kMaxEdits = 2;
constexpr double kTypoFactor = 0.6;
constexpr std::size_t kMaxComparedLength = 64;

// A name after what stands before it: "the Turkish president Erdogan".
struct ParsedName {
  absl::Span<const NameEntry> entries;
  std::size_t parts = 0;
  const Title* title = nullptr;
};

ParsedName FindName(const MentionResources& resources, const DocumentText& text,
                    const std::vector<SubToken>& subs) {
  ParsedName parsed;
  for (std::size_t start = 0; start < subs.size() && parsed.entries.empty(); ++start) {
    std::uint32_t node = NameTrie::kRoot;
    for (std::size_t i = start; i < subs.size() && node != kNone32; ++i) {
      node = resources.names.Step(node, subs[i].hash);
    }
    if (node == kNone32 || resources.names.EntriesAt(node).empty()) {
      std::size_t length = 0;
      const Title* title = resources.lexicon.FindTitle(text.tokens(), subs[start].token, length);
      if (title != nullptr) parsed.title = title;
      continue;
    }
    // "the president of Ukraine" is not Ukraine.
    if (start > 0 && text.tokens()[subs[start - 1].token].lower == "of") break;
    parsed.entries = resources.names.EntriesAt(node);
    parsed.parts = subs.size() - start;
  }
  return parsed;
}

struct Weighted {
  std::uint32_t actor = 0;
  double weight = 0.0;
  MentionKind kind = MentionKind::kName;
};

class CandidateRanker {
 public:
  CandidateRanker(const MentionResources& resources, absl::CivilDay day,
                  std::string_view country_code, std::string_view context)
      : resources_(resources), day_(day), country_code_(country_code) {
    if (context.empty()) return;
    const DocumentText text = DocumentText::Parse(RepairUtf8(context));
    DocumentInput input;
    input.date = day;
    const DocumentMentions mentions = MentionCollector(resources, text, input).Run();
    for (const ActorMention& mention : mentions.mentions()) {
      const Participant& participant = mentions.participants()[mention.participant];
      if (participant.actor == nullptr) continue;
      if (participant.kind == ActorKind::kLeader && mention.kind == MentionKind::kName) {
        named_.push_back(participant.id);
      } else if (participant.kind != ActorKind::kLeader && !participant.country_code.empty()) {
        countries_.push_back(participant.country_code);
      }
    }
  }

  double Weight(std::uint32_t index, const Title* title) const {
    const Actor& actor = resources_.directory.actors()[index];
    double weight = Prominence(actor, day_);
    if (!country_code_.empty() && !actor.country_code.empty()) {
      weight *=
          actor.country_code == country_code_ ? 2 * kCountryNamedFactor : kCountryAbsentFactor / 2;
    }
    if (!countries_.empty() && !actor.country_code.empty()) {
      const bool here =
          std::find(countries_.begin(), countries_.end(), actor.country_code) != countries_.end();
      weight *= here ? kCountryNamedFactor : kCountryAbsentFactor;
    }
    if (std::find(named_.begin(), named_.end(), actor.id) != named_.end()) {
      weight *= kNamedInFullFactor;
    }
    if (title != nullptr && !title->ranks.empty()) {
      if (actor.kind != ActorKind::kLeader) return weight * 0.05;
      const double fit = resources_.offices.Fit(index, *title, {}, day_);
      weight *= fit == 1.0  ? kTitleHeldFactor
                : fit > 0.0 ? kTitleHeldOnceFactor
                            : kTitleForeignFactor;
    }
    return weight;
  }

 private:
  const MentionResources& resources_;
  const absl::CivilDay day_;
  const std::string_view country_code_;
  std::vector<std::string> named_;
  std::vector<std::string> countries_;
};

std::vector<Resolution> Rank(const MentionResources& resources, std::vector<Weighted> weighted,
                             double stranger, double factor) {
  double sum = stranger;
  for (const Weighted& candidate : weighted) sum += candidate.weight;
  std::stable_sort(weighted.begin(), weighted.end(),
                   [](const Weighted& a, const Weighted& b) { return a.weight > b.weight; });
  std::vector<Resolution> out;
  for (const Weighted& candidate : weighted) {
    out.push_back({&resources.directory.actors()[candidate.actor], factor * candidate.weight / sum,
                   candidate.kind});
  }
  return out;
}

// Leaders whose full name is nearly what was written.
std::vector<Weighted> FindMisspelt(const MentionResources& resources, std::string_view mention,
                                   const CandidateRanker& ranker) {
  std::vector<Weighted> found;
  const std::string folded = FoldText(mention);
  if (folded.size() < 6 || folded.find(' ') == std::string::npos) return found;
  const std::vector<Actor>& actors = resources.directory.actors();
  for (std::uint32_t i = 0; i < actors.size(); ++i) {
    if (actors[i].kind != ActorKind::kLeader) continue;
    int best = EditDistance(folded, FoldText(actors[i].display_name), kMaxEdits);
    for (const std::string& alias : actors[i].aliases) {
      best = std::min(best, EditDistance(folded, FoldText(alias), kMaxEdits));
    }
    if (best <= kMaxEdits)
      found.push_back({i, ranker.Weight(i, nullptr) / best, MentionKind::kName});
  }
  return found;
}

// "the Turkish president": a phrase that only a document can resolve.
std::vector<Resolution> ResolvePhrase(const MentionResources& resources, std::string_view mention,
                                      absl::CivilDay day, std::string_view country_code) {
  DocumentInput input;
  input.date = day;
  const std::string sentence = "Now the " + std::string(mention) + " said";
  const DocumentText text = DocumentText::Parse(sentence);
  const DocumentMentions mentions = MentionCollector(resources, text, input).Run();
  std::vector<Resolution> out;
  for (const ActorMention& found : mentions.mentions()) {
    const Participant& participant = mentions.participants()[found.participant];
    if (found.kind == MentionKind::kTitle && participant.actor != nullptr) {
      out.push_back({participant.actor, found.confidence, found.kind});
    }
  }
  if (!out.empty() || country_code.empty()) return out;
  const Actor* state = resources.directory.StateByCode(country_code);
  std::size_t length = 0;
  for (std::uint32_t i = 0; state != nullptr && i < text.tokens().size(); ++i) {
    const Title* title = resources.lexicon.FindTitle(text.tokens(), i, length);
    if (title == nullptr) continue;
    const std::uint32_t holder = resources.offices.Holder(state->id, *title, day);
    if (holder != kNone32) {
      out.push_back({&resources.directory.actors()[holder], 0.8, MentionKind::kTitle});
    }
    break;
  }
  return out;
}

}  // namespace

int EditDistance(std::string_view a, std::string_view b, int limit) {
  const auto difference = static_cast<int>(a.size()) - static_cast<int>(b.size());
  if (std::abs(difference) > limit) return limit + 1;
  if (a.size() > kMaxComparedLength || b.size() > kMaxComparedLength) return limit + 1;
  std::array<std::array<int, kMaxComparedLength + 1>, 3> rows;
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    const auto& two_above = rows[(i + 1) % 3];
    row[0] = static_cast<int>(i);
    int least = row[0];
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int exchange = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({exchange, above[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], two_above[j - 2] + 1);
      }
      least = std::min(least, row[j]);
    }
    if (least > limit) return limit + 1;
  }
  return rows[a.size() % 3][b.size()];
}

std::vector<Resolution> ResolveName(const MentionResources& resources, std::string_view mention,
                                    absl::CivilDay day, std::string_view country_code,
                                    std::string_view context) {
  const DocumentText text = DocumentText::Parse(RepairUtf8(mention));
  std::vector<SubToken> subs;
  AppendSubTokens(text.tokens(), subs);
  if (subs.empty()) return {};
  const CandidateRanker ranker(resources, day, country_code, context);
  const ParsedName parsed = FindName(resources, text, subs);
  std::vector<Weighted> weighted;
  for (const NameEntry& entry : parsed.entries) {
    // A bare nationality before a title is the title's: "Turkish president".
    weighted.push_back({entry.actor, ranker.Weight(entry.actor, parsed.title), entry.kind});
  }
  if (!weighted.empty()) {
    const MentionKind kind = weighted.front().kind;
    return Rank(resources, std::move(weighted), StrangerWeight(kind, parsed.parts, false), 1.0);
  }
  std::vector<Resolution> phrase = ResolvePhrase(resources, text.text(), day, country_code);
  if (!phrase.empty()) return phrase;
  weighted = FindMisspelt(resources, text.text(), ranker);
  if (weighted.empty()) return {};
  return Rank(resources, std::move(weighted), 0.5, kTypoFactor);
}

}  // namespace isotherm::engine
