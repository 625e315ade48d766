#include "services/scoring/model/fitting/ordinal_fit.h"

namespace isotherm::scoring {
namespace {

struct HalfLife {
  Domain domain;
  double days;
  const char* reason;
};

constexpr HalfLife kHalfLives[] = {
    {Domain::kPublicSupport, 90,
     "approval moves by the quarter; older polls describe another mood"},
    {Domain::kElectionsMandate, 365,
     "a mandate counts most in its first year and wanes well before the next vote"},
    {Domain::kPartyCoalition, 180, "coalitions and party peace are renegotiated within months"},
    {Domain::kOpposition, 180, "challengers regroup or split within months"},
    {Domain::kUnrest, 45, "protest waves grow or ebb within weeks"},
    {Domain::kInstitutionsControl, 365,
     "captured courts and loyal officers last for years, rulings and purges age"},
    {Domain::kScandalLegal, 45, "a scandal that brings no trial or resignation is gone in weeks"},
    {Domain::kEconomy, 180, "growth and prices are felt over two or three quarters"},
    {Domain::kSecurityWar, 180, "battlefield news is overtaken within months"},
    {Domain::kAlliances, 365, "treaties and patrons change by the year"},
    {Domain::kForeignRivals, 180, "pressure and weakness of adversaries shift within months"},
    {Domain::kResourcesLeverage, 730, "pipelines, transit and geography stay for years"},
    {Domain::kLegitimacyNarrative, 730,
     "national causes, recognition and legacy outlive news by years"},
    {Domain::kCrisisManagement, 90, "credit or blame for an emergency fades with it"},
    {Domain::kHealthTenure, 365, "illness, exits and years in office are facts of the year"},
};

}  // namespace

HeatParameters UnfittedHeatParameters() {
  HeatParameters parameters;
  for (const HalfLife& half_life : kHalfLives) {
    DomainParameters& domain = parameters.domains[static_cast<int>(half_life.domain)];
    domain.half_life_days = half_life.days;
    domain.reason = half_life.reason;
  }
  parameters.incumbency.just_left_half_life_days = 180.0;
  // 3 to 1 against the old side of the boundary, or a month without a break.
  parameters.hysteresis = {.threshold = 0.75, .dwell_days = 30.0};
  // logit(0.9): 80 % of a logistic distribution.
  parameters.interval = {
      .one_source_width = 2.1972245773362196, .floor = 0.35, .min_sources = 0.05};
  parameters.coverage = {.half_sources = 2.0, .medium = 0.4, .high = 0.7};
  return parameters;
}

}  // namespace isotherm::scoring
