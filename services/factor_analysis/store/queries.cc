#include "services/factor_analysis/store/queries.h"

#include "absl/strings/str_cat.h"
#include "services/common/status/errors.h"
#include "services/common/strings/view.h"
#include "services/factor_analysis/identity/resource_names.h"
#include "services/factor_analysis/store/rows.h"

namespace isotherm::factor_analysis {
namespace {

namespace pb = factor::v1;
using sql::ColumnType;

// How one kind of resource is listed.
template <typename Resource>
struct Listing {
  std::string_view name;     // for error messages
  std::string_view columns;  // the last two are time and id
  std::string_view from;
  std::string_view alias;  // of the table that filters and order speak of
  std::string_view time_column;
  const std::vector<ColumnType>& types;
  absl::StatusOr<Resource> (*read)(const sql::Row&);
};

template <typename Resource>
absl::StatusOr<Page<Resource>> List(sql::ReadTransaction& transaction,
                                    const Listing<Resource>& listing, const ListQuery& query) {
  const std::string alias(listing.alias);
  const std::string time = absl::StrCat(alias, ".", AbslView(listing.time_column));
  const std::string order = absl::StrCat(time, " DESC, ", alias, ".id DESC");
  std::string where = "1 = 1";
  sql::Params params{{"limit", std::int64_t{query.page_size} + 1}};
  for (const auto& [column, value] : query.equals) {
    absl::StrAppend(&where, " AND ", alias, ".", AbslView(column), " = :", AbslView(column));
    params.Add(std::string(column), value);
  }
  if (query.after.has_value()) {
    absl::StrAppend(&where, " AND (", time, ", ", alias, ".id) < (:after_time, :after_id)");
    params.Add("after_time", query.after->time_us);
    params.Add("after_id", query.after->id);
  }
  Page<Resource> page;
  std::optional<PagePosition> last;
  absl::Status status = transaction.Query(
      listing.name,
      absl::StrCat("SELECT ", AbslView(listing.columns), " FROM ", AbslView(listing.from),
                   " WHERE ", where, " ORDER BY ", order, " LIMIT :limit"),
      params, listing.types, [&](const sql::Row& row) -> absl::Status {
        if (page.items.size() == static_cast<std::size_t>(query.page_size)) {
          page.next = last;  // the row beyond the page says only that there is more
          return absl::OkStatus();
        }
        auto item = listing.read(row);
        if (!item.ok()) return item.status();
        page.items.push_back(*std::move(item));
        const std::size_t columns = listing.types.size();
        last = PagePosition{row.Int(columns - 2), row.Text(columns - 1)};
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return page;
}

constexpr char kFactorTables[] = "factors AS f JOIN documents AS d ON d.id = f.document_id";

}  // namespace

absl::StatusOr<pb::Document> ReadDocument(sql::ReadTransaction& transaction,
                                          const std::string& id) {
  std::vector<ColumnType> types = DocumentColumnTypes();
  types.insert(types.end(), {ColumnType::kBytes, ColumnType::kBytes});
  auto row = transaction.QueryRow("read document",
                                  absl::StrCat("SELECT ", kDocumentColumns,
                                               ", c.content, c.cleaned FROM documents AS d JOIN "
                                               "document_contents AS c ON c.id = d.id "
                                               "WHERE d.id = :id"),
                                  {{"id", id}}, types);
  if (absl::IsNotFound(row.status())) return NotFound(DocumentName(id));
  if (!row.ok()) return row.status();
  auto document = ToDocument(*row);
  if (!document.ok()) return document.status();
  document->set_content(row->Octets(4));
  document->set_text(row->Octets(5));
  return document;
}

absl::StatusOr<pb::Factor> ReadFactor(sql::ReadTransaction& transaction,
                                      const std::string& leader_id, const std::string& id) {
  auto row = transaction.QueryRow("read factor",
                                  absl::StrCat("SELECT ", kFactorColumns, " FROM ", kFactorTables,
                                               " WHERE f.id = :id AND f.leader = :leader"),
                                  {{"id", id}, {"leader", leader_id}}, FactorColumnTypes());
  if (absl::IsNotFound(row.status())) return NotFound(FactorName(leader_id, id));
  if (!row.ok()) return row.status();
  return ToFactor(*row);
}

absl::StatusOr<pb::Event> ReadEvent(sql::ReadTransaction& transaction, const std::string& id) {
  auto row = transaction.QueryRow(
      "read event", absl::StrCat("SELECT ", kEventColumns, " FROM events AS e WHERE e.id = :id"),
      {{"id", id}}, EventColumnTypes());
  if (absl::IsNotFound(row.status())) return NotFound(EventName(id));
  if (!row.ok()) return row.status();
  return ToEvent(*row);
}

absl::StatusOr<Page<pb::Document>> ListDocuments(sql::ReadTransaction& transaction,
                                                 const ListQuery& query) {
  return List<pb::Document>(transaction,
                            {"list documents", kDocumentColumns, "documents AS d", "d", "ingest_us",
                             DocumentColumnTypes(), &ToDocument},
                            query);
}

absl::StatusOr<Page<pb::Factor>> ListFactors(sql::ReadTransaction& transaction,
                                             const ListQuery& query) {
  return List<pb::Factor>(transaction,
                          {"list factors", kFactorColumns, kFactorTables, "f", "observed_us",
                           FactorColumnTypes(), &ToFactor},
                          query);
}

absl::StatusOr<Page<pb::Event>> ListEvents(sql::ReadTransaction& transaction,
                                           const ListQuery& query) {
  return List<pb::Event>(transaction,
                         {"list events", kEventColumns, "events AS e", "e", "observed_us",
                          EventColumnTypes(), &ToEvent},
                         query);
}

}  // namespace isotherm::factor_analysis
