// Trains the event models and judges them, from a developer's command line: `train_events --help`.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>

#include "CLI/CLI.hpp"
#include "cli/evaluation/event_judges.h"
#include "cli/training/event_training.h"

namespace isotherm::cli {
namespace {

struct Options {
  std::string lexicons = "data/lexicons/en";
  std::string corpus = "data/train/events.jsonl";
  std::string date = "2026-11-25";
  std::string output;
  std::string errors;
  bool held_out = false;
};

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return std::move(bytes).str();
}

absl::StatusOr<engine::EventLexicons> LoadLexicons(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("events_")) files[name] = ReadAll(entry.path().string());
  }
  std::vector<engine::EventLexicon::File> views;
  for (const auto& [name, bytes] : files) views.push_back({name, bytes});
  const std::string aux = ReadAll(folder + "/aux.tsv");
  const std::string syntax = ReadAll(folder + "/syntax.tsv");
  auto events = engine::EventLexicon::Parse(views, aux);
  if (!events.ok()) return events.status();
  auto classes = engine::SyntaxLexicon::Parse(syntax);
  if (!classes.ok()) return classes.status();
  std::printf("%zu patterns\n", events->size());
  return engine::EventLexicons{std::make_shared<const engine::SyntaxLexicon>(*std::move(classes)),
                               std::make_shared<const engine::EventLexicon>(*std::move(events))};
}

std::string Describe(EventType type, Aux aux, const std::string& source,
                     const std::string& target) {
  return std::string(Name(type)) + "/" + std::string(Name(aux)) + " [" + source + "] -> [" +
         target + "]";
}

void Diagnose(const engine::EventFinder& finder, const EventRecord& record, const GoldEvent& event,
              std::ofstream& out) {
  const auto text = engine::DocumentText::Parse(record.text);
  const engine::EventSentence s(text.tokens(), *finder.lexicons().syntax,
                                *finder.lexicons().events);
  const auto src = engine::LocateSpan(text.tokens(), text.text(), event.source);
  const auto tgt = engine::LocateSpan(text.tokens(), text.text(), event.target);
  const auto trg = engine::LocateSpan(text.tokens(), text.text(), event.trigger);
  const auto w = AlignPredicates(s, src, tgt, finder.models_->alignment);
  for (std::size_t p = 0; p < s.predicates.size(); ++p) {
    const auto& pr = s.predicates[p];
    out << "      P " << text.tokens()[pr.head].form << (pr.nominal ? " n" : " v")
        << (pr.passive ? "p " : " ") << w[p]
        << (trg && pr.head >= trg->first && pr.head < trg->last ? " GOLD" : "");
    for (const auto& m : pr.matches) out << " " << Name(m.pattern->type) << m.pattern->length;
    out << "\n";
  }
}

// Writes every judged sentence with what was found and what is true.
void WriteErrors(const engine::EventFinder& finder, absl::Span<const EventRecord> records,
                 std::ofstream& out) {
  const TypeJudge judge = BuiltinTypeJudge(finder);
  const EventReader reader = BuiltinEventReader(finder);
  for (const EventRecord& record : records) {
    out << record.id << " " << record.text << "\n";
    for (const GoldEvent& event : record.events) {
      const JudgedType judged = judge(record.text, event.source, event.target);
      const auto best = std::max_element(judged.probabilities.begin(), judged.probabilities.end());
      const auto type = static_cast<EventType>(best - judged.probabilities.begin());
      std::string gold;
      for (int t = 0; t < kEventTypeCount; ++t) {
        if (event.has_type(static_cast<EventType>(t))) gold = Name(static_cast<EventType>(t));
      }
      out << "  GOLD " << gold << "/" << (event.aux ? Name(*event.aux) : "?") << " ["
          << event.source << "] >" << event.trigger << "< [" << event.target << "]\n";
      if (!event.has_type(type)) {
        out << "    TYPE " << gold << " as " << Name(type) << " " << *best << "\n";
        Diagnose(finder, record, event, out);
      }
      if (event.aux && *event.aux != judged.aux) {
        out << "    AUX " << Name(*event.aux) << " as " << Name(judged.aux) << "\n";
      }
    }
    for (const FoundEvent& event : reader(record.text)) {
      bool right = false;
      for (const GoldEvent& gold : record.events) {
        right |=
            gold.has_type(event.type) && SameActor(event.source, gold.source) &&
            (gold.target.empty() ? event.target.empty() : SameActor(event.target, gold.target));
      }
      out << (right ? "  ok   " : "  RAW  ")
          << Describe(event.type, event.aux, event.source, event.target) << "\n";
    }
  }
}

absl::Status Run(const Options& options) {
  auto lexicons = LoadLexicons(options.lexicons);
  if (!lexicons.ok()) return lexicons.status();
  const std::string jsonl = ReadAll(options.corpus);
  auto records = ReadEvents(jsonl);
  if (!records.ok()) return records.status();
  std::vector<EventRecord> training;
  std::vector<EventRecord> held_out;
  for (EventRecord& record : *records) {
    (IsHeldOut(record) ? held_out : training).push_back(record);
  }
  FoldVisitor visitor;
  std::ofstream errors;
  if (!options.errors.empty()) {
    errors.open(options.errors);
    visitor = [&](const engine::EventFinder& finder, absl::Span<const EventRecord> unseen) {
      WriteErrors(finder, unseen, errors);
    };
  }
  auto scores = CrossValidateEvents(*lexicons, training, 5, visitor);
  if (!scores.ok()) return scores.status();
  std::printf("CROSS-VALIDATED\n%s%s", ToTable(scores->given).c_str(),
              ToTable(scores->raw).c_str());
  if (options.output.empty() && !options.held_out) return absl::OkStatus();
  auto file = TrainEventFile(*lexicons, jsonl, options.date,
                             options.held_out ? TrainOn::kFourFifths : TrainOn::kAll);
  if (!file.ok()) return file.status();
  if (options.held_out) {
    auto models = engine::EventModels::Parse(*file);
    if (!models.ok()) return models.status();
    const engine::EventFinder finder(
        *lexicons, std::make_shared<const engine::EventModels>(*std::move(models)));
    const EventScores judged = JudgeEvents(finder, held_out);
    std::printf("HELD OUT\n%s%s", ToTable(judged.given).c_str(), ToTable(judged.raw).c_str());
  }
  if (!options.output.empty()) {
    std::ofstream out(options.output + "/" + std::string(kEventModelFile), std::ios::binary);
    out << *file;
    if (!out) return absl::DataLossError(options.output + ": cannot be written");
  }
  return absl::OkStatus();
}

}  // namespace
}  // namespace isotherm::cli

int main(int argc, char** argv) {
  isotherm::cli::Options options;
  CLI::App app("Trains the event models and judges them by cross-validation");
  app.add_option("--lexicons", options.lexicons, "folder of the language's dictionaries");
  app.add_option("--corpus", options.corpus, "events.jsonl");
  app.add_option("--date", options.date, "date of the provenance, ISO 8601");
  app.add_option("--output", options.output, "folder for the model file; none = nothing written");
  app.add_option("--errors", options.errors, "file for every sentence with what was found");
  app.add_flag("--held-out", options.held_out, "train without the held-out fifth and judge on it");
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = isotherm::cli::Run(options);
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return 1;
}
