#include "cli/training/event_training.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_format.h"
#include "cli/evaluation/event_judges.h"
#include "cli/evaluation/split.h"
#include "services/factor_analysis/engine/events/event_decoder.h"
#include "services/factor_analysis/engine/learning/trainer.h"

namespace isotherm::cli {
namespace {

using engine::EventSentence;
using engine::FeatureVector;
using engine::kNone32;
using engine::TokenSpan;

constexpr double kLooseWeight = 0.5;

// Examples of one model; features stay where they are while examples point to them.
class ExampleSet {
 public:
  void Add(FeatureVector features, int label, double weight = 1.0) {
    features_.push_back(std::make_unique<FeatureVector>(std::move(features)));
    examples_.push_back({features_.back().get(), label, weight});
  }
  absl::StatusOr<engine::LinearModel> Train(std::vector<std::string> classes, double l2) const {
    engine::TrainOptions options;
    options.bits = engine::EventModels::kBits;
    options.l2 = l2;
    options.iterations = 80;
    return engine::TrainLogistic(examples_, std::move(classes), options);
  }

 private:
  std::vector<std::unique_ptr<FeatureVector>> features_;
  std::vector<engine::Example> examples_;
};

struct ExampleSets {
  ExampleSet predicate;
  ExampleSet source;
  ExampleSet target;
  ExampleSet alignment;
  ExampleSet given;
  ExampleSet aux;
};

std::vector<std::string> TypeNames() {
  std::vector<std::string> names;
  for (int t = 0; t < kEventTypeCount; ++t) names.emplace_back(Name(static_cast<EventType>(t)));
  return names;
}

std::vector<std::string> AuxNames() {
  std::vector<std::string> names;
  for (int a = 0; a < kAuxCount; ++a) names.emplace_back(Name(static_cast<Aux>(a)));
  return names;
}

int TypeOf(const GoldEvent& event) {
  for (int t = 0; t < kEventTypeCount; ++t) {
    if (event.has_type(static_cast<EventType>(t))) return t;
  }
  return 0;
}

// The predicate the gold trigger names: its head lies in the trigger, dictionaries agree if they
// can.
std::uint32_t PredicateOfTrigger(const EventSentence& sentence, TokenSpan trigger,
                                 const GoldEvent& event) {
  std::uint32_t best = kNone32;
  int best_score = -1;
  for (std::uint32_t p = 0; p < sentence.predicates.size(); ++p) {
    const engine::Predicate& predicate = sentence.predicates[p];
    if (predicate.head < trigger.first || predicate.head >= trigger.last) continue;
    int score = predicate.matches.empty() ? 0 : 1;
    for (const engine::PatternMatch& match : predicate.matches) {
      if (event.has_type(match.pattern->type)) score = 2;
    }
    if (score > best_score) {
      best = p;
      best_score = score;
    }
  }
  return best;
}

std::string TextOf(const EventSentence& sentence, const engine::DocumentText& text,
                   const engine::ActorCandidate& candidate) {
  const auto tokens = sentence.syntax.tokens();
  return std::string(
      text.Slice(tokens[candidate.named_first].begin, tokens[candidate.named_last - 1].end));
}

void AddArguments(const EventSentence& sentence, const engine::DocumentText& text,
                  std::uint32_t predicate, const GoldEvent& event, ExampleSets& sets) {
  const auto type = static_cast<EventType>(TypeOf(event));
  std::optional<TokenSpan> source;
  const auto add = [&](const std::string& gold, bool nobody, ExampleSet& set) {
    for (std::uint32_t c = 0; c < sentence.candidates.size(); ++c) {
      const std::string words = TextOf(sentence, text, sentence.candidates[c]);
      const bool same = !gold.empty() && SameActor(words, gold);
      set.Add(ArgumentFeatures(sentence, predicate, type, c, source), same ? 1 : 0,
              same && words != gold ? kLooseWeight : 1.0);
    }
    if (nobody) {
      set.Add(ArgumentFeatures(sentence, predicate, type, kNone32, source), gold.empty() ? 1 : 0);
    }
  };
  add(event.source, false, sets.source);
  source = engine::LocateSpan(sentence.syntax.tokens(), text.text(), event.source);
  add(event.target, true, sets.target);
}

void AddSentences(const engine::EventLexicons& lexicons, const EventRecord& record,
                  const engine::DocumentText& text, ExampleSets& sets) {
  for (const engine::Sentence& part : text.sentences()) {
    const EventSentence sentence(text.TokensOf(part), *lexicons.syntax, *lexicons.events);
    std::vector<int> labels(sentence.predicates.size(), kEventTypeCount);
    for (const GoldEvent& event : record.events) {
      const auto trigger = engine::LocateSpan(sentence.syntax.tokens(), text.text(), event.trigger);
      if (!trigger) continue;
      const std::uint32_t p = PredicateOfTrigger(sentence, *trigger, event);
      if (p == kNone32) continue;
      labels[p] = TypeOf(event);
      AddArguments(sentence, text, p, event, sets);
    }
    for (std::size_t p = 0; p < labels.size(); ++p) {
      sets.predicate.Add(PredicateFeatures(sentence, p), labels[p]);
    }
  }
}

void AddQuestions(const engine::EventLexicons& lexicons, const EventRecord& record,
                  const engine::DocumentText& text, ExampleSets& sets) {
  const EventSentence sentence(text.tokens(), *lexicons.syntax, *lexicons.events);
  for (const GoldEvent& event : record.events) {
    const auto source = engine::LocateSpan(text.tokens(), text.text(), event.source);
    const auto target = engine::LocateSpan(text.tokens(), text.text(), event.target);
    const auto trigger = engine::LocateSpan(text.tokens(), text.text(), event.trigger);
    const std::uint32_t p = trigger ? PredicateOfTrigger(sentence, *trigger, event) : kNone32;
    sets.given.Add(GivenFeatures(sentence, source, target, p), TypeOf(event));
    for (std::uint32_t k = 0; p != kNone32 && k < sentence.predicates.size(); ++k) {
      sets.alignment.Add(AlignmentFeatures(sentence, k, source, target), k == p ? 1 : 0);
    }
    if (p != kNone32 && event.aux) {
      sets.aux.Add(AuxFeatures(sentence, p), static_cast<int>(*event.aux));
    }
  }
}

}  // namespace

absl::StatusOr<engine::EventModels> TrainEventModels(
    const engine::EventLexicons& lexicons, absl::Span<const EventRecord> records,
    const std::function<bool(const EventRecord&)>& use) {
  ExampleSets sets;
  for (const EventRecord& record : records) {
    if (!use(record)) continue;
    const engine::DocumentText text = engine::DocumentText::Parse(record.text);
    AddSentences(lexicons, record, text, sets);
    AddQuestions(lexicons, record, text, sets);
  }
  std::vector<std::string> with_none = TypeNames();
  with_none.emplace_back("NONE");
  engine::EventModels models;
  const auto train = [](const ExampleSet& set, std::vector<std::string> classes, double l2,
                        engine::LinearModel& model) {
    absl::StatusOr<engine::LinearModel> trained = set.Train(std::move(classes), l2);
    if (!trained.ok()) return trained.status();
    model = *std::move(trained);
    return absl::OkStatus();
  };
  absl::Status status = train(sets.predicate, std::move(with_none), 1.0, models.predicate);
  if (status.ok()) status = train(sets.source, {"no", "yes"}, 1.0, models.source);
  if (status.ok()) status = train(sets.target, {"no", "yes"}, 1.0, models.target);
  if (status.ok()) status = train(sets.alignment, {"no", "yes"}, 1.0, models.alignment);
  if (status.ok()) status = train(sets.given, TypeNames(), 1.0, models.given);
  if (status.ok()) status = train(sets.aux, AuxNames(), 1.0, models.aux);
  if (!status.ok()) return status;
  return models;
}

EventScores JudgeEvents(const engine::EventFinder& finder, absl::Span<const EventRecord> records) {
  const TypeJudge judge = BuiltinTypeJudge(finder);
  return {EvaluateGivenActors(records, judge),
          EvaluateTriples(records, BuiltinEventReader(finder), judge)};
}

absl::StatusOr<EventScores> CrossValidateEvents(const engine::EventLexicons& lexicons,
                                                absl::Span<const EventRecord> records, int folds,
                                                const FoldVisitor& each) {
  EventScores sum;
  for (int fold = 0; fold < folds; ++fold) {
    const auto in_fold = [&](const EventRecord& record) {
      return static_cast<int>(SplitHash(record.id) / 5 % folds) == fold;
    };
    auto models = TrainEventModels(lexicons, records,
                                   [&](const EventRecord& record) { return !in_fold(record); });
    if (!models.ok()) return models.status();
    const engine::EventFinder finder(
        lexicons, std::make_shared<const engine::EventModels>(*std::move(models)));
    std::vector<EventRecord> unseen;
    std::copy_if(records.begin(), records.end(), std::back_inserter(unseen), in_fold);
    const EventScores scores = JudgeEvents(finder, unseen);
    if (each) each(finder, unseen);
    if (fold == 0) {
      sum = scores;
      continue;
    }
    Merge(scores.given, sum.given);
    Merge(scores.raw, sum.raw);
  }
  return sum;
}

absl::StatusOr<std::string> TrainEventFile(const engine::EventLexicons& lexicons,
                                           std::string_view jsonl, const std::string& date,
                                           TrainOn part) {
  absl::StatusOr<std::vector<EventRecord>> records = ReadEvents(jsonl);
  if (!records.ok()) return records.status();
  std::vector<EventRecord> training;
  std::copy_if(
      records->begin(), records->end(), std::back_inserter(training),
      [&](const EventRecord& record) { return part == TrainOn::kAll || !IsHeldOut(record); });
  absl::StatusOr<EventScores> scores = CrossValidateEvents(lexicons, training, 5, nullptr);
  if (!scores.ok()) return scores.status();
  auto models = TrainEventModels(lexicons, training, [](const EventRecord&) { return true; });
  if (!models.ok()) return models.status();
  return models->Serialize(absl::StrFormat(
      R"({"model":"events-en","date":"%s","corpus_fnv1a64":"%016x","records":%d,)"
      R"("split":"%s","cross_validated":{"macro_f1":%.4f,)"
      R"("triple_f1":%.4f,"aux_accuracy":%.4f}})",
      date, SplitHash(jsonl), training.size(),
      part == TrainOn::kAll ? "nothing held out" : "fnv1a64(id) % 5 != 0",
      MacroF1(scores->given.types), scores->raw.triples.f1(), Accuracy(scores->given.aux)));
}

}  // namespace isotherm::cli
