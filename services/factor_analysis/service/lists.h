// What the three List methods share: pages and filters of callers as queries of the store.
//
// Errors, INVALID_ARGUMENT: INVALID_PAGE_SIZE, INVALID_PAGE_TOKEN, INVALID_FILTER. Thread-safety:
// pure functions.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/filter/filter.h"
#include "services/common/ontology/ontology.h"
#include "services/common/ontology/proto_convert.h"
#include "services/factor_analysis/store/queries.h"

namespace isotherm::factor_analysis {

// A field of a filter and the column it speaks of.
struct ListField {
  filter::Field field;
  std::string_view column;
  // The column's value for one of the field's; nullopt = no resource can match.
  std::function<std::optional<sql::Value>(const std::string&)> value;
};

ListField TextField(std::string name, std::string_view column);
// An enum of the ontology in a column of the proto's numbers; callers give wire names.
template <typename Enum>
ListField EnumField(const std::string& name, std::string_view column,
                    const std::vector<Enum>& values) {
  ListField field{{.name = name}, column, [](const std::string& text) {
                    const std::optional<Enum> value = Parse<Enum>(text);
                    return value.has_value()
                               ? std::optional<sql::Value>(std::int64_t{ToProto(*value)})
                               : std::nullopt;
                  }};
  for (const Enum value : values) field.field.allowed.emplace_back(Name(value));
  return field;
}
// The values 0 .. count-1 of an enum of the ontology.
template <typename Enum>
std::vector<Enum> AllValues(int count) {
  std::vector<Enum> values;
  for (int i = 0; i < count; ++i) values.push_back(static_cast<Enum>(i));
  return values;
}
// "ACTIVE" or "RETRACTED".
ListField StateField();
// A document's resource name in a column of ids.
ListField DocumentField();

struct ListRequest {
  std::string_view method;  // "ListFactors": binds page tokens to it
  std::string_view parent;  // of the request; empty where the method has none
  std::string_view filter;
  std::int32_t page_size = 0;
  std::string_view page_token;
  bool active_by_default = false;  // whether a filter without `state` means ACTIVE
};

struct PreparedList {
  ListQuery query;
  bool impossible = false;  // no resource can match: the answer is an empty page
  std::string scope;        // for NextPageToken
};

absl::StatusOr<PreparedList> PrepareList(const ListRequest& request,
                                         const std::vector<ListField>& fields);

// Empty for the last page.
std::string NextPageToken(std::string_view scope, const std::optional<PagePosition>& next);

}  // namespace isotherm::factor_analysis
