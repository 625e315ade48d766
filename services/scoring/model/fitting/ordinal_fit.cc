#include "services/scoring/model/fitting/ordinal_fit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/strings/view.h"
#include "services/scoring/model/accumulation.h"
#include "services/scoring/model/evidence.h"
#include "services/scoring/model/fitting/level_likelihood.h"
#include "services/scoring/model/fitting/minimize.h"
#include "services/scoring/model/fitting/trend_fit.h"
#include "services/scoring/model/heat_model.h"
#include "services/scoring/model/snapshot.h"

namespace isotherm::scoring {
namespace {

constexpr std::array<double, 7> kShrinkages = {1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0};
constexpr std::array<double, 6> kSaturations = {3.0, 4.0,  6.0,
                                                8.0, 12.0, 16.0};  // of the level scale
constexpr double kOuterCutpointScore = 0.85;

absl::Status CheckSamples(absl::Span<const FitSample> samples, const FitOptions& options) {
  if (samples.size() < kMinFitSamples) {
    return absl::InvalidArgumentError(absl::StrCat("fit: ", samples.size(), " samples; at least ",
                                                   kMinFitSamples, " are needed"));
  }
  std::array<int, kHeatLevelCount> levels = {};
  std::array<int, kTrendCount> trends = {};
  for (const FitSample& sample : samples) {
    ++levels[static_cast<int>(sample.level)];
    ++trends[static_cast<int>(sample.trend)];
  }
  for (int k = 0; k < kHeatLevelCount; ++k) {
    if (levels[k] > 0) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("fit: no sample is labelled ", AbslView(Name(static_cast<HeatLevel>(k)))));
  }
  for (int k = 0; k < kTrendCount; ++k) {
    if (trends[k] > 0) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("fit: no sample is labelled ", AbslView(Name(static_cast<Trend>(k)))));
  }
  if (options.folds < 2) return absl::InvalidArgumentError("fit: folds is below 2");
  return absl::OkStatus();
}

std::array<double, 5> OfficeOf(const FitSample& sample, double just_left_half_life_days) {
  const IncumbencyAt at = StateAt(sample.incumbency, sample.as_of);
  std::array<double, 5> office = {};
  switch (at.state) {
    case IncumbencyState::kExecutive:
      office[0] = 1.0;
      break;
    case IncumbencyState::kDesignate:
      office[1] = 1.0;
      break;
    case IncumbencyState::kOtherOffice:
      office[2] = 1.0;
      break;
    case IncumbencyState::kFormer:
      office[3] = std::exp2((ToDays(at.left) - ToDays(sample.as_of)) / just_left_half_life_days);
      office[4] = 1.0 - office[3];
      break;
    case IncumbencyState::kUnknown:
      break;
  }
  return office;
}

// Sums strength x confidence x freshness by domain and role, as the model would with weights of 1.
absl::StatusOr<LevelCase> CaseOf(const FitSample& sample, const HeatParameters& unit_weights) {
  absl::StatusOr<Evidence> evidence = Evidence::Build(sample.factors);
  if (!evidence.ok()) return evidence.status();
  LevelCase out;
  out.level = static_cast<int>(sample.level);
  out.office = OfficeOf(sample, unit_weights.incumbency.just_left_half_life_days);
  std::vector<ClusterDetail> details;
  TakeSnapshot(unit_weights, *evidence, ToDays(sample.as_of), &details);
  for (const ClusterDetail& detail : details) {
    const Evidence::Cluster& cluster = evidence->clusters()[detail.cluster];
    auto& side = cluster.direction == Direction::kRaises ? out.raising : out.lowering;
    for (const ItemDetail& item : detail.items) {
      const int role = static_cast<int>(evidence->items()[item.item].role);
      side[static_cast<int>(cluster.domain) * kScoredRoleCount + role] += item.heat;
    }
  }
  return out;
}

// Groups in alphabetical order take turns in the folds: balanced, and independent of the order of
// the samples.
absl::StatusOr<std::vector<int>> FoldsOf(absl::Span<const FitSample> samples, int folds) {
  std::map<std::string, int> groups;
  for (const FitSample& sample : samples) groups.emplace(sample.group, 0);
  if (static_cast<int>(groups.size()) < folds) {
    return absl::InvalidArgumentError(
        absl::StrCat("fit: ", groups.size(), " groups are fewer than ", folds, " folds"));
  }
  int next = 0;
  for (auto& [name, fold] : groups) fold = next++ % folds;
  std::vector<int> out;
  out.reserve(samples.size());
  for (const FitSample& sample : samples) out.push_back(groups[sample.group]);
  return out;
}

struct Choice {
  double saturation = 0.0;
  double shrinkage = 0.0;
  double mean_log_loss = std::numeric_limits<double>::infinity();
};

