#include "services/factor_analysis/engine/text/dates.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "services/factor_analysis/engine/text/number_words.h"
#include "services/factor_analysis/engine/text/token_hash.h"

namespace isotherm::engine {
namespace {

constexpr std::string_view kMonths[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
constexpr std::string_view kWeekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                          "friday", "saturday", "sunday"};

bool IsAnyOf(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

struct DayRange {
  absl::CivilDay first;
  absl::CivilDay last;
};

DayRange YearRange(int year) { return {absl::CivilDay(year, 1, 1), absl::CivilDay(year, 12, 31)}; }

DayRange MonthRange(int year, int month) {
  const absl::CivilMonth start(year, month);
  return {absl::CivilDay(start), absl::CivilDay(start + 1) - 1};
}

bool IsValidDay(int year, int month, int day) {
  const absl::CivilDay civil(year, month, day);
  return civil.month() == month && civil.day() == day;
}

// Words a date can begin with.
const absl::flat_hash_set<std::uint64_t>& DateStarters() {
  static const auto* const starters = [] {
    auto* set = new absl::flat_hash_set<std::uint64_t>;
    for (const std::string_view word : kMonths) {
      set->insert(TokenHash(word));
      set->insert(TokenHash(word.substr(0, 3)));
    }
    for (const std::string_view word : kWeekdays) set->insert(TokenHash(word));
    for (const std::string_view word :
         {"sept",     "today",   "tonight",  "yesterday", "tomorrow", "overnight", "last",
          "previous", "next",    "coming",   "this",      "past",     "winter",    "spring",
          "summer",   "autumn",  "fall",     "a",         "an",       "day",       "days",
          "week",     "weeks",   "month",    "months",    "year",     "years",     "decade",
          "decades",  "century", "centuries"}) {
      set->insert(TokenHash(word));
    }
    ForEachNumberWord([set](std::string_view word) { set->insert(TokenHash(word)); });
    return set;
  }();
  return *starters;
}

class DateFinder {
 public:
  DateFinder(const DocumentText& text, absl::CivilDay day) : text_(text), day_(day) {}

  std::vector<DateMention> Run() {
    for (const Sentence& sentence : text_.sentences()) {
      last_ = sentence.last_token;
      for (std::uint32_t i = sentence.first_token; i < last_;) {
        first_ = sentence.first_token;
        const std::uint32_t end = MayBegin(i) ? FindAt(i) : i;
        i = end > i ? end : i + 1;
      }
    }
    return std::move(found_);
  }

 private:
  const Token& At(std::uint32_t i) const { return text_.tokens()[i]; }
  bool Has(std::uint32_t i) const { return i < last_; }
  bool Is(std::uint32_t i, std::string_view lower) const { return Has(i) && At(i).lower == lower; }
  std::string_view Before(std::uint32_t i) const {
    return i > first_ ? At(i - 1).lower : std::string_view();
  }

  // Most tokens can begin no date: one probe tells.
  bool MayBegin(std::uint32_t i) const {
    const Token& token = At(i);
    return token.kind == TokenKind::kNumber || DateStarters().contains(token.hash);
  }

  std::uint32_t Add(std::uint32_t begin, std::uint32_t end, DayRange range, bool relative) {
    found_.push_back({begin, end, range.first, range.last, relative});
    return end;
  }

  std::uint32_t FindAt(std::uint32_t i) {
    std::uint32_t end = i;
    if (At(i).kind == TokenKind::kNumber) {
      if ((end = IsoDate(i)) > i || (end = DayMonth(i)) > i || (end = YearOrDecade(i)) > i)
        return end;
      return Ago(i);
    }
    if ((end = MonthFirst(i)) > i || (end = Weekday(i)) > i || (end = NamedDay(i)) > i ||
        (end = ThisLastNext(i)) > i || (end = Season(i)) > i || (end = PastSpan(i)) > i) {
      return end;
    }
    return Ago(i);
  }

  std::optional<int> MonthAt(std::uint32_t i) const {
    if (!Has(i) || !At(i).capitalised) return std::nullopt;
    const std::string_view lower = At(i).lower;
    if (lower.size() < 3) return std::nullopt;
    for (int m = 0; m < 12; ++m) {
      if (lower == kMonths[m]) return m + 1;
      const bool short_form = lower == kMonths[m].substr(0, 3) || (m == 8 && lower == "sept");
      if (short_form) return m + 1;
    }
    return std::nullopt;
  }

  // Past the stop of "Sept.".
  std::uint32_t AfterMonth(std::uint32_t i) const {
    const bool stop = Is(i + 1, ".") && !At(i + 1).space_before && Has(i + 2);
    return stop && At(i).form.size() <= 4 && At(i).lower != "may" ? i + 2 : i + 1;
  }

  std::optional<int> YearAt(std::uint32_t i) const {
    if (!Has(i) || At(i).kind != TokenKind::kNumber || At(i).form.size() != 4) return std::nullopt;
    const auto value = ParseNumber(At(i).lower);
    if (!value.has_value() || *value < 1800 || *value > 2100) return std::nullopt;
    if (At(i).form.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    return static_cast<int>(*value);
  }

  std::optional<int> DayOfMonthAt(std::uint32_t i) const {
    if (!Has(i) || At(i).kind != TokenKind::kNumber) return std::nullopt;
    std::string_view digits = At(i).lower;
    for (const std::string_view suffix : {"st", "nd", "rd", "th"}) {
      if (digits.ends_with(suffix)) digits.remove_suffix(2);
    }
    if (digits.empty() || digits.size() > 2) return std::nullopt;
    const auto value = ParseNumber(digits);
    if (!value.has_value() || *value < 1 || *value > 31) return std::nullopt;
    return static_cast<int>(*value);
  }

  std::uint32_t IsoDate(std::uint32_t i) {
    const auto year = YearAt(i);
    if (!year.has_value() || !Is(i + 1, "-") || !Is(i + 3, "-")) return i;
    const auto month = DayOfMonthAt(i + 2);
    const auto day = DayOfMonthAt(i + 4);
    if (!month.has_value() || !day.has_value() || *month > 12) return i;
    if (!IsValidDay(*year, *month, *day)) return i;
    const absl::CivilDay civil(*year, *month, *day);
    return Add(i, i + 5, {civil, civil}, false);
  }

  // A day without a year: the latest not after the document's day; with `next` the first after it.
  std::uint32_t AddDay(std::uint32_t begin, std::uint32_t end, int month, int day, bool next) {
    std::uint32_t at = Is(end, ",") ? end + 1 : end;
    if (const auto year = YearAt(at); year.has_value()) {
      if (!IsValidDay(*year, month, day)) return begin;
      const absl::CivilDay civil(*year, month, day);
      return Add(begin, at + 1, {civil, civil}, false);
    }
    int year = static_cast<int>(day_.year());
    if (!IsValidDay(year, month, day)) return begin;
    absl::CivilDay civil(year, month, day);
    // Texts name days a few weeks ahead without a year too ("the vote on 12 October").
    constexpr int kAheadDays = 60;
    if (next ? civil <= day_ : civil > day_ + kAheadDays) {
      year += next ? 1 : -1;
      if (!IsValidDay(year, month, day)) return begin;
      civil = absl::CivilDay(year, month, day);
    }
    return Add(begin, end, {civil, civil}, true);
  }

  // "25 September 2023", "25th of September".
  std::uint32_t DayMonth(std::uint32_t i) {
    const auto day = DayOfMonthAt(i);
    if (!day.has_value()) return i;
    const std::uint32_t at = Is(i + 1, "of") ? i + 2 : i + 1;
    const auto month = MonthAt(at);
    if (!month.has_value()) return i;
    return AddDay(i, AfterMonth(at), *month, *day, false);
  }

  // "September 25, 2023", "Sept. 2023", "in September".
  std::uint32_t MonthFirst(std::uint32_t i) {
    const auto month = MonthAt(i);
    if (!month.has_value()) return i;
    const std::uint32_t after = AfterMonth(i);
    if (const auto day = DayOfMonthAt(after); day.has_value() && !Is(after + 1, "%")) {
      const std::uint32_t end = AddDay(i, after + 1, *month, *day, Before(i) == "next");
      if (end > i) return end;
    }
    const std::uint32_t at = Is(after, "of") || Is(after, ",") ? after + 1 : after;
    if (const auto year = YearAt(at); year.has_value()) {
      return Add(i, at + 1, MonthRange(*year, *month), false);
    }
    if (Is(at, "last") && Is(at + 1, "year")) {
      return Add(i, at + 2, MonthRange(static_cast<int>(day_.year()) - 1, *month), true);
    }
    const std::string_view before = Before(i);
    if (!IsAnyOf(before, {"in",     "since", "by",     "until", "till", "from", "last",
                          "next",   "this",  "of",     "early", "late", "mid",  "between",
                          "before", "after", "during", "to",    "for",  "and"})) {
      return i;
    }
    int year = static_cast<int>(day_.year());
    const bool next = before == "next" || before == "by" || before == "until";
    if (next && *month < day_.month()) ++year;
    if (!next && *month > day_.month()) --year;
    if (before == "last" && *month == day_.month()) --year;
    return Add(i, after, MonthRange(year, *month), true);
  }

  std::uint32_t YearOrDecade(std::uint32_t i) {
    const std::string_view lower = At(i).lower;
    if (lower.size() == 5 && lower.ends_with("0s")) {
      const auto start = ParseNumber(lower.substr(0, 4));
      if (!start.has_value() || *start < 1800 || *start > 2100) return i;
      const int year = static_cast<int>(*start);
      return Add(i, i + 1, Decade(i, year), false);
    }
    const auto year = YearAt(i);
    if (!year.has_value()) return i;
    // "1,960 soldiers" is no year, nor is "1960 soldiers" without a word that asks for one.
    const std::string_view before = Before(i);
    const bool asked =
        IsAnyOf(before, {"in",     "since",  "of",    "by",   "until", "till", "from",    "during",
                         "after",  "before", "early", "late", "mid",   "to",   "through", "the",
                         "'s",     "his",    "her",   "its",  "their", "(",    "between", "year",
                         "around", "circa",  "for",   "a",    "re"}) ||
        (!found_.empty() && i >= first_ + 2 && found_.back().last_token + 1 == i &&
         IsAnyOf(before, {"and", "-", "\xE2\x80\x93", "or", ","}));
    if (!asked) return i;
    return Add(i, i + 1, Part(i, YearRange(*year)), false);
  }

  // "early", "late", "mid" before a period.
  DayRange Part(std::uint32_t i, DayRange range) const {
    const auto third = (range.last - range.first) / 3;
    const std::string_view before = Before(i);
    if (before == "early") range.last = range.first + third;
    if (before == "late") range.first = range.last - third;
    if (before == "mid") range = {range.first + third, range.last - third};
    return range;
  }

  DayRange Decade(std::uint32_t i, int year) const {
    const int years = year % 100 == 0 && At(i).lower.starts_with("1") ? 99 : 9;
    return Part(i, {absl::CivilDay(year, 1, 1), absl::CivilDay(year + years, 12, 31)});
  }

  std::uint32_t Weekday(std::uint32_t i) {
    if (!At(i).capitalised) return i;
    for (int w = 0; w < 7; ++w) {
      if (At(i).lower != kWeekdays[w]) continue;
      if (DayOfMonthAt(i + 1) || (Is(i + 1, ",") && (DayOfMonthAt(i + 2) || MonthAt(i + 2)))) {
        return i;
      }
      const auto weekday = static_cast<absl::Weekday>(w);
      const std::string_view before = Before(i);
      absl::CivilDay day = absl::NextWeekday(day_, weekday);
      if (before != "next") {
        day = absl::GetWeekday(day_) == weekday ? day_ : absl::PrevWeekday(day_, weekday);
        if (before == "last" && day == day_) day -= 7;
      }
      return Add(i, i + 1, {day, day}, true);
    }
    return i;
  }

  std::uint32_t NamedDay(std::uint32_t i) {
    const std::string_view lower = At(i).lower;
    if (lower == "today" || lower == "tonight") return Add(i, i + 1, {day_, day_}, true);
    if (lower == "yesterday") return Add(i, i + 1, {day_ - 1, day_ - 1}, true);
    if (lower == "tomorrow") return Add(i, i + 1, {day_ + 1, day_ + 1}, true);
    if (lower == "overnight") return Add(i, i + 1, {day_ - 1, day_}, true);
    return i;
  }

  std::optional<DayRange> UnitAround(std::string_view unit, int offset) const {
    if (unit == "night" || unit == "day") return DayRange{day_ + offset, day_ + offset};
    if (unit == "week" || unit == "weekend") {
      const absl::CivilDay monday = absl::NextWeekday(day_, absl::Weekday::monday) - 7 + 7 * offset;
      if (unit == "weekend") return DayRange{monday + 5, monday + 6};
      return DayRange{monday, monday + 6};
    }
    if (unit == "month") {
      const absl::CivilMonth month = absl::CivilMonth(day_) + offset;
      return MonthRange(static_cast<int>(month.year()), month.month());
    }
    if (unit == "year") return YearRange(static_cast<int>(day_.year()) + offset);
    if (unit == "decade") {
      const int start = static_cast<int>(day_.year()) / 10 * 10 + 10 * offset;
      return DayRange{absl::CivilDay(start, 1, 1), absl::CivilDay(start + 9, 12, 31)};
    }
    if (unit == "century") {
      const int start = static_cast<int>(day_.year()) / 100 * 100 + 100 * offset;
      return DayRange{absl::CivilDay(start, 1, 1), absl::CivilDay(start + 99, 12, 31)};
    }
    return std::nullopt;
  }

  // "last week", "this month", "next year", "earlier this year".
  std::uint32_t ThisLastNext(std::uint32_t i) {
    const std::string_view lower = At(i).lower;
    int offset = 0;
    if (lower == "last" || lower == "previous") {
      offset = -1;
    } else if (lower == "next" || lower == "coming") {
      offset = 1;
    } else if (lower != "this") {
      return i;
    }
    if (!Has(i + 1)) return i;
    auto range = UnitAround(At(i + 1).lower, offset);
    if (!range.has_value()) return i;
    const std::string_view before = Before(i);
    if (offset == 0 && before == "earlier") range->last = std::min(range->last, day_);
    if (offset == 0 && before == "later") range->first = std::max(range->first, day_);
    return Add(i, i + 2, *range, true);
  }

  // "last summer", "the spring of 2019".
  std::uint32_t Season(std::uint32_t i) {
    static constexpr std::string_view kSeasons[] = {"winter", "spring", "summer", "autumn"};
    const std::string_view lower = At(i).lower == "fall" ? "autumn" : At(i).lower;
    for (int s = 0; s < 4; ++s) {
      if (lower != kSeasons[s]) continue;
      // The northern winter begins in December of the year before.
      const auto range = [&](int year) {
        const absl::CivilMonth start(year, s == 0 ? 0 : 3 * s);
        return DayRange{absl::CivilDay(start), absl::CivilDay(start + 3) - 1};
      };
      const std::uint32_t at = Is(i + 1, "of") ? i + 2 : i + 1;
      if (const auto year = YearAt(at); year.has_value()) {
        return Add(i, at + 1, range(*year), false);
      }
      const std::string_view before = Before(i);
      if (!IsAnyOf(before, {"last", "this", "next"})) return i;
      int year = static_cast<int>(day_.year());
      if (before == "last" && range(year).last >= day_) --year;
      if (before == "next" && range(year).first <= day_) ++year;
      return Add(i, i + 1, range(year), true);
    }
    return i;
  }

  absl::CivilDay Shift(std::string_view unit, double amount) const {
    const auto whole = static_cast<int>(amount);
    if (unit.starts_with("day")) return day_ + whole;
    if (unit.starts_with("week")) return day_ + 7 * whole;
    const int months = unit.starts_with("month")    ? whole
                       : unit.starts_with("year")   ? static_cast<int>(12 * amount)
                       : unit.starts_with("decade") ? static_cast<int>(120 * amount)
                                                    : static_cast<int>(1200 * amount);
    const absl::CivilMonth month = absl::CivilMonth(day_) + months;
    const int last_day = (absl::CivilDay(month + 1) - 1).day();
    return absl::CivilDay(month.year(), month.month(), std::min(day_.day(), last_day));
  }

  static bool IsUnit(std::string_view lower) {
    return IsAnyOf(lower, {"day", "days", "week", "weeks", "month", "months", "year", "years",
                           "decade", "decades", "century", "centuries"});
  }

  // Width of uncertainty of "three years ago": half a unit each way.
  DayRange Around(std::string_view unit, double amount) const {
    if (unit.starts_with("day")) return {Shift(unit, amount), Shift(unit, amount)};
    const absl::CivilDay middle = Shift(unit, amount);
    const int half = unit.starts_with("week")     ? 3
                     : unit.starts_with("month")  ? 15
                     : unit.starts_with("year")   ? 182
                     : unit.starts_with("decade") ? 1826
                                                  : 18262;
    return {middle - half, std::min(middle + half, day_)};
  }

  // "two weeks ago", "a decade earlier", "years ago".
  std::uint32_t Ago(std::uint32_t i) {
    std::uint32_t unit = i;
    double amount = 0.0;
    if (IsUnit(At(i).lower) && At(i).lower.ends_with("s")) {
      // A bare plural: from two to about six.
      if (!Is(i + 1, "ago")) return i;
      return Add(i, i + 2, {Shift(At(i).lower, -6), Shift(At(i).lower, -2)}, true);
    }
    if (const auto value = NumberWord(At(i).lower); value.has_value()) {
      amount = *value;
    } else if (IsAnyOf(At(i).lower, {"a", "an"})) {
      amount = 1;
    } else if (At(i).kind == TokenKind::kNumber) {
      amount = ParseNumber(At(i).lower).value_or(0.0);
    }
    if (amount <= 0.0 || amount > 1000.0) return i;
    unit = i + 1;
    if (Is(i, "a") && Is(i + 1, "few")) {
      amount = 3;
      unit = i + 2;
    }
    if (!Has(unit) || !IsUnit(At(unit).lower) || !Has(unit + 1)) return i;
    if (!IsAnyOf(At(unit + 1).lower, {"ago", "earlier"})) return i;
    return Add(i, unit + 2, Around(At(unit).lower, -amount), true);
  }

  // "the past three months", "the last decade".
  std::uint32_t PastSpan(std::uint32_t i) {
    if (!IsAnyOf(At(i).lower, {"past", "last"}) || !Has(i + 1)) return i;
    double amount = 1;
    std::uint32_t unit = i + 1;
    if (const auto value = NumberWord(At(i + 1).lower); value.has_value()) {
      amount = *value;
      ++unit;
    } else if (At(i + 1).kind == TokenKind::kNumber) {
      amount = ParseNumber(At(i + 1).lower).value_or(0.0);
      ++unit;
    } else if (Is(i + 1, "few")) {
      amount = 3;
      ++unit;
    }
    if (!Has(unit) || !IsUnit(At(unit).lower) || amount <= 0 || amount > 1000) return i;
    return Add(i, unit + 1, {Shift(At(unit).lower, -amount), day_}, true);
  }

  const DocumentText& text_;
  const absl::CivilDay day_;
  std::uint32_t first_ = 0;
  std::uint32_t last_ = 0;
  std::vector<DateMention> found_;
};

}  // namespace

std::vector<DateMention> FindDates(const DocumentText& text, absl::CivilDay day) {
  return DateFinder(text, day).Run();
}

}  // namespace isotherm::engine
