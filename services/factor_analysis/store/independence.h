// Near duplicates: which reports count as one source.
//
// Two documents nearly repeat each other when their signatures are near (near_duplicate/
// signature.h): they share a band and resemble each other enough. An index over bands finds them
// without a scan of everything.
//
// How copies count as one: the heat model judges independence by Factor.publisher. Active documents
// have an order: by date, then those with a publisher before those without, publisher, id. Each has
// at most one *parent*, the first of its near duplicates that come before it. Parents lead to a
// root, the original, and the factors of all its copies carry the original's publisher in place of
// their own. All of this is a function of the set of active documents alone: whatever the order in
// which documents came, were retracted or came back, publishers, and so readings, are the same.
// Hence a document that enters or leaves may change the publisher of factors of others; those are
// then written to the change log again.
//
// Cost: candidates are read in that order and reading stops at the first match; documents that take
// the newcomer as parent are found by an index over (band, parent's place in the order). A wire
// story printed ten thousand times costs no more a copy than ten times.
//
// Callers hold the lock kDocumentsLock: two writers that do not see each other's documents would
// miss that they are copies. Errors and thread-safety: as sql/transaction.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/sql/transaction.h"

namespace isotherm::factor_analysis {

inline constexpr char kDocumentsLock[] = "factor_analysis/documents";

// What independence looks at.
struct DocumentKey {
  std::string id;
  std::string date;  // ISO 8601
  std::string publisher;
  std::string signature;  // empty = no words: no near duplicates
};

// The document's place in the order, as a text that compares by bytes; ends with the id.
std::string SortKey(const DocumentKey& document);

class Independence {
 public:
  // `min_resemblance`: above 0 to 1. Lives no longer than the transaction.
  Independence(sql::WriteTransaction& transaction, double min_resemblance)
      : transaction_(transaction), min_resemblance_(min_resemblance) {}

  // The active document that `document`, not yet active, nearly repeats: the first of those before
  // it in the order, else the first of those after it. Empty = none.
  absl::StatusOr<std::string> FindNear(const DocumentKey& document);

  // The document has just become active (its row in `documents` is there). Settles its parent and
  // publisher and those of its copies; logs the factors of other documents that changed. Returns
  // the publisher that the document's own factors carry; logging those is left to the caller.
  absl::StatusOr<std::string> Activated(const DocumentKey& document);

  // The document has just become inactive.
  absl::Status Deactivated(const std::string& id);

 private:
  struct Entry {  // of signature_bands
    std::string sort_key;
    std::string signature;
    std::string document_id;
  };

  // The first near duplicate before `key`, the document's own sort key.
  absl::StatusOr<std::optional<Entry>> FirstBefore(const DocumentKey& document,
                                                   const std::string& key);
  // The first near duplicate with `above` < sort key < `below` (empty = no bound).
  absl::StatusOr<std::optional<Entry>> FirstBetween(const std::string& signature,
                                                    std::string_view above, std::string_view below);
  absl::StatusOr<std::optional<Entry>> FirstInBand(std::int64_t band, const std::string& signature,
                                                   std::string above, std::string_view below);
  // Near duplicates whose parent (themselves when they have none) comes after `sort_key`.
  absl::StatusOr<std::vector<Entry>> ThoseWithLaterParent(const std::string& signature,
                                                          const std::string& sort_key);
  absl::Status EnterBands(const DocumentKey& document, const std::string& parent_key);
  // `parent_key` is the child's own for a root; `parent_id` is then empty.
  absl::Status SetParent(const std::string& child_id, const std::string& parent_id,
                         const std::string& parent_key);
  // Gives `changed`, whose parents are settled, and their descendants the right publisher. Logs the
  // factors of all but `silent_id`. Keys are sort keys.
  absl::Status Propagate(std::vector<std::string> changed, const std::string& silent_id);
  absl::Status LogFactorsOf(const std::string& document_id);
  absl::StatusOr<std::vector<DocumentKey>> ChildrenOf(const std::string& id);

  sql::WriteTransaction& transaction_;
  const double min_resemblance_;
  std::string last_asked_;  // sort key that last_before_ answers; empty = none
  std::optional<Entry> last_before_;
};

}  // namespace isotherm::factor_analysis
