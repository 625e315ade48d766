#include "services/factor_analysis/engine/text/number_words.h"

#include <cstdlib>
#include <string>

namespace isotherm::engine {
namespace {

struct Word {
  std::string_view text;
  double value;
};

constexpr Word kWords[] = {
    {"zero", 0},     {"one", 1},      {"two", 2},        {"three", 3},     {"four", 4},
    {"five", 5},     {"six", 6},      {"seven", 7},      {"eight", 8},     {"nine", 9},
    {"ten", 10},     {"eleven", 11},  {"twelve", 12},    {"thirteen", 13}, {"fourteen", 14},
    {"fifteen", 15}, {"sixteen", 16}, {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19},
    {"twenty", 20},  {"thirty", 30},  {"forty", 40},     {"fifty", 50},    {"sixty", 60},
    {"seventy", 70}, {"eighty", 80},  {"ninety", 90},    {"dozen", 12}};

constexpr Word kScales[] = {{"hundred", 1e2},   {"thousand", 1e3},  {"million", 1e6},
                            {"billion", 1e9},   {"trillion", 1e12}, {"hundreds", 1e2},
                            {"thousands", 1e3}, {"millions", 1e6},  {"billions", 1e9}};

constexpr Word kFractions[] = {
    {"half", 0.5},         {"third", 1.0 / 3},       {"two-thirds", 2.0 / 3},
    {"quarter", 0.25},     {"three-quarters", 0.75}, {"one-third", 1.0 / 3},
    {"one-quarter", 0.25}, {"fifth", 0.2},           {"four-fifths", 0.8},
    {"three-fifths", 0.6}, {"two-fifths", 0.4},      {"tenth", 0.1}};

constexpr Word kSuffixes[] = {{"k", 1e3}, {"m", 1e6},   {"mn", 1e6}, {"bn", 1e9},
                              {"b", 1e9}, {"tn", 1e12}, {"st", 1},   {"nd", 1},
                              {"rd", 1},  {"th", 1},    {"", 1}};

template <std::size_t N>
std::optional<double> Lookup(const Word (&words)[N], std::string_view text) {
  for (const Word& word : words) {
    if (word.text == text) return word.value;
  }
  return std::nullopt;
}

}  // namespace

std::optional<double> ParseNumber(std::string_view lower) {
  double value = 0.0;
  double place = 0.0;  // of the next decimal; 0 = before the point
  std::size_t i = 0;
  for (; i < lower.size(); ++i) {
    const char c = lower[i];
    if (c >= '0' && c <= '9') {
      if (place == 0.0) {
        value = value * 10 + (c - '0');
      } else {
        value += place * (c - '0');
        place /= 10;
      }
    } else if (c == '.' && place == 0.0 && i > 0) {
      place = 0.1;
    } else if (c != ',' || i == 0) {
      break;
    }
  }
  if (i == 0) return std::nullopt;
  const auto factor = Lookup(kSuffixes, lower.substr(i));
  if (!factor.has_value()) return std::nullopt;
  return value * *factor;
}

std::optional<double> NumberWord(std::string_view lower) {
  if (lower.size() < 3 || lower.size() > 15) return std::nullopt;
  const std::size_t hyphen = lower.find('-');
  if (hyphen == std::string_view::npos) return Lookup(kWords, lower);
  const auto tens = Lookup(kWords, lower.substr(0, hyphen));
  const auto ones = Lookup(kWords, lower.substr(hyphen + 1));
  if (!tens.has_value() || !ones.has_value() || *tens < 20 || *ones > 9) return std::nullopt;
  return *tens + *ones;
}

void ForEachNumberWord(const std::function<void(std::string_view)>& visit) {
  for (const Word& word : kWords) visit(word.text);
}

void ForEachFractionWord(const std::function<void(std::string_view)>& visit) {
  for (const Word& word : kFractions) visit(word.text);
}

std::optional<double> ScaleOfNumber(std::string_view lower) { return Lookup(kScales, lower); }

std::optional<double> FractionWord(std::string_view lower) { return Lookup(kFractions, lower); }

}  // namespace isotherm::engine
