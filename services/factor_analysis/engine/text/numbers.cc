#include "services/factor_analysis/engine/text/numbers.h"

#include <algorithm>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "services/factor_analysis/engine/text/number_words.h"
#include "services/factor_analysis/engine/text/token_hash.h"

namespace isotherm::engine {
namespace {

bool IsAnyOf(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool IsCurrency(std::string_view form) {
  return IsAnyOf(form, {"$", "\xE2\x82\xAC", "\xC2\xA3", "\xC2\xA5"});
}

NumberUnit UnitOf(std::string_view lower) {
  if (IsAnyOf(lower, {"%", "percent", "pct"})) return NumberUnit::kPercent;
  if (IsAnyOf(lower, {"point", "points"})) return NumberUnit::kPoints;
  if (IsAnyOf(lower, {"seat", "seats", "deputies", "lawmakers", "mps", "legislators", "senators",
                      "members", "mandates"})) {
    return NumberUnit::kSeats;
  }
  if (IsAnyOf(lower, {"vote", "votes", "ballots"})) return NumberUnit::kVotes;
  if (IsAnyOf(lower, {"dollars", "euros", "pounds", "rubles", "roubles", "rupees", "yuan", "yen",
                      "rand", "lira", "pesos", "shillings", "naira"})) {
    return NumberUnit::kMoney;
  }
  if (IsAnyOf(lower, {"people", "protesters", "demonstrators", "troops", "soldiers", "civilians",
                      "dead", "deaths", "casualties", "workers", "refugees", "supporters",
                      "officers", "policemen", "prisoners", "rebels", "militants", "voters"})) {
    return NumberUnit::kPeople;
  }
  if (IsAnyOf(lower,
              {"day", "days", "week", "weeks", "month", "months", "year", "years", "decades"})) {
    return NumberUnit::kDuration;
  }
  return NumberUnit::kNone;
}

// Words a quantity can begin with, hyphenated ones apart.
bool MayBegin(const Token& token) {
  static const auto* const starters = [] {
    auto* set = new absl::flat_hash_set<std::uint64_t>;
    const auto insert = [set](std::string_view word) { set->insert(TokenHash(word)); };
    ForEachNumberWord(insert);
    ForEachFractionWord(insert);
    return set;
  }();
  return token.kind == TokenKind::kNumber || token.hyphenated || starters->contains(token.hash);
}

class NumberFinder {
 public:
  explicit NumberFinder(const DocumentText& text) : text_(text) {}

  std::vector<NumberMention> Run() {
    for (const Sentence& sentence : text_.sentences()) {
      last_ = sentence.last_token;
      const std::size_t first = found_.size();
      for (std::uint32_t i = sentence.first_token; i < last_;) {
        NumberMention number;
        const std::uint32_t end = MayBegin(At(i)) ? Value(i, number) : i;
        if (end > i) found_.push_back(number);
        i = end > i ? end : i + 1;
      }
      Compare(sentence.first_token, first);
    }
    return std::move(found_);
  }

 private:
  const Token& At(std::uint32_t i) const { return text_.tokens()[i]; }
  std::string_view Lower(std::uint32_t i) const {
    return i < last_ ? At(i).lower : std::string_view();
  }

  std::uint32_t Value(std::uint32_t i, NumberMention& number) const {
    const Token& token = At(i);
    number.first_token = i;
    if (token.kind == TokenKind::kNumber) {
      const auto value = ParseNumber(token.lower);
      if (!value.has_value()) return i;
      number.value = *value;
      number.rank = token.lower.ends_with("st") || token.lower.ends_with("nd") ||
                    token.lower.ends_with("rd") || token.lower.ends_with("th");
    } else if (token.kind == TokenKind::kWord) {
      if (token.hyphenated && token.form.front() >= '0' && token.form.front() <= '9') {
        return Compound(i, number);
      }
      if (const auto fraction = FractionWord(token.lower); fraction.has_value()) {
        return Fraction(i, *fraction, number);
      }
      const auto value = NumberWord(token.lower);
      if (!value.has_value()) return i;
      number.value = *value;
    } else {
      return i;
    }
    std::uint32_t end = i + 1;
    while (const auto scale = ScaleOfNumber(Lower(end))) {
      number.value *= *scale;
      ++end;
    }
    if (i > 0 && At(i - 1).sentence == token.sentence && IsCurrency(At(i - 1).form)) {
      number.unit = NumberUnit::kMoney;
    } else {
      end = Unit(end, number);
    }
    number.last_token = end;
    return end;
  }

  // "per cent", "%", "percentage points", "of the vote" and one adjective before the unit.
  std::uint32_t Unit(std::uint32_t end, NumberMention& number) const {
    if (Lower(end) == "per" && Lower(end + 1) == "cent") {
      number.unit = NumberUnit::kPercent;
      return end + 2;
    }
    if (Lower(end) == "percentage" && UnitOf(Lower(end + 1)) == NumberUnit::kPoints) {
      number.unit = NumberUnit::kPoints;
      return end + 2;
    }
    for (std::uint32_t skip = 0; skip < 2; ++skip) {
      const NumberUnit unit = UnitOf(Lower(end + skip));
      if (unit == NumberUnit::kNone) continue;
      if (skip == 1 && At(end).kind != TokenKind::kWord) break;
      number.unit = unit;
      return end + skip + 1;
    }
    return end;
  }

  // "10-point", "100-seat", "10-month".
  std::uint32_t Compound(std::uint32_t i, NumberMention& number) const {
    const HyphenParts parts(At(i).lower);
    const auto value = ParseNumber(*parts.begin());
    if (!value.has_value() || parts.size < 2) return i;
    number.value = *value;
    number.unit = UnitOf(parts.parts[1]);
    number.last_token = i + 1;
    return i + 1;
  }

  // "a third of", "two-thirds of", "half of", but not "a third term".
  std::uint32_t Fraction(std::uint32_t i, double share, NumberMention& number) const {
    const bool of = Lower(i + 1) == "of" || (Lower(i) == "half" && Lower(i + 1) == "the");
    if (!of && !At(i).hyphenated) return i;
    number.value = 100.0 * share;
    number.unit = NumberUnit::kPercent;
    number.last_token = i + 1;
    return i + 1;
  }

  // Sets numbers of one sentence against each other.
  void Compare(std::uint32_t sentence_first, std::size_t first) {
    for (std::size_t k = first; k + 1 < found_.size(); ++k) {
      NumberMention& a = found_[k];
      NumberMention& b = found_[k + 1];
      const std::uint32_t gap = b.first_token - a.last_token;
      if (gap == 0 || gap > 4) continue;
      const std::string_view last_word = Lower(b.first_token - 1);
      if (gap <= 2 && (last_word == "of" || Lower(a.last_token) == "of") &&
          a.unit != NumberUnit::kPercent && b.value > a.value) {
        a.total = b.value;
        if (a.unit == NumberUnit::kNone) a.unit = b.unit;
        continue;
      }
      const bool from_before = a.first_token > sentence_first && Lower(a.first_token - 1) == "from";
      if (last_word == "from") {
        a.before = b.value;
        if (a.unit == NumberUnit::kNone) a.unit = b.unit;
        if (b.unit == NumberUnit::kNone) b.unit = a.unit;
      } else if (from_before && last_word == "to") {
        b.before = a.value;
        if (a.unit == NumberUnit::kNone) a.unit = b.unit;
      }
    }
  }

  const DocumentText& text_;
  std::uint32_t last_ = 0;
  std::vector<NumberMention> found_;
};

}  // namespace

std::vector<NumberMention> FindNumbers(const DocumentText& text) {
  return NumberFinder(text).Run();
}

}  // namespace isotherm::engine
