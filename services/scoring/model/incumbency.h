// Which offices a leader holds or held, as far as the heat model needs to know.
//
// Purpose: a leader's standing without any evidence depends on whether he governs, waits to take
// office, has just lost it or never had it. The profile's dated offices (or, where only a text
// says what somebody is, his role in words) become a list of tenures, and the state at any time
// follows from it. Pure values and functions.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "services/common/ontology/ontology.h"

namespace isotherm::scoring {

// One office between two times; includes `start`, excludes `end`.
struct Tenure {
  OfficeRank rank = OfficeRank::kOther;
  absl::Time start = absl::InfinitePast();
  absl::Time end = absl::InfiniteFuture();  // infinite = still held
};

// All tenures of a leader in any order; none = nothing is known about his offices.
struct Incumbency {
  std::vector<Tenure> tenures;
};

enum class IncumbencyState : std::uint8_t {
  kUnknown,      // no tenure is known at all
  kExecutive,    // governs now (executive, head of state or head of government)
  kDesignate,    // takes an executive office within `kDesignateWindow`
  kOtherOffice,  // holds another office: minister, party, opposition, international body ...
  kFormer        // held executive office once and does not now
};
inline constexpr int kIncumbencyStateCount = 5;
std::string_view Name(IncumbencyState state);

inline constexpr absl::Duration kDesignateWindow = absl::Hours(24 * 180);

struct IncumbencyAt {
  IncumbencyState state = IncumbencyState::kUnknown;
  OfficeRank rank = OfficeRank::kOther;     // of the office that decides the state
  absl::Time since = absl::InfinitePast();  // kExecutive, kOtherOffice: start of that office
  absl::Time left = absl::InfinitePast();   // kFormer: when the last executive office ended
};

IncumbencyAt StateAt(const Incumbency& incumbency, absl::Time time);

// Reads a role in English as a text gives it ("President", "Prime Minister-elect", "Former
// President", "President (ousted)", "Leader of the Opposition") as of a time. A loss that the role
// calls fresh (ousted, resigned, outgoing, defeated ...) counts from `as_of`; "former" alone counts
// as long past. An empty or unknown role gives no tenure.
Incumbency IncumbencyFromRole(std::string_view role, absl::Time as_of);

}  // namespace isotherm::scoring
