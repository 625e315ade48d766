#include "services/factor_analysis/engine/text/fingerprint.h"

#include <array>
#include <cstddef>

namespace isotherm::engine {
namespace {

constexpr std::size_t kShingleWords = 3;

// Finaliser of SplitMix64 (Steele, Lea, Flood 2014): spreads a shingle over all bits.
std::uint64_t Mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
  return x ^ (x >> 31);
}

}  // namespace

std::uint64_t Fingerprint(const DocumentText& text) {
  std::array<std::int64_t, 64> ones{};
  std::int64_t shingles = 0;
  std::array<std::uint64_t, kShingleWords> window{};
  std::size_t words = 0;
  const auto add = [&](std::uint64_t hash) {
    ++shingles;
    for (int bit = 0; bit < 64; ++bit) ones[bit] += static_cast<std::int64_t>((hash >> bit) & 1);
  };
  for (const Token& token : text.tokens()) {
    if (token.kind == TokenKind::kPunct) continue;
    window[words % kShingleWords] = token.hash;
    ++words;
    if (words < kShingleWords) continue;
    std::uint64_t hash = 0;
    for (std::size_t i = words - kShingleWords; i < words; ++i) {
      hash = Mix(hash * 31 + window[i % kShingleWords]);
    }
    add(hash);
  }
  if (words == 0) return 0;
  if (shingles == 0) {
    for (std::size_t i = 0; i < words; ++i) add(Mix(window[i]));
  }
  std::uint64_t fingerprint = 0;
  for (int bit = 0; bit < 64; ++bit) {
    if (2 * ones[bit] > shingles) fingerprint |= 1ull << bit;
  }
  return fingerprint;
}

}  // namespace isotherm::engine
