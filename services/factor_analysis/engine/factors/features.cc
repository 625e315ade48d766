#include "services/factor_analysis/engine/factors/features.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "services/factor_analysis/engine/factors/feature_name.h"
#include "services/factor_analysis/engine/factors/frame_features.h"
#include "services/factor_analysis/engine/factors/number_features.h"
#include "services/factor_analysis/engine/text/token_hash.h"

namespace isotherm::engine {
namespace {

// What a question asks for outweighs single words of the answer.
constexpr float kAskedScale = 2.0f;

struct NounNear {
  CueClass cls = CueClass::kNone;
  std::uint64_t word = 0;
};

class Extractor {
 public:
  Extractor(const FactorLexicon& lexicon, const ClauseMap& clauses, const SideTrack& sides,
            const Unit& unit, const UnitPlace& place)
      : lexicon_(lexicon),
        clauses_(clauses),
        sides_(sides),
        unit_(unit),
        place_(place),
        tokens_(clauses.text().tokens()) {}

  UnitFeatures Run() {
    Words();
    for (const CueMatch& match : clauses_.In(unit_.first_token, unit_.last_token)) Cues(match);
    effect_ = AddFrameFeatures(clauses_, sides_, unit_, out_.direction);
    Totals();
    AddNumberFeatures(clauses_, sides_, unit_, out_.direction, out_.topic);
    Place();
    out_.direction.Finish(2.0f);
    out_.topic.Finish(2.0f);
    out_.role.Finish(2.0f);
    return std::move(out_);
  }

 private:
  void Words() {
    std::uint64_t previous = TokenHash("<s>");
    bool rival_before = false;
    std::array<bool, 128> seen{};
    for (std::uint32_t i = unit_.first_token; i < unit_.last_token; ++i) {
      const Token& token = tokens_[i];
      const char side = sides_.at(i);
      const bool name = side != '0' && token.capitalised && side != 'c' && side != 'p';
      // Names are replaced by the side they stand on.
      const std::uint64_t word = name || side == 'L'
                                     ? TokenHash("<who>") + static_cast<std::uint64_t>(side)
                                 : token.kind == TokenKind::kNumber ? TokenHash("<number>")
                                                                    : token.stem_hash;
      if (side != '0' && !seen[static_cast<unsigned char>(side)]) {
        seen[static_cast<unsigned char>(side)] = true;
        out_.direction.Add(FeatureName("who") + side);
        out_.role.Add(FeatureName("who") + side);
        out_.topic.Add(FeatureName("who") + side);
        if (!first_side_) first_side_ = side;
      }
      rival_before |= SignOfSide(side) < 0;
      if (name && i > unit_.first_token && sides_.at(i - 1) == side) continue;
      const bool negated = clauses_.negated(i);
      out_.direction.Add(FeatureName("u") + word);
      if (negated) out_.direction.Add(FeatureName("un") + word);
      if (token.kind == TokenKind::kWord && token.lower.size() > 3 && !name) {
        out_.direction.Add(FeatureName("ur") + word + rival_before);
      }
      out_.direction.Add(FeatureName("b") + previous + word);
      out_.role.Add(FeatureName("u") + word);
      out_.role.Add(FeatureName("b") + previous + word, 0.7f);
      if (token.kind != TokenKind::kPunct) {
        out_.topic.Add(FeatureName("u") + word, 1.0f);
        out_.topic.Add(FeatureName("b") + previous + word, 0.7f);
      }
      for (const Cue& cue : lexicon_.DomainCues(tokens_, i)) {
        out_.topic.Add(FeatureName("cue") + static_cast<std::uint64_t>(*cue.domain), 0.6f);
        out_.role.Add(FeatureName("cue") + static_cast<std::uint64_t>(*cue.domain), 0.3f);
        out_.direction.Add(FeatureName("cue") + static_cast<std::uint64_t>(*cue.domain), 0.3f);
      }
      previous = word;
    }
    out_.direction.Add(FeatureName("first") + first_side_.value_or('0'));
    out_.topic.Add(FeatureName("first") + first_side_.value_or('0'));
    out_.direction.Add(FeatureName("incumbent") + sides_.incumbent());
    out_.topic.Add(FeatureName("incumbent") + sides_.incumbent());
  }

  NounNear NounAfter(std::uint32_t from) const {
    for (const CueMatch& match : clauses_.In(from, std::min(from + 6, unit_.last_token))) {
      if (clauses_.clause(match.first_token) != clauses_.clause(from - 1)) break;
      if (clauses_.verbal(match.first_token)) continue;
      if (const Cue* noun = match.Of(CueKind::kNoun)) {
        return {noun->cls, tokens_[match.first_token].stem_hash};
      }
    }
    return {};
  }

  NounNear NounBefore(std::uint32_t before) const {
    NounNear found;
    const std::uint32_t from =
        std::max(unit_.first_token, before > 7 ? before - 7 : std::uint32_t{0});
    for (const CueMatch& match : clauses_.In(from, before)) {
      if (clauses_.clause(match.first_token) != clauses_.clause(before)) continue;
      if (clauses_.verbal(match.first_token)) continue;
      if (const Cue* noun = match.Of(CueKind::kNoun)) {
        found = {noun->cls, tokens_[match.first_token].stem_hash};
      }
    }
    return found;
  }

