// page_size and page_token of List methods (AIP-158).
//
// A page token is bound to the request it continues: `scope` is the method's name, its parent and
// the canonical filter. The cursor says where to go on, as the store likes: most simply the last
// name of the page. Changing page_size between pages is allowed. Thread-safety: pure functions.
// Errors: INVALID_ARGUMENT with INVALID_PAGE_SIZE (negative) or INVALID_PAGE_TOKEN.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace isotherm::paging {

struct Limits {
  int default_size = 50;
  int max_size = 1000;  // larger requests are cut to this
};

struct Page {
  int size = 0;
  std::string cursor;  // empty = first page
};

absl::StatusOr<Page> ReadPage(std::int32_t page_size, std::string_view page_token,
                              std::string_view scope, const Limits& limits = {});

std::string MakePageToken(std::string_view scope, std::string_view cursor);

}  // namespace isotherm::paging
