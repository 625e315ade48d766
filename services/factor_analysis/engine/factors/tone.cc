#include "services/factor_analysis/engine/factors/tone.h"

#include <string>

#include "services/factor_analysis/engine/text/token_hash.h"
#include "services/factor_analysis/engine/text/tsv.h"

namespace isotherm::engine {
namespace {

constexpr int kRoleCount = 6;  // how often a word of the role counts: a role is short but telling

std::uint64_t Pair(std::uint64_t a, std::uint64_t b) { return a * 0x9e3779b97f4a7c15ull ^ b; }

void AddRole(std::string_view role, FeatureVector& features) {
  std::string lower;
  for (const char c : role) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    lower += letter ? static_cast<char>(c | 0x20) : ' ';
  }
  for (const std::string_view word : SplitFields(lower, ' ')) {
    if (!word.empty()) features.Add(Pair(TokenHash("role"), TokenHash(word)), kRoleCount);
  }
}

}  // namespace

FeatureVector ToneFeatures(const ClauseMap& clauses, const SideTrack& track,
                           std::string_view role) {
  FeatureVector features(kToneBits);
  const auto tokens = clauses.text().tokens();
  std::uint64_t previous = 0;
  for (std::uint32_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    const char side = track.at(i);
    const bool name = side != '0' && token.capitalised && side != 'c' && side != 'p';
    const std::uint64_t word = name || side == 'L'
                                   ? TokenHash("<who>") + static_cast<std::uint64_t>(side)
                               : token.kind == TokenKind::kNumber ? TokenHash("<number>")
                                                                  : token.stem_hash;
    if (name && i > 0 && track.at(i - 1) == side) continue;
    features.Add(word);
    if (previous != 0) features.Add(Pair(previous, word));
    previous = word;
  }
  AddRole(role, features);
  return features;
}

}  // namespace isotherm::engine
