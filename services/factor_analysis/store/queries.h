// Reads of documents, factors and events: by name, and page by page with the newest first.
//
// Errors: NOT_FOUND (RESOURCE_NOT_FOUND), and as sql/transaction.h. Thread-safety: as the
// transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "isotherm/factor/v1/document.pb.h"
#include "isotherm/factor/v1/factor.pb.h"
#include "services/common/sql/transaction.h"

namespace isotherm::factor_analysis {

// Where a page ended: after the resource of this time and id.
struct PagePosition {
  std::int64_t time_us = 0;
  std::string id;
};

// Column names come from this program, never from a caller.
struct ListQuery {
  std::vector<std::pair<std::string_view, sql::Value>> equals;  // column, value; all must hold
  std::optional<PagePosition> after;
  int page_size = 50;  // > 0
};

template <typename Resource>
struct Page {
  std::vector<Resource> items;
  std::optional<PagePosition> next;  // nullopt = last page
};

absl::StatusOr<factor::v1::Document> ReadDocument(sql::ReadTransaction& transaction,
                                                  const std::string& id);
absl::StatusOr<factor::v1::Factor> ReadFactor(sql::ReadTransaction& transaction,
                                              const std::string& leader_id, const std::string& id);
absl::StatusOr<factor::v1::Event> ReadEvent(sql::ReadTransaction& transaction,
                                            const std::string& id);

// Columns to filter by: publisher, date, active. Content and text are left out.
absl::StatusOr<Page<factor::v1::Document>> ListDocuments(sql::ReadTransaction& transaction,
                                                         const ListQuery& query);
// Columns to filter by: leader, role, domain, direction, document_id, active.
absl::StatusOr<Page<factor::v1::Factor>> ListFactors(sql::ReadTransaction& transaction,
                                                     const ListQuery& query);
// Columns to filter by: type, aux, source_actor, target_actor, document_id, active.
absl::StatusOr<Page<factor::v1::Event>> ListEvents(sql::ReadTransaction& transaction,
                                                   const ListQuery& query);

}  // namespace isotherm::factor_analysis
