#include "services/factor_analysis/engine/factors/frame_features.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string_view>

#include "services/factor_analysis/engine/factors/feature_name.h"

namespace isotherm::engine {
namespace {

// How much the composed effects weigh beside single features, chosen by cross-validation.
constexpr float kEffectScale = 2.0f;
constexpr double kTurned = 0.8;  // a negated effect is weaker than its opposite
constexpr double kAside = 0.6;   // what may be, or stands in a relative clause

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// An argument seen by one leader.
struct View {
  char side = '0';
  double worth = 0.0;  // > 0 an asset to whoever has it, < 0 a liability
  bool none = false;   // "no", "little", "few"
  bool actor = false;  // the head itself stands on a side; else it is a thing that somebody has
  std::uint64_t head = 0;

  int sign() const { return SignOfSide(side); }
  char worth_name() const { return worth > 0.1 ? '+' : worth < -0.1 ? '-' : '0'; }
  char sign_name() const {
    return sign() > 0                   ? '+'
           : sign() < 0                 ? '-'
           : side == 'X' || side == 'n' ? 'x'
           : side == '0'                ? '0'
                                        : 'c';
  }
};

class FrameReader {
 public:
  FrameReader(const ClauseMap& clauses, const SideTrack& sides, const Unit& unit,
              FeatureVector& out)
      : clauses_(clauses),
        sides_(sides),
        unit_(unit),
        tokens_(clauses.text().tokens()),
        out_(out) {}

  double Run() {
    double total = 0.0;
    double first = 0.0, last = 0.0;
    for (const Frame& frame : clauses_.frames().In(unit_.first_token, unit_.last_token)) {
      const double effect = Read(frame);
      total += effect;
      if (std::abs(effect) < 0.1) continue;
      if (first == 0.0) first = effect;
      last = effect;
    }
    out_.Add(FeatureName("first frame"), kEffectScale * static_cast<float>(first));
    out_.Add(FeatureName("last frame"), kEffectScale * static_cast<float>(last));
    out_.Add(FeatureName("loose"),
             kEffectScale * static_cast<float>(std::clamp(Loose(), -2.0, 2.0)));
    return total;
  }

 private:
  View Look(const Argument& argument) const {
    View view;
    if (!argument.present()) return view;
    view.head = tokens_[argument.head].stem_hash;
    view.side = sides_.at(argument.head);
    view.actor = view.side != '0';
    for (std::uint32_t t = argument.first; t < argument.last && view.side == '0'; ++t) {
      view.side = sides_.at(t);
    }
    for (std::uint32_t t = argument.first; t < argument.head; ++t) {
      view.none |=
          IsOneOf(tokens_[t].lower, {"no", "little", "few", "scant", "hardly", "less", "fewer"});
    }
    view.worth = WorthOf(argument);
    if (view.none) view.worth = -view.worth;
    return view;
  }

  // "weakening its position": whose it is, the subject tells.
  bool BelongsToSubject(const Argument& argument) const {
    return argument.present() &&
           IsOneOf(tokens_[argument.first].lower,
                   {"his", "her", "its", "their", "himself", "herself", "itself", "themselves"});
  }

  // The head noun decides; another noun counts less; a bad adjective turns an asset.
  double WorthOf(const Argument& argument) const {
    double noun = 0.0, adjective = 0.0;
    for (const CueMatch& match : clauses_.In(argument.first, argument.last)) {
      if (const Cue* cue = match.Of(CueKind::kNoun)) {
        const double worth = cue->cls == CueClass::kAsset ? 1.0 : -1.0;
        if (match.last_token > argument.head && match.first_token <= argument.head) {
          noun = worth;
        } else if (noun == 0.0) {
          noun = 0.6 * worth;
        }
      }
      if (const Cue* cue = match.Of(CueKind::kAdjective)) {
        adjective += cue->cls == CueClass::kGood ? 1.0 : -1.0;
      }
    }
    if (noun == 0.0) return 0.7 * std::clamp(adjective, -1.0, 1.0);
    return noun > 0 && adjective < 0 ? -0.7 : noun;
  }

  // Assets and liabilities that no frame takes up: verbless notes, long phrases.
  double Loose() const {
    double sum = 0.0;
    const auto frames = clauses_.frames().In(unit_.first_token, unit_.last_token);
    for (const CueMatch& match : clauses_.In(unit_.first_token, unit_.last_token)) {
      const Cue* noun = match.Of(CueKind::kNoun);
      if (noun == nullptr || clauses_.frames().verbal(match.first_token)) continue;
      const bool taken = std::any_of(frames.begin(), frames.end(), [&](const Frame& frame) {
        const auto holds = [&](const Argument& a) {
          return match.first_token >= a.first && match.first_token < a.last;
        };
        return holds(frame.subject) || holds(frame.object);
      });
      if (taken) continue;
      bool near = true;
      const char owner = sides_.Before(clauses_, match.first_token, unit_.first_token, &near);
      const double worth = noun->cls == CueClass::kAsset ? 1.0 : -1.0;
      sum += worth * (SignOfSide(owner) < 0 ? -0.7 : 1.0) *
             (clauses_.negated(match.first_token) ? -1.0 : 1.0);
    }
    return sum;
  }

  static double Holder(const View& view) { return view.sign() != 0 ? view.sign() : 0.6; }
  // What it is worth to the leader that this argument is there.
  static double Weight(const View& view) { return view.worth * Holder(view); }

