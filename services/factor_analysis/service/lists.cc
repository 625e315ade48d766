#include "services/factor_analysis/service/lists.h"

#include <charconv>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/paging/paging.h"
#include "services/common/status/errors.h"
#include "services/common/strings/view.h"
#include "services/factor_analysis/identity/resource_names.h"

namespace isotherm::factor_analysis {
namespace {

constexpr char kState[] = "state";
constexpr char kActiveColumn[] = "active";

// "time/id"; nullopt when it is not of this form.
std::optional<PagePosition> ReadCursor(std::string_view cursor) {
  const std::size_t slash = cursor.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  PagePosition position;
  const char* const end = cursor.data() + slash;
  const auto [rest, error] = std::from_chars(cursor.data(), end, position.time_us);
  if (error != std::errc() || rest != end) return std::nullopt;
  position.id = cursor.substr(slash + 1);
  return position;
}

}  // namespace

ListField TextField(std::string name, std::string_view column) {
  return {
      {.name = std::move(name)}, column, [](const std::string& text) -> std::optional<sql::Value> {
        // No stored text holds a NUL, and the store would refuse to look for one.
        if (text.find('\0') != std::string::npos) return std::nullopt;
        return sql::Value(text);
      }};
}

ListField StateField() {
  return {{.name = kState, .allowed = {"ACTIVE", "RETRACTED"}},
          kActiveColumn,
          [](const std::string& state) -> std::optional<sql::Value> {
            return sql::Value(std::int64_t{state == "ACTIVE"});
          }};
}

ListField DocumentField() {
  return {{.name = "document"},
          "document_id",
          [](const std::string& name) -> std::optional<sql::Value> {
            const auto id = ParseDocumentName(name);
            if (!id.has_value()) return std::nullopt;
            return sql::Value(std::string(*id));
          }};
}

absl::StatusOr<PreparedList> PrepareList(const ListRequest& request,
                                         const std::vector<ListField>& fields) {
  std::vector<filter::Field> known;
  for (const ListField& field : fields) known.push_back(field.field);
  auto filter = filter::ParseFilter(request.filter, known);
  if (!filter.ok()) return filter.status();

  PreparedList prepared;
  prepared.scope = absl::StrCat(AbslView(request.method), "\n", AbslView(request.parent), "\n",
                                filter->Canonical());
  auto page = paging::ReadPage(request.page_size, request.page_token, prepared.scope);
  if (!page.ok()) return page.status();
  prepared.query.page_size = page->size;
  if (!page->cursor.empty()) {
    prepared.query.after = ReadCursor(page->cursor);
    if (!prepared.query.after.has_value()) {
      return MakeError(absl::StatusCode::kInvalidArgument,
                       common::v1::ERROR_REASON_INVALID_PAGE_TOKEN,
                       "page_token was not issued for this request; start without one");
    }
  }
  for (const filter::Term& term : filter->terms()) {
    for (const ListField& field : fields) {
      if (field.field.name != term.field) continue;
      const std::optional<sql::Value> value = field.value(term.value);
      // Two terms on one field are a contradiction, for repetitions are gone and no field here
      // holds two values.
      for (const auto& [column, taken] : prepared.query.equals) {
        if (column == field.column) prepared.impossible = true;
      }
      if (!value.has_value()) prepared.impossible = true;
      if (!prepared.impossible) prepared.query.equals.emplace_back(field.column, *value);
    }
  }
  if (request.active_by_default && !filter->Has(kState)) {
    prepared.query.equals.emplace_back(kActiveColumn, std::int64_t{1});
  }
  return prepared;
}

std::string NextPageToken(std::string_view scope, const std::optional<PagePosition>& next) {
  if (!next.has_value()) return "";
  return paging::MakePageToken(scope, absl::StrCat(next->time_us, "/", next->id));
}

}  // namespace isotherm::factor_analysis
