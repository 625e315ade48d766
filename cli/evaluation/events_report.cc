#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/evaluation/events.h"
#include "cli/evaluation/measure_table.h"
#include "nlohmann/json.hpp"

namespace isotherm::cli {
namespace {

using Json = nlohmann::ordered_json;

template <typename Label>
Json PerClass(const Confusion& confusion, Label label) {
  Json json = Json::object();
  for (int c = 0; c < static_cast<int>(confusion.size()); ++c) {
    int gold = 0;
    int predicted = 0;
    for (int k = 0; k < static_cast<int>(confusion.size()); ++k) {
      gold += confusion[c][k];
      predicted += confusion[k][c];
    }
    const int right = confusion[c][c];
    json[label(c)] = {{"n", gold},
                      {"precision", predicted == 0 ? 0.0 : double(right) / predicted},
                      {"recall", gold == 0 ? 0.0 : double(right) / gold},
                      {"f1", ClassF1(confusion, c)}};
  }
  return json;
}

}  // namespace

Measures MeasuresOf(const EventReport& report) {
  Measures measures;
  if (report.given_actors) {
    measures = {{"accuracy", Accuracy(report.types)}, {"macro_f1", MacroF1(report.types)}};
  } else {
    measures = {{"triple_f1", report.triples.f1()},
                {"triple_precision", report.triples.precision()},
                {"triple_recall", report.triples.recall()},
                {"source_type_f1", report.pairs.f1()}};
  }
  measures.emplace_back("aux_accuracy", Accuracy(report.aux));
  return measures;
}

std::string ToJson(const EventReport& report) {
  Json json = {{"n", report.n}};
  for (const auto& [name, value] : MeasuresOf(report)) json[name] = value;
  if (report.given_actors) {
    json["per_type"] = PerClass(report.types, [&](int c) { return report.classes[c]; });
  }
  json["per_aux"] =
      PerClass(report.aux, [](int c) { return std::string(Name(static_cast<Aux>(c))); });
  json["intervals"] = MeasureTable(MeasuresOf(report), IntervalsOf(report)).Intervals();
  return json.dump();
}

std::string ToTable(const EventReport& report) {
  const MeasureTable measures(MeasuresOf(report), IntervalsOf(report));
  std::string table = absl::StrFormat("%d events\n", report.n);
  absl::StrAppend(&table, measures.Row("type accuracy", "accuracy"),
                  measures.Row("type macro-F1", "macro_f1"));
  if (report.given_actors) {
    for (int c = 0; c < static_cast<int>(report.classes.size()); ++c) {
      absl::StrAppendFormat(&table, "    %-20s %6.3f\n", report.classes[c],
                            ClassF1(report.types, c));
    }
  }
  absl::StrAppend(&table, measures.Row("triple F1", "triple_f1"),
                  measures.Row("  precision", "triple_precision"),
                  measures.Row("  recall", "triple_recall"),
                  measures.Row("source and type F1", "source_type_f1"),
                  measures.Row("aux accuracy", "aux_accuracy"));
  return table;
}

}  // namespace isotherm::cli
