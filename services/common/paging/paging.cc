#include "services/common/paging/paging.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "services/common/hash/fnv.h"
#include "services/common/hash/sealed_token.h"
#include "services/common/status/errors.h"
#include "services/common/strings/view.h"

namespace isotherm::paging {
namespace {

constexpr char kKind[] = "page";
constexpr std::size_t kScopeDigits = 32;

}  // namespace

absl::StatusOr<Page> ReadPage(std::int32_t page_size, std::string_view page_token,
                              std::string_view scope, const Limits& limits) {
  if (page_size < 0) {
    return MakeError(absl::StatusCode::kInvalidArgument, common::v1::ERROR_REASON_INVALID_PAGE_SIZE,
                     absl::StrCat("page_size is ", page_size, "; give 0 (default) or more"));
  }
  Page page;
  page.size = page_size == 0 ? limits.default_size : std::min(page_size, limits.max_size);
  if (page_token.empty()) return page;
  std::optional<std::string> content = OpenToken(kKind, page_token);
  if (!content.has_value() || content->size() <= kScopeDigits ||
      content->compare(0, kScopeDigits, Fnv128Hex(scope)) != 0) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     common::v1::ERROR_REASON_INVALID_PAGE_TOKEN,
                     "page_token was not issued for this request; start without one");
  }
  page.cursor = content->substr(kScopeDigits);
  return page;
}

std::string MakePageToken(std::string_view scope, std::string_view cursor) {
  return SealToken(kKind, absl::StrCat(Fnv128Hex(scope), AbslView(cursor)));
}

}  // namespace isotherm::paging
