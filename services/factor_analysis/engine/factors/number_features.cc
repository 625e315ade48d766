#include "services/factor_analysis/engine/factors/number_features.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "services/factor_analysis/engine/text/token_hash.h"

namespace isotherm::engine {
namespace {

constexpr std::array<std::pair<std::string_view, double>, 29> kWords = {{
    {"one", 1},       {"two", 2},      {"three", 3},     {"four", 4},      {"five", 5},
    {"six", 6},       {"seven", 7},    {"eight", 8},     {"nine", 9},      {"ten", 10},
    {"eleven", 11},   {"twelve", 12},  {"thirteen", 13}, {"fifteen", 15},  {"sixteen", 16},
    {"eighteen", 18}, {"twenty", 20},  {"thirty", 30},   {"forty", 40},    {"fifty", 50},
    {"sixty", 60},    {"seventy", 70}, {"eighty", 80},   {"ninety", 90},   {"hundred", 100},
    {"dozen", 12},    {"half", 50},    {"fourteen", 14}, {"nineteen", 19},
}};

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// What a share is a share of, as far as it matters for its reading.
char Counted(absl::Span<const Token> tokens, const Unit& unit) {
  for (std::uint32_t i = unit.first_token; i < unit.last_token; ++i) {
    const std::string_view word = tokens[i].lower;
    if (IsOneOf(word, {"approval", "approve", "rating", "ratings", "support", "poll", "polls",
                       "trust", "popularity", "confidence", "favourable"})) {
      return 'a';
    }
    if (IsOneOf(word, {"disapprove", "disapproval", "unfavourable", "distrust"})) return 'd';
    if (IsOneOf(word, {"vote", "votes", "ballots", "ballot", "won", "voted", "turnout"})) {
      return 'v';
    }
    if (IsOneOf(word, {"seats", "seat", "deputies", "chamber", "members", "lawmakers"})) return 's';
    if (IsOneOf(word, {"inflation", "unemployment", "deficit", "debt", "jobless"})) return 'i';
    if (IsOneOf(word, {"growth", "grew", "expanded", "output", "economy"})) return 'g';
  }
  return '0';
}

std::uint64_t FeatureName(std::string_view kind, char a, std::uint64_t b, char c) {
  std::uint64_t state = TokenHash(kind);
  state = (state ^ static_cast<unsigned char>(a)) * 0x9e3779b97f4a7c15ull;
  state = (state ^ b) * 0x9e3779b97f4a7c15ull;
  return (state ^ static_cast<unsigned char>(c)) * 0x9e3779b97f4a7c15ull;
}

char Holder(const SideTrack& sides, const Unit& unit) {
  for (std::uint32_t i = unit.first_token; i < unit.last_token; ++i) {
    const int sign = SignOfSide(sides.at(i));
    if (sign != 0) return sign > 0 ? '+' : '-';
  }
  return '0';
}

}  // namespace

double NumberOf(const Token& token) {
  if (token.kind == TokenKind::kWord) {
    for (const auto& [word, value] : kWords) {
      if (token.lower == word) return value;
    }
    return -1.0;
  }
  if (token.kind != TokenKind::kNumber) return -1.0;
  double value = 0.0;
  double place = 0.0;
  for (const char c : token.lower) {
    if (c >= '0' && c <= '9') {
      value = value * 10 + (c - '0');
      place *= 10;
      if (value > 1e12) return 1e12;
    } else if (c == '.' && place == 0.0) {
      place = 1.0;
    } else if (c != ',') {
      break;
    }
  }
  return place > 1.0 ? value / place : value;
}

void AddNumberFeatures(const ClauseMap& clauses, const SideTrack& sides, const Unit& unit,
                       FeatureVector& direction, FeatureVector& topic) {
  const auto tokens = clauses.text().tokens();
  const char counted = Counted(tokens, unit);
  const char holder = Holder(sides, unit);
  double last = -1.0;
  std::uint32_t last_at = 0;
  for (std::uint32_t i = unit.first_token; i < unit.last_token; ++i) {
    const double value = NumberOf(tokens[i]);
    if (value < 0) continue;
    const std::string_view next = i + 1 < unit.last_token ? tokens[i + 1].lower : "";
    const bool percent = IsOneOf(next, {"per", "percent", "%"});
    if (percent) {
      const std::uint64_t band = value < 15   ? 0
                                 : value < 30 ? 1
                                 : value < 42 ? 2
                                 : value < 50 ? 3
                                 : value < 60 ? 4
                                 : value < 75 ? 5
                                              : 6;
      direction.Add(FeatureName("share", counted, band, holder));
      direction.Add(FeatureName("share", counted, band, 'x'));
      topic.Add(FeatureName("share", counted, 0, 'x'));
    }
    const std::string_view before = i > unit.first_token ? tokens[i - 1].lower : "";
    // "from 40 to 25", "25, down from 40", "61 of 400"
    if (last > 0 && i - last_at <= 6) {
      const bool from = IsOneOf(before, {"from"});
      const bool to = IsOneOf(before, {"to"});
      if (from || to) {
        const bool rose = to ? value > last : last > value;
        direction.Add(FeatureName("moved", counted, rose, holder));
        direction.Add(FeatureName("moved", counted, rose, 'x'));
      }
      if (IsOneOf(before, {"of"}) && value > last && i - last_at <= 4) {
        const double share = last / value;
        direction.Add(FeatureName("of", counted, share < 0.34 ? 0 : share < 0.5 ? 1 : 2, holder));
        direction.Add(FeatureName("of", 'x', share < 0.34 ? 0 : share < 0.5 ? 1 : 2, 'x'));
      }
    }
    last = value;
    last_at = i;
  }
}

}  // namespace isotherm::engine
