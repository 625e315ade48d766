// Numbers as digits and as words. Thread-safety: pure functions.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

namespace isotherm::engine {

// "1,960", "3.5", "3.2bn" (with the suffixes k, m, mn, bn, tn), "20th" -> value; nullopt if no
// number.
std::optional<double> ParseNumber(std::string_view lower);
// Calls `visit` with each number word without a hyphen.
void ForEachNumberWord(const std::function<void(std::string_view)>& visit);
void ForEachFractionWord(const std::function<void(std::string_view)>& visit);
// "three", "twenty", "forty-two", "dozen", "hundred" -> value.
std::optional<double> NumberWord(std::string_view lower);
// "hundred", "thousand", "million", "billion", "trillion" -> factor.
std::optional<double> ScaleOfNumber(std::string_view lower);
// "half", "third", "two-thirds", "quarter", "three-quarters" -> share of one.
std::optional<double> FractionWord(std::string_view lower);

}  // namespace isotherm::engine
