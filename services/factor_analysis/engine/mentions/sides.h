// On whose side each actor of a document stands, seen from one leader.
//
// Purpose: a rival's loss raises and an ally's fall lowers, so factors need the side of whoever a
// clause is about. Sides come from dated relations and offices (a leader inherits from the state,
// opposition and executive of one country are rivals), then from general nouns ("the opposition",
// "his party", "the rebels") whose side depends on whether the leader holds office.
// Ownership: SideMap owns its values. Thread-safety: pure functions; SideLexicon is immutable.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "services/factor_analysis/engine/directory/actor_directory.h"
#include "services/factor_analysis/engine/mentions/document_mentions.h"
#include "services/factor_analysis/engine/text/document_text.h"

namespace isotherm::engine {

enum class Side : std::uint8_t { kOwn, kAlly, kRival, kNeutral };
inline constexpr int kSideCount = 4;

// A place that names the leader, an actor with a side, or a group by a general noun.
struct SideSpan {
  std::uint32_t first_token = 0;
  std::uint32_t last_token = 0;  // one past the last
  std::uint32_t sentence = 0;
  std::uint32_t mention = kNone32;  // index into mentions(); kNone32 = a general noun
  Side side = Side::kNeutral;
  bool self = false;  // the leader in person
};

struct SideMap {
  bool incumbent = false;                      // the leader governs at the date
  std::vector<Side> participants;              // by participant index
  std::vector<SideSpan> spans;                 // in text order, never overlapping
  std::vector<std::uint32_t> sentence_starts;  // sentences + 1 entries into spans

  absl::Span<const SideSpan> InSentence(std::uint32_t sentence) const {
    return absl::MakeConstSpan(spans).subspan(
        sentence_starts[sentence], sentence_starts[sentence + 1] - sentence_starts[sentence]);
  }
};

// General nouns with a side (sides.tsv of the language folder; columns in its header).
class SideLexicon {
 public:
  struct Entry {
    std::vector<std::string> words;  // stems
    Side for_incumbent = Side::kNeutral;
    Side for_challenger = Side::kNeutral;
  };
  // INVALID_ARGUMENT naming the line and what is wrong.
  static absl::StatusOr<SideLexicon> Parse(std::string_view tsv);
  // The longest entry at tokens[i]; nullptr if none.
  const Entry* Find(absl::Span<const Token> tokens, std::size_t i) const;

 private:
  std::vector<Entry> entries_;
  absl::flat_hash_map<std::string, std::vector<std::size_t>> by_first_;  // longest first
};

// Seen from participant `leader`, a leader of `mentions`, on `day`.
SideMap ResolveSides(const DocumentText& text, const DocumentMentions& mentions,
                     std::uint32_t leader, const ActorDirectory& directory,
                     const SideLexicon& lexicon, absl::CivilDay day);

}  // namespace isotherm::engine