Choice Choose(const std::vector<LevelCase>& cases, const std::vector<int>& fold_of, int folds) {
  Choice best;
  for (const double saturation : kSaturations) {
    for (const double shrinkage : kShrinkages) {
      double loss = 0.0;
      for (int fold = 0; fold < folds; ++fold) {
        std::vector<const LevelCase*> inside;
        for (std::size_t i = 0; i < cases.size(); ++i) {
          if (fold_of[i] != fold) inside.push_back(&cases[i]);
        }
        const Eigen::VectorXd x = Minimize(LevelObjective{&inside, saturation, shrinkage},
                                           LevelVariables::Start(), 200, 1e-4);
        for (std::size_t i = 0; i < cases.size(); ++i) {
          if (fold_of[i] == fold) loss += LevelLogLoss(x, saturation, cases[i]);
        }
      }
      const double mean = loss / static_cast<double>(cases.size());
      if (mean < best.mean_log_loss) best = {saturation, shrinkage, mean};
    }
  }
  return best;
}

// Moves and scales h so that the cutpoints lie evenly around 0 with the outer ones at the scores
// 15 and 85.
void Install(const Eigen::VectorXd& x, double saturation, HeatParameters& out) {
  const auto weights = LevelVariables::Weights(x);
  const auto office = LevelVariables::Office(x);
  const auto cutpoints = LevelVariables::Cutpoints(x);
  const double middle = (cutpoints.front() + cutpoints.back()) / 2.0;
  const double scale = Logit(kOuterCutpointScore) / ((cutpoints.back() - cutpoints.front()) / 2.0);
  for (int j = 0; j < kWeightCount; ++j) {
    out.domains[j / kScoredRoleCount].weight[j % kScoredRoleCount] = scale * weights[j];
  }
  out.incumbency.unknown = -scale * middle;
  const std::array<double*, 5> effects = {&out.incumbency.executive, &out.incumbency.designate,
                                          &out.incumbency.other_office, &out.incumbency.just_left,
                                          &out.incumbency.former};
  for (int o = 0; o < 5; ++o) *effects[o] = scale * (office[o] - middle);
  for (int k = 0; k < kCutpointCount; ++k) out.cutpoints[k] = scale * (cutpoints[k] - middle);
  out.level_scale = scale;
  out.score_scale = 1.0;
  out.saturation = scale * saturation;
}

absl::StatusOr<TrendParameters> FitTrendOn(absl::Span<const FitSample> samples,
                                           HeatParameters parameters) {
  parameters.trend = {1.0, 0.0, 1.0, -1.0};  // makes the index the momentum
  absl::StatusOr<HeatModel> model = HeatModel::Create(std::move(parameters));
  if (!model.ok()) return model.status();
  std::vector<TrendCase> cases;
  for (const FitSample& sample : samples) {
    absl::StatusOr<HeatReading> reading =
        model->Read(sample.factors, sample.incumbency, sample.as_of);
    if (!reading.ok()) return reading.status();
    cases.push_back({reading->trend.index, reading->trend.change_evidence, sample.trend});
  }
  return FitTrend(cases);
}

}  // namespace

absl::StatusOr<FitReport> FitHeatParameters(absl::Span<const FitSample> samples,
                                            const FitOptions& options) {
  if (absl::Status status = CheckSamples(samples, options); !status.ok()) return status;
  absl::StatusOr<std::vector<int>> folds = FoldsOf(samples, options.folds);
  if (!folds.ok()) return folds.status();
  HeatParameters unit_weights = options.prior;
  for (DomainParameters& domain : unit_weights.domains) domain.weight.fill(1.0);
  std::vector<LevelCase> cases;
  cases.reserve(samples.size());
  for (const FitSample& sample : samples) {
    absl::StatusOr<LevelCase> c = CaseOf(sample, unit_weights);
    if (!c.ok()) return c.status();
    cases.push_back(*c);
  }
  const Choice choice = Choose(cases, *folds, options.folds);
  std::vector<const LevelCase*> all;
  for (const LevelCase& c : cases) all.push_back(&c);
  const Eigen::VectorXd x =
      Minimize(LevelObjective{&all, choice.saturation, choice.shrinkage}, LevelVariables::Start());
  FitReport report;
  report.parameters = options.prior;
  Install(x, choice.saturation, report.parameters);
  absl::StatusOr<TrendParameters> trend = FitTrendOn(samples, report.parameters);
  if (!trend.ok()) return trend.status();
  report.parameters.trend = *trend;
  report.parameters.provenance.samples = static_cast<int>(samples.size());
  report.shrinkage = choice.shrinkage;
  report.saturation = choice.saturation;
  report.mean_log_loss = choice.mean_log_loss;
  if (absl::Status status = Validate(report.parameters); !status.ok()) return status;
  return report;
}

}  // namespace isotherm::scoring
