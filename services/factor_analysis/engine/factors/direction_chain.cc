#include "services/factor_analysis/engine/factors/direction_chain.h"

#include <algorithm>
#include <cmath>

namespace isotherm::engine {
namespace {

// Half log odds that two neighbours agree, chosen by cross-validation on the training leaders.
constexpr double kOwnWeight = 0.6;  // of the unit's own reading
constexpr double kSameSentence = 0.7;
constexpr double kSameParagraph = 0.35;
constexpr double kOtherParagraph = 0.0;
constexpr double kContrast = -0.4;
constexpr double kContrastAcross = -0.12;  // with the paragraph before

constexpr std::string_view kContrasts[] = {"but",     "yet",        "however", "still",
                                           "nor",     "although",   "though",  "nevertheless",
                                           "despite", "nonetheless"};

bool IsContrast(std::string_view word) {
  return std::find(std::begin(kContrasts), std::end(kContrasts), word) != std::end(kContrasts);
}

double Coupling(const DocumentText& text, const Unit& before, const Unit& unit) {
  const auto paragraph = [&](const Unit& u) { return text.sentences()[u.sentence].paragraph; };
  const bool same_paragraph = paragraph(before) == paragraph(unit);
  if (BeginsContrast(text, unit)) return same_paragraph ? kContrast : kContrastAcross;
  if (before.sentence == unit.sentence) return kSameSentence;
  return same_paragraph ? kSameParagraph : kOtherParagraph;
}

// What a neighbour with log odds `field` says through a coupling.
double Pass(double field, double coupling) {
  const double product = std::tanh(coupling) * std::tanh(field);
  return std::atanh(std::clamp(product, -0.9999, 0.9999));
}

}  // namespace

bool BeginsContrast(const DocumentText& text, const Unit& unit) {
  const auto tokens = text.tokens();
  const std::uint32_t last = std::min(unit.first_token + 3, unit.last_token);
  for (std::uint32_t i = unit.first_token; i < last; ++i) {
    if (tokens[i].lower == "however") return true;
    if (i == unit.first_token && IsContrast(tokens[i].lower)) return true;
  }
  return unit.first_token + 1 < unit.last_token && tokens[unit.first_token].lower == "even" &&
         tokens[unit.first_token + 1].lower == "so";
}

std::vector<double> ChainLogits(const DocumentText& text, absl::Span<const Unit> units,
                                absl::Span<const double> logits) {
  const std::size_t n = units.size();
  std::vector<double> own(n), coupling(n, 0.0), forward(n, 0.0), backward(n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    own[i] = kOwnWeight * logits[i] / 2;
    if (i > 0) coupling[i] = Coupling(text, units[i - 1], units[i]);
  }
  for (std::size_t i = 1; i < n; ++i) {
    forward[i] = Pass(own[i - 1] + forward[i - 1], coupling[i]);
  }
  for (std::size_t i = n; i-- > 1;) {
    backward[i - 1] = Pass(own[i] + backward[i], coupling[i]);
  }
  std::vector<double> result(n);
  for (std::size_t i = 0; i < n; ++i) result[i] = 2 * (own[i] + forward[i] + backward[i]);
  return result;
}

}  // namespace isotherm::engine
