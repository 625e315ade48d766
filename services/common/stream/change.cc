#include "services/common/stream/change.h"

namespace isotherm::stream {

Seen Look(const Filter& filter, const Change& change) {
  if (filter.by_name && !filter.by_name(change.name)) return Seen::kNot;
  const auto matches = [&filter](const Attributes& attributes) {
    return !filter.by_attributes || filter.by_attributes(attributes);
  };
  if (!change.deleted && matches(change.attributes)) return Seen::kUpsert;
  if (change.created) return Seen::kNot;
  if (change.previous_attributes && !matches(*change.previous_attributes)) return Seen::kNot;
  return Seen::kDeleted;
}

}  // namespace isotherm::stream
