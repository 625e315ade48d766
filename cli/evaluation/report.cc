#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/evaluation/evaluate.h"
#include "nlohmann/json.hpp"
#include "services/common/strings/view.h"

namespace isotherm::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string Row(std::string_view name, double value) {
  return absl::StrFormat("  %-22s %6.3f\n", AbslView(name), value);
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
  return json.dump();
}

std::string ToJson(const ClauseReport& report) {
  return Json{{"n", report.n},
              {"direction_accuracy", Accuracy(report.direction)},
              {"direction_macro_f1", MacroF1(report.direction)},
              {"domain_accuracy", Accuracy(report.domain)}}
      .dump();
}

std::string ToJson(const StanceReport& report) {
  return Json{{"n", Total(report.polarity)},
              {"accuracy", Accuracy(report.polarity)},
              {"macro_f1", MacroF1(report.polarity)}}
      .dump();
}

std::string ToTable(const DossierReport& report) {
  std::string table = absl::StrFormat("%d texts\n", report.n);
  table += Row("level exact", Accuracy(report.levels.confusion));
  table += Row("level within one", WithinOne(report.levels.confusion));
  table += Row("level QWK", QuadraticWeightedKappa(report.levels.confusion));
  table += Row("level RPS", report.levels.rps);
  table += Row("trend accuracy", report.levels.trend_accuracy);
  if (report.has_factors) {
    table += Row("factor precision", report.factors.counts.precision());
    table += Row("factor recall", report.factors.counts.recall());
    table += Row("factor F1", report.factors.counts.f1());
    table += Row("  scored alone", report.factors.scored.f1());
    table += Row("direction accuracy", report.factors.direction_accuracy());
    table += absl::StrFormat("  (over %d matched factors)\n", report.factors.direction_pairs);
  }
  return table + ConfusionTable(report.levels.confusion, LevelLabel);
}

std::string ToTable(const ClauseReport& report) {
  std::string table = absl::StrFormat("%d clauses\n", report.n);
  table += Row("direction accuracy", Accuracy(report.direction));
  table += Row("direction macro-F1", MacroF1(report.direction));
  table += Row("domain accuracy", Accuracy(report.domain));
  table += ConfusionTable(report.direction, DirectionLabel);
  table += "  F1 by domain\n";
  for (int d = 0; d < kDomainCount; ++d) {
    table += Row(absl::StrCat("  ", DomainLabel(d)), ClassF1(report.domain, d));
  }
  return table;
}

std::string ToTable(const StanceReport& report) {
  std::string table = absl::StrFormat("%d targets\n", Total(report.polarity));
  table += Row("accuracy", Accuracy(report.polarity));
  table += Row("macro-F1", MacroF1(report.polarity));
  return table + ConfusionTable(report.polarity, PolarityLabel);
}

}  // namespace isotherm::cli
