#include "services/factor_analysis/engine/text/fingerprint.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "services/factor_analysis/near_duplicate/signature.h"

namespace isotherm::engine {
namespace {

using near_duplicate::kValues;

// Finaliser of SplitMix64 (Steele, Lea, Flood 2014): spreads a word pair over all bits.
constexpr std::uint64_t Mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
  return x ^ (x >> 31);
}

// One hash function a value: x -> multiplier * x + addend over mixed pairs.
struct HashFamily {
  std::array<std::uint64_t, kValues> multipliers;
  std::array<std::uint64_t, kValues> addends;
};

constexpr HashFamily MakeFamily() {
  HashFamily family{};
  for (std::size_t i = 0; i < kValues; ++i) {
    family.multipliers[i] = Mix(2 * i + 1) | 1;
    family.addends[i] = Mix(2 * i + 2);
  }
  return family;
}

constexpr HashFamily kFamily = MakeFamily();

}  // namespace

std::string Fingerprint(const DocumentText& text) {
  std::array<std::uint64_t, kValues> least;
  least.fill(std::numeric_limits<std::uint64_t>::max());
  const auto add = [&](std::uint64_t hash) {
    for (std::size_t i = 0; i < kValues; ++i) {
      least[i] = std::min(least[i], kFamily.multipliers[i] * hash + kFamily.addends[i]);
    }
  };
  std::size_t words = 0;
  std::uint64_t previous = 0;
  std::uint64_t whole = 0;  // of all words in order
  for (const Token& token : text.tokens()) {
    if (token.kind == TokenKind::kPunct) continue;
    if (words > 0) add(Mix(Mix(previous) + token.hash));
    previous = token.hash;
    whole = Mix(whole * 31 + token.hash);
    ++words;
  }
  if (words == 0) return "";
  if (words < kMinSignatureWords) {
    least.fill(std::numeric_limits<std::uint64_t>::max());
    add(whole);
  }
  std::array<std::uint16_t, kValues> values;
  for (std::size_t i = 0; i < kValues; ++i) values[i] = static_cast<std::uint16_t>(Mix(least[i]));
  return near_duplicate::Pack(values);
}

}  // namespace isotherm::engine
