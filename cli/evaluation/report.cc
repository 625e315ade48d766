#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/evaluation/evaluate.h"
#include "cli/evaluation/measure_table.h"
#include "nlohmann/json.hpp"
#include "services/common/strings/view.h"

namespace isotherm::cli {
namespace {

using Json = nlohmann::ordered_json;

template <typename Report>
MeasureTable TableOf(const Report& report) {
  return MeasureTable(MeasuresOf(report), IntervalsOf(report));
}

// n and F1 of every class.
template <typename Label>
Json PerClass(const Confusion& confusion, Label label) {
  Json json = Json::object();
  for (int c = 0; c < static_cast<int>(confusion.size()); ++c) {
    int gold = 0;
    for (const int count : confusion[c]) gold += count;
    json[label(c)] = {{"n", gold}, {"f1", ClassF1(confusion, c)}};
  }
  return json;
}

template <typename Label>
std::string ConfusionTable(const Confusion& confusion, Label label) {
  std::string table = "  truth \\ predicted";
  for (std::size_t j = 0; j < confusion.size(); ++j) {
    table += absl::StrFormat(" %9.9s", label(static_cast<int>(j)));
  }
  table += "\n";
  for (std::size_t i = 0; i < confusion.size(); ++i) {
    table += absl::StrFormat("  %-17.17s", label(static_cast<int>(i)));
    for (const int count : confusion[i]) table += absl::StrFormat(" %9d", count);
    table += "\n";
  }
  return table;
}

std::string LevelLabel(int level) { return std::string(Name(static_cast<HeatLevel>(level))); }
std::string DirectionLabel(int cls) { return std::string(Name(static_cast<Direction>(cls - 1))); }
std::string DomainLabel(int domain) { return std::string(Name(static_cast<Domain>(domain))); }
std::string PolarityLabel(int cls) {
  return cls == 0 ? "negative" : cls == 1 ? "neutral" : "positive";
}

}  // namespace

Measures MeasuresOf(const DossierReport& report) {
  const Confusion& levels = report.levels.confusion;
  Measures measures = {{"exact", Accuracy(levels)},
                       {"within_one", WithinOne(levels)},
                       {"qwk", QuadraticWeightedKappa(levels)},
                       {"rps", report.levels.rps},
                       {"trend_accuracy", report.levels.trend_accuracy}};
  if (report.has_factors) {
    const FactorReport& factors = report.factors;
    measures.insert(measures.end(), {{"factors.precision", factors.counts.precision()},
                                     {"factors.recall", factors.counts.recall()},
                                     {"factors.f1", factors.counts.f1()},
                                     {"factors.direction_accuracy", factors.direction_accuracy()},
                                     {"factors.scored_f1", factors.scored.f1()}});
  }
  return measures;
}

Measures MeasuresOf(const ClauseReport& report) {
  return {{"direction_accuracy", Accuracy(report.direction)},
          {"direction_macro_f1", MacroF1(report.direction)},
          {"domain_accuracy", Accuracy(report.domain)},
          {"domain_macro_f1", MacroF1(report.domain)}};
}

Measures MeasuresOf(const StanceReport& report) {
  return {{"accuracy", Accuracy(report.polarity)}, {"macro_f1", MacroF1(report.polarity)}};
}

std::string ToJson(const DossierReport& report) {
  Json json = {{"n", report.n},
               {"exact", Accuracy(report.levels.confusion)},
               {"within_one", WithinOne(report.levels.confusion)},
               {"qwk", QuadraticWeightedKappa(report.levels.confusion)},
               {"rps", report.levels.rps},
               {"trend_accuracy", report.levels.trend_accuracy},
               {"confusion", report.levels.confusion}};
  if (report.has_factors) {
    const FactorReport& factors = report.factors;
    json["factors"] = {{"precision", factors.counts.precision()},
                       {"recall", factors.counts.recall()},
                       {"f1", factors.counts.f1()},
                       {"direction_accuracy", factors.direction_accuracy()},
                       {"scored_f1", factors.scored.f1()},
                       {"direction_pairs", factors.direction_pairs}};
  }
  json["intervals"] = TableOf(report).Intervals();
  return json.dump();
}

std::string ToJson(const ClauseReport& report) {
  return Json{{"n", report.n},
              {"direction_accuracy", Accuracy(report.direction)},
              {"direction_macro_f1", MacroF1(report.direction)},
              {"domain_accuracy", Accuracy(report.domain)},
              {"domain_macro_f1", MacroF1(report.domain)},
              {"confusion", report.direction},
              {"per_direction", PerClass(report.direction, DirectionLabel)},
              {"per_domain", PerClass(report.domain, DomainLabel)},
              {"intervals", TableOf(report).Intervals()}}
      .dump();
}

std::string ToJson(const StanceReport& report) {
  return Json{{"n", Total(report.polarity)},
              {"accuracy", Accuracy(report.polarity)},
              {"macro_f1", MacroF1(report.polarity)},
              {"confusion", report.polarity},
              {"per_polarity", PerClass(report.polarity, PolarityLabel)},
              {"intervals", TableOf(report).Intervals()}}
      .dump();
}

std::string ToTable(const DossierReport& report) {
  const MeasureTable measures = TableOf(report);
  std::string table = absl::StrFormat("%d texts\n", report.n);
  table += measures.Row("level exact", "exact");
  table += measures.Row("level within one", "within_one");
  table += measures.Row("level QWK", "qwk");
  table += measures.Row("level RPS", "rps");
  table += measures.Row("trend accuracy", "trend_accuracy");
  table += measures.Row("factor precision", "factors.precision");
  table += measures.Row("factor recall", "factors.recall");
  table += measures.Row("factor F1", "factors.f1");
  table += measures.Row("  scored alone", "factors.scored_f1");
  table += measures.Row("direction accuracy", "factors.direction_accuracy");
  if (report.has_factors) {
    table += absl::StrFormat("  (over %d matched factors)\n", report.factors.direction_pairs);
  }
  return table + ConfusionTable(report.levels.confusion, LevelLabel);
}

std::string ToTable(const ClauseReport& report) {
  const MeasureTable measures = TableOf(report);
  std::string table = absl::StrFormat("%d clauses\n", report.n);
  table += measures.Row("direction accuracy", "direction_accuracy");
  table += measures.Row("direction macro-F1", "direction_macro_f1");
  table += measures.Row("domain accuracy", "domain_accuracy");
  table += measures.Row("domain macro-F1", "domain_macro_f1");
  table += ConfusionTable(report.direction, DirectionLabel);
  table += "  F1 by domain\n";
  for (int d = 0; d < kDomainCount; ++d) {
    table += absl::StrFormat("    %-20s %6.3f\n", DomainLabel(d), ClassF1(report.domain, d));
  }
  return table;
}

std::string ToTable(const StanceReport& report) {
  const MeasureTable measures = TableOf(report);
  std::string table = absl::StrFormat("%d targets\n", Total(report.polarity));
  table += measures.Row("accuracy", "accuracy");
  table += measures.Row("macro-F1", "macro_f1");
  return table + ConfusionTable(report.polarity, PolarityLabel);
}

}  // namespace isotherm::cli