  // For whom it counts that the subject does well: its side; else whether it is an asset.
  static double Standing(const View& view) {
    if (view.sign() != 0) return view.sign();
    return view.worth != 0.0 ? view.worth : view.side == '0' ? 0.3 : 0.0;
  }

  // For whom it counts that the object is helped: an actor's side; a thing's worth to its owner.
  static double Target(const View& view) {
    return !view.actor && view.worth != 0.0 ? Weight(view)
           : view.sign() != 0               ? view.sign()
                                            : view.worth;
  }

  double Effect(const Frame& frame, const View& s, const View& o) const {
    if (frame.copula) return (o.worth != 0.0 ? o.worth : 0.0) * Holder(s);
    const double subject = Standing(s);
    const double object = Target(o);
    switch (frame.cls) {
      case CueClass::kGain:
        return s.sign() == 0 && s.worth == 0.0 && o.sign() != 0 ? 0.5 * o.sign() : subject;
      case CueClass::kLoss:
        return -subject;
      case CueClass::kBeat:
        return frame.passive ? -subject : 0.7 * (s.sign() - object);
      case CueClass::kHelp:
        return frame.passive ? subject : object;
      case CueClass::kHarm:
        return frame.passive ? -subject : -object;
      case CueClass::kUp:
        return frame.object.present() && !frame.passive ? Weight(o) : Weight(s);
      case CueClass::kDown:
        return -(frame.object.present() && !frame.passive ? Weight(o) : Weight(s));
      case CueClass::kGet:
        return o.worth * Holder(s);
      case CueClass::kDrop:
        return -o.worth * Holder(s);
      case CueClass::kFace:
        return std::min(o.worth, 0.0) * Holder(s);
      case CueClass::kEnd:
        return frame.passive || !frame.object.present() ? -subject : -Weight(o);
      default:
        return 0.0;
    }
  }

  // What the frame does to the leader; its features go out on the way.
  double Read(const Frame& frame) {
    const View s = Look(frame.subject);
    View o = Look(frame.object);
    if (o.side == '0' && BelongsToSubject(frame.object)) o.side = s.side;
    const bool turned =
        (frame.negated != frame.governed_by_failure) || s.none || Look(frame.second_object).none;
    AddParts(frame, s, o, turned);
    return Effect(frame, s, o) * (turned ? -kTurned : 1.0) * (frame.modal ? kAside : 1.0) *
           (frame.relative ? kAside : 1.0);
  }

  void AddParts(const Frame& frame, const View& s, const View& o, bool turned) {
    const char turn = turned ? 'n' : 'p';
    const char voice = frame.passive ? 'v' : 'a';
    const FeatureName cls = FeatureName("frame") + frame.cls + turn + voice;
    const FeatureName verb =
        FeatureName("frame verb") + tokens_[frame.main].stem_hash + turn + voice;
    out_.Add(cls + 'a' + s.side + s.worth_name());
    out_.Add(cls + 'b' + o.side + o.worth_name());
    out_.Add(cls + 'c' + s.sign_name() + o.sign_name() + o.worth_name());
    out_.Add(cls + 'd' + s.sign_name() + s.worth_name() + o.sign_name() + o.worth_name());
    out_.Add(verb + 'a' + s.sign_name() + s.worth_name());
    out_.Add(verb + 'b' + o.sign_name() + o.worth_name());
    if (frame.subject.present()) {
      out_.Add(verb + 'c' + s.head);
      out_.Add(cls + 'e' + s.head + s.sign_name());
      out_.Add(FeatureName("frame subject") + s.head + s.sign_name() + turn);
    }
    if (frame.object.present()) {
      out_.Add(verb + 'd' + o.head);
      out_.Add(cls + 'f' + o.head + o.sign_name());
    }
    if (frame.copula && frame.object.present()) {
      const FeatureName is = FeatureName("copula") + s.sign_name();
      out_.Add(is + s.worth_name() + o.worth_name() + turn);
      out_.Add(is + o.head + turn);
    }
    for (const Adjunct& adjunct : frame.adjuncts) AddAdjunct(adjunct, s, cls, verb);
  }

  void AddAdjunct(const Adjunct& adjunct, const View& s, FeatureName cls, FeatureName verb) {
    const View a = Look(adjunct.noun);
    const std::uint64_t preposition = tokens_[adjunct.preposition].stem_hash;
    out_.Add(cls + 'g' + preposition + a.sign_name() + a.worth_name());
    out_.Add(verb + 'h' + preposition + a.sign_name());
    out_.Add(FeatureName("adjunct") + preposition + a.sign_name() + a.worth_name() + s.sign_name());
  }

  const ClauseMap& clauses_;
  const SideTrack& sides_;
  const Unit& unit_;
  absl::Span<const Token> tokens_;
  FeatureVector& out_;
};

}  // namespace

double AddFrameFeatures(const ClauseMap& clauses, const SideTrack& sides, const Unit& unit,
                        FeatureVector& direction) {
  const double effect = FrameReader(clauses, sides, unit, direction).Run();
  direction.Add(FeatureName("frame effect"),
                kEffectScale * static_cast<float>(std::clamp(effect, -3.0, 3.0)));
  if (effect > 0.2) direction.Add(FeatureName("frame effect") + '+');
  if (effect < -0.2) direction.Add(FeatureName("frame effect") + '-');
  return effect;
}

}  // namespace isotherm::engine
