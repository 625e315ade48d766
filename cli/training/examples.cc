#include "cli/training/examples.h"

#include <map>
#include <utility>

#include "cli/evaluation/evaluate.h"
#include "cli/evaluation/judges.h"
#include "cli/evaluation/metrics.h"
#include "services/factor_analysis/engine/factors/factor_finder.h"
#include "services/factor_analysis/engine/factors/tone.h"

namespace isotherm::cli {
namespace {

using engine::Unit;

struct GoldSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  const GoldFactor* factor = nullptr;  // null = background
};

std::vector<GoldSpan> GoldSpans(const std::string& text, const Dossier& dossier) {
  std::vector<GoldSpan> spans;
  const auto add = [&](const std::string& quote, const GoldFactor* factor) {
    const std::size_t begin = text.find(quote);
    if (begin != std::string::npos) spans.push_back({begin, begin + quote.size(), factor});
  };
  for (const GoldFactor& factor : dossier.factors) {
    for (const std::string& quote : factor.evidence) add(quote, &factor);
  }
  for (const std::string& quote : dossier.background) add(quote, nullptr);
  return spans;
}

// The gold span that a unit is about: the one with the largest common part, at least half of
// either.
const GoldSpan* SpanOf(const Unit& unit, const std::vector<GoldSpan>& spans) {
  const GoldSpan* best = nullptr;
  std::size_t most = 0;
  for (const GoldSpan& span : spans) {
    if (!CoversHalf(unit.begin, unit.end, span.begin, span.end) &&
        !CoversHalf(span.begin, span.end, unit.begin, unit.end)) {
      continue;
    }
    const std::size_t common =
        std::min<std::size_t>(unit.end, span.end) - std::max<std::size_t>(unit.begin, span.begin);
    if (common > most) {
      most = common;
      best = &span;
    }
  }
  return best;
}

void Label(const GoldFactor* factor, LabelledUnit& example) {
  example.factor = factor != nullptr;
  if (factor == nullptr) return;
  example.role = factor->role;
  example.domain = factor->domain;
  example.direction = factor->direction;
  example.strength = factor->strength;
}

}  // namespace

std::vector<LabelledUnit> DossierExamples(const engine::DocumentReader& reader,
                                          absl::Span<const Dossier> dossiers,
                                          absl::Span<const RecordGroup> groups) {
  std::vector<LabelledUnit> examples;
  for (std::size_t i = 0; i < dossiers.size(); ++i) {
    const Dossier& dossier = dossiers[i];
    const auto document = reader.Read(InputOf(dossier));
    const engine::SideMap sides =
        reader.Sides(*document, document->mentions.ParticipantOfFocus(0), dossier.date);
    const engine::SideTrack track(document->clauses, sides, document->mentions);
    const std::vector<GoldSpan> spans = GoldSpans(document->text.text(), dossier);
    for (const GoldSpan& span : spans) {
      if (span.factor == nullptr) continue;
      const Unit unit = engine::UnitOfBytes(document->text, span.begin, span.end);
      if (unit.first_token == unit.last_token) continue;
      LabelledUnit example;
      example.source = ExampleSource::kEvidence;
      example.group = groups[i].group;
      example.features = engine::ExtractFeatures(reader.lexicon(), document->clauses, track, unit,
                                                 engine::PlaceOf(document->text, unit));
      Label(span.factor, example);
      examples.push_back(std::move(example));
    }
    for (engine::ScoredUnit& scored :
         engine::FactorFinder::Prepare(reader.lexicon(), document->clauses, track)) {
      const GoldSpan* span = SpanOf(scored.unit, spans);
      if (span == nullptr) continue;
      LabelledUnit example;
      example.source = ExampleSource::kUnit;
      example.group = groups[i].group;
      example.features = std::move(scored.features);
      Label(span->factor, example);
      examples.push_back(std::move(example));
    }
  }
  return examples;
}

std::vector<ToneExample> ToneExamples(const engine::DocumentReader& reader,
                                      absl::Span<const Dossier> dossiers,
                                      absl::Span<const RecordGroup> groups) {
  constexpr double kMiddle = (kHeatLevelCount - 1) / 2.0;
  std::vector<ToneExample> examples;
  for (std::size_t i = 0; i < dossiers.size(); ++i) {
    const Dossier& dossier = dossiers[i];
    const auto document = reader.Read(InputOf(dossier));
    const engine::SideMap sides =
        reader.Sides(*document, document->mentions.ParticipantOfFocus(0), dossier.date);
    const engine::SideTrack track(document->clauses, sides, document->mentions);
    ToneExample example;
    example.group = groups[i].group;
    example.words = engine::ToneFeatures(document->clauses, track, dossier.role);
    example.level = static_cast<int>(dossier.level) - kMiddle;
    examples.push_back(std::move(example));
  }
  return examples;
}

std::vector<LabelledUnit> ClauseExamples(const engine::DocumentReader& reader,
                                         absl::Span<const ClauseRecord> clauses,
                                         absl::Span<const RecordGroup> groups) {
  std::vector<LabelledUnit> examples;
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    const ClauseRecord& clause = clauses[i];
    LabelledUnit example;
    example.group = groups[i].group;
    example.features =
        engine::ReadOneClause(reader, clause.text, engine::FocusOfName(clause.leader), kUndatedDay,
                              MentionIn(clause))
            .features;
    example.factor = clause.direction != Direction::kNone;
    example.domain = clause.domain;
    example.direction = clause.direction;
    example.strength = clause.strength;
    examples.push_back(std::move(example));
  }
  return examples;
}

std::vector<LabelledUnit> StanceExamples(const engine::DocumentReader& reader,
                                         absl::Span<const StanceRecord> records,
                                         std::size_t first_group) {
  std::vector<LabelledUnit> examples;
  std::map<std::string, std::size_t> articles;
  for (const StanceRecord& record : records) {
    LabelledUnit example;
    example.source = ExampleSource::kStance;
    example.group =
        first_group + articles.try_emplace(record.document, articles.size()).first->second;
    const engine::FocusLeader target = {"", record.mention, "", ""};
    example.features = engine::ReadOneClause(reader, record.text, target, kUndatedDay,
                                             std::make_pair(record.begin, record.end))
                           .features;
    example.polarity = record.polarity;
    examples.push_back(std::move(example));
  }
  return examples;
}

}  // namespace isotherm::cli