  void Cues(const CueMatch& match) {
    const std::uint32_t i = match.first_token;
    const bool negated = clauses_.negated(i);
    const std::uint64_t word = tokens_[i].stem_hash;
    if (clauses_.verbal(i)) {
      for (const Cue& cue : match.cues) {
        if (cue.kind == CueKind::kVerb) Verb(match, cue, negated);
      }
      return;
    }
    bool near = true;
    const char subject = sides_.Before(clauses_, i, unit_.first_token, &near);
    for (const Cue& cue : match.cues) {
      switch (cue.kind) {
        case CueKind::kNoun:
        case CueKind::kAdjective: {
          const auto kind = static_cast<std::uint64_t>(cue.kind);
          out_.direction.Add(FeatureName("cs") + kind + cue.cls + subject + negated);
          out_.direction.Add(FeatureName("c") + kind + cue.cls + negated);
          out_.direction.Add(FeatureName("cw") + kind + word + negated);
          out_.direction.Add(FeatureName("cws") + kind + word + SignName(subject) + negated);
          const bool good = cue.cls == CueClass::kAsset || cue.cls == CueClass::kGood;
          tone_ +=
              (good ? 1.0 : -1.0) * (negated ? -1.0 : 1.0) * (SignOfSide(subject) < 0 ? -0.5 : 1.0);
          if (cue.domain) {
            out_.topic.Add(FeatureName("cue") + static_cast<std::uint64_t>(*cue.domain), 0.8f);
          }
          break;
        }
        case CueKind::kMarker:
          out_.direction.Add(FeatureName("marker") + cue.cls);
          out_.role.Add(FeatureName("marker") + cue.cls);
          break;
        case CueKind::kGroup:
        case CueKind::kVerb:
        case CueKind::kDomain:
        case CueKind::kQuestion:
          break;
      }
    }
  }

  static char SignName(char side) {
    const int sign = SignOfSide(side);
    return sign > 0 ? '+' : sign < 0 ? '-' : side == 'X' || side == 'n' ? 'x' : '0';
  }

  void Verb(const CueMatch& match, const Cue& cue, bool negated) {
    const std::uint32_t i = match.first_token;
    bool near = true;
    const char subject = sides_.Before(clauses_, i, unit_.first_token, &near);
    const char object = sides_.After(clauses_, match.last_token - 1 + (match.last_token - i == 1),
                                     unit_.last_token);
    const NounNear after = NounAfter(match.last_token);
    const NounNear before = NounBefore(i);
    const bool passive = clauses_.passive(i);
    const std::uint64_t verb = tokens_[i].stem_hash;
    FeatureVector& d = out_.direction;
    d.Add(FeatureName("v1") + cue.cls + subject + object + negated + passive);
    d.Add(FeatureName("v2") + cue.cls + subject + near + negated + passive);
    d.Add(FeatureName("v3") + cue.cls + SignName(subject) + SignName(object) + negated + passive);
    d.Add(FeatureName("v4") + cue.cls + object + negated);
    d.Add(FeatureName("v5") + cue.cls + after.cls + negated + SignName(subject));
    d.Add(FeatureName("v6") + cue.cls + before.cls + negated);
    d.Add(FeatureName("v7") + cue.cls + before.cls + negated + SignName(subject));
    d.Add(FeatureName("v8") + verb + negated + passive);
    d.Add(FeatureName("v9") + verb + SignName(subject) + negated + passive);
    if (after.word != 0) d.Add(FeatureName("v10") + cue.cls + after.word + negated);
    if (before.word != 0) d.Add(FeatureName("v11") + cue.cls + before.word + negated);
    out_.role.Add(FeatureName("v2") + cue.cls + SignName(subject) + negated);
    if (cue.domain)
      out_.topic.Add(FeatureName("cue") + static_cast<std::uint64_t>(*cue.domain), 0.8f);
  }

  // What the cues say together, as coarse numbers.
  void Totals() {
    out_.direction.Add(FeatureName("tone"), static_cast<float>(std::clamp(tone_, -3.0, 3.0)));
    const double bearing = std::abs(effect_) + 0.5 * std::abs(tone_);
    out_.role.Add(FeatureName("bearing"), static_cast<float>(std::min(bearing, 3.0)));
  }

  void Place() {
    if (!place_.in_document) return;
    FeatureVector& role = out_.role;
    role.Add(FeatureName("place") + static_cast<std::uint64_t>(place_.position * 5.999));
    role.Add(FeatureName("end"), static_cast<float>(place_.position));
    if (place_.position > 0.9) role.Add(FeatureName("last"));
    const std::uint32_t words = unit_.last_token - unit_.first_token;
    role.Add(FeatureName("length") + static_cast<std::uint64_t>(std::min(words / 6, 6u)));
    if (place_.heading == kNone32) return;
    const Sentence& heading = clauses_.text().sentences()[place_.heading];
    role.Add(FeatureName("under") + static_cast<std::uint64_t>(heading.kind));
    const auto asking = clauses_.text().TokensOf(heading);
    CueClass asked = CueClass::kNone;
    for (std::size_t i = 0; i < asking.size(); ++i) {
      role.Add(FeatureName("h") + asking[i].stem_hash);
      if (asked == CueClass::kNone) asked = lexicon_.QuestionCue(asking, i);
    }
    if (asked != CueClass::kNone) role.Add(FeatureName("asked") + asked, kAskedScale);
  }

  const FactorLexicon& lexicon_;
  const ClauseMap& clauses_;
  const SideTrack& sides_;
  const Unit& unit_;
  const UnitPlace& place_;
  absl::Span<const Token> tokens_;
  UnitFeatures out_;
  std::optional<char> first_side_;
  double effect_ = 0.0;
  double tone_ = 0.0;
};

}  // namespace

UnitFeatures ExtractFeatures(const FactorLexicon& lexicon, const ClauseMap& clauses,
                             const SideTrack& sides, const Unit& unit, const UnitPlace& place) {
  return Extractor(lexicon, clauses, sides, unit, place).Run();
}

}  // namespace isotherm::engine
