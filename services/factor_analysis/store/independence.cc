#include "services/factor_analysis/store/independence.h"

#include <set>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "services/common/strings/view.h"
#include "services/factor_analysis/near_duplicate/signature.h"
#include "services/factor_analysis/store/bulk_insert.h"
#include "services/factor_analysis/store/rows.h"

namespace isotherm::factor_analysis {
namespace {

using near_duplicate::AreNear;
using near_duplicate::BandsOf;
using sql::ColumnType;

// Most searches end with the first row or find none; only crowded bands need the long pages.
constexpr std::int64_t kFirstPage = 8;
constexpr std::int64_t kLaterPage = 512;
constexpr char kBeforeId = '\x01';  // below every character of a publisher
// Above every sort key, which begins with a digit.
constexpr std::string_view kNoUpperBound = "~";

std::string IdOfSortKey(const std::string& sort_key) {
  return sort_key.substr(sort_key.rfind(kBeforeId) + 1);
}

}  // namespace

std::string SortKey(const DocumentKey& document) {
  return absl::StrCat(document.date, document.publisher.empty() ? "1" : "0", document.publisher,
                      std::string(1, kBeforeId), document.id);
}

absl::StatusOr<std::optional<Independence::Entry>> Independence::FirstInBand(
    std::int64_t band, const std::string& signature, std::string above, std::string_view below) {
  for (std::int64_t page = kFirstPage;; page = kLaterPage) {
    std::optional<Entry> found;
    std::int64_t rows = 0;
    absl::Status status = transaction_.Query(
        "find near duplicate",
        "SELECT sort_key, signature, document_id FROM signature_bands WHERE band = :band AND "
        "sort_key > :above AND sort_key < :below ORDER BY sort_key LIMIT :page",
        {{"band", band}, {"above", above}, {"below", std::string(below)}, {"page", page}},
        {ColumnType::kText, ColumnType::kBytes, ColumnType::kText}, [&](const sql::Row& row) {
          ++rows;
          above = row.Text(0);
          if (!found && AreNear(row.Octets(1), signature, min_resemblance_)) {
            found = Entry{above, row.Octets(1), row.Text(2)};
          }
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
    if (found || rows < page) return found;
  }
}

absl::StatusOr<std::optional<Independence::Entry>> Independence::FirstBetween(
    const std::string& signature, std::string_view above, std::string_view below) {
  std::optional<Entry> first;
  if (signature.empty()) return first;
  std::string bound(below.empty() ? kNoUpperBound : below);
  for (const std::int64_t band : BandsOf(signature)) {
    auto found = FirstInBand(band, signature, std::string(above), bound);
    if (!found.ok()) return found.status();
    if (!found->has_value()) continue;
    bound = (*found)->sort_key;  // later bands need only look before it
    first = **std::move(found);
  }
  return first;
}

absl::StatusOr<std::optional<Independence::Entry>> Independence::FirstBefore(
    const DocumentKey& document, const std::string& key) {
  // FindNear() and Activated() ask the same of a new document, with no change in between.
  if (last_asked_ != key) {
    auto before = FirstBetween(document.signature, "", key);
    if (!before.ok()) return before.status();
    last_before_ = *std::move(before);
    last_asked_ = key;
  }
  return last_before_;
}

absl::StatusOr<std::string> Independence::FindNear(const DocumentKey& document) {
  const std::string key = SortKey(document);
  auto before = FirstBefore(document, key);
  if (!before.ok()) return before.status();
  if (before->has_value()) return (*before)->document_id;
  auto after = FirstBetween(document.signature, key, "");
  if (!after.ok()) return after.status();
  return after->has_value() ? (*after)->document_id : std::string();
}

absl::StatusOr<std::vector<Independence::Entry>> Independence::ThoseWithLaterParent(
    const std::string& signature, const std::string& sort_key) {
  std::vector<Entry> entries;
  absl::flat_hash_set<std::string> seen;
  sql::Params params{{"key", sort_key}};
  std::string list;
  for (const std::int64_t band : BandsOf(signature)) {
    const std::string name = absl::StrCat("band_", params.values().size());
    absl::StrAppend(&list, list.empty() ? ":" : ", :", name);
    params.Add(name, band);
  }
  absl::Status status = transaction_.Query(
      "find copies of a new original",
      absl::StrCat("SELECT sort_key, signature, document_id FROM signature_bands WHERE band IN (",
                   list, ") AND parent_key > :key"),
      params, {ColumnType::kText, ColumnType::kBytes, ColumnType::kText}, [&](const sql::Row& row) {
        if (AreNear(row.Octets(1), signature, min_resemblance_) &&
            seen.insert(row.Text(2)).second) {
          entries.push_back({row.Text(0), row.Octets(1), row.Text(2)});
        }
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return entries;
}

absl::Status Independence::EnterBands(const DocumentKey& document, const std::string& parent_key) {
  std::vector<std::vector<sql::Value>> rows;
  for (const std::int64_t band : BandsOf(document.signature)) {
    rows.push_back(
        {band, SortKey(document), parent_key, sql::Bytes{document.signature}, document.id});
  }
  return BulkInsert(transaction_, "signature_bands",
                    {"band", "sort_key", "parent_key", "signature", "document_id"}, rows);
}

absl::Status Independence::SetParent(const std::string& child_id, const std::string& parent_id,
                                     const std::string& parent_key) {
  auto done = transaction_.Execute("set parent document",
                                   "UPDATE documents SET parent_id = :parent WHERE id = :id",
                                   {{"parent", parent_id}, {"id", child_id}});
  if (!done.ok()) return done.status();
  return transaction_
      .Execute("set parent in bands",
               "UPDATE signature_bands SET parent_key = :key WHERE document_id = :id",
               {{"key", parent_key}, {"id", child_id}})
      .status();
}

absl::StatusOr<std::string> Independence::Activated(const DocumentKey& document) {
  if (document.signature.empty()) return document.publisher;
  const std::string key = SortKey(document);
  auto parent = FirstBefore(document, key);
  if (!parent.ok()) return parent.status();
  last_asked_.clear();
  auto copies = ThoseWithLaterParent(document.signature, key);
  if (!copies.ok()) return copies.status();

  const bool is_copy = parent->has_value();
  absl::Status status = EnterBands(document, is_copy ? (*parent)->sort_key : key);
  std::vector<std::string> changed;
  if (status.ok() && is_copy) {
    status = SetParent(document.id, (*parent)->document_id, (*parent)->sort_key);
    changed.push_back(key);
  }
  for (std::size_t i = 0; status.ok() && i < copies->size(); ++i) {
    status = SetParent((*copies)[i].document_id, document.id, key);
    changed.push_back((*copies)[i].sort_key);
  }
  if (status.ok()) status = Propagate(std::move(changed), document.id);
  if (!status.ok()) return status;
  if (!is_copy) return document.publisher;
  auto row = transaction_.QueryRow("read settled publisher",
                                   "SELECT source_publisher FROM documents WHERE id = :id",
                                   {{"id", document.id}}, {ColumnType::kText});
  if (!row.ok()) return row.status();
  return row->Text(0);
}

absl::StatusOr<std::vector<DocumentKey>> Independence::ChildrenOf(const std::string& id) {
  std::vector<DocumentKey> children;
  absl::Status status = transaction_.Query(
      "find copies", "SELECT id, date, publisher, signature FROM documents WHERE parent_id = :id",
      {{"id", id}}, {ColumnType::kText, ColumnType::kText, ColumnType::kText, ColumnType::kBytes},
      [&](const sql::Row& row) {
        children.push_back({row.Text(0), row.Text(1), row.Text(2), row.Octets(3)});
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return children;
}

absl::Status Independence::Deactivated(const std::string& id) {
  last_asked_.clear();
  auto done = transaction_.Execute(
      "leave bands", "DELETE FROM signature_bands WHERE document_id = :id", {{"id", id}});
  if (!done.ok()) return done.status();
  done = transaction_.Execute(
      "detach document",
      "UPDATE documents SET parent_id = '', source_publisher = publisher WHERE id = :id",
      {{"id", id}});
  if (!done.ok()) return done.status();
  auto children = ChildrenOf(id);
  if (!children.ok()) return children.status();
  std::vector<std::string> changed;
  for (const DocumentKey& child : *children) {
    const std::string key = SortKey(child);
    auto parent = FirstBetween(child.signature, "", key);
    if (!parent.ok()) return parent.status();
    absl::Status status = parent->has_value()
                              ? SetParent(child.id, (*parent)->document_id, (*parent)->sort_key)
                              : SetParent(child.id, "", key);
    if (!status.ok()) return status;
    changed.push_back(key);
  }
  return Propagate(std::move(changed), id);
}

absl::Status Independence::Propagate(std::vector<std::string> changed,
                                     const std::string& silent_id) {
  // A parent comes before its children in this order, so it is always settled before them.
  std::set<std::string> pending(changed.begin(), changed.end());
  while (!pending.empty()) {
    const std::string id = IdOfSortKey(pending.extract(pending.begin()).value());
    auto row = transaction_.QueryRow(
        "read publisher of a copy",
        "SELECT d.source_publisher, COALESCE(p.source_publisher, d.publisher) FROM documents AS d "
        "LEFT JOIN documents AS p ON p.id = d.parent_id WHERE d.id = :id",
        {{"id", id}}, {ColumnType::kText, ColumnType::kText});
    if (!row.ok()) return row.status();
    if (row->Text(0) == row->Text(1)) continue;
    auto updated =
        transaction_.Execute("set publisher of a copy",
                             "UPDATE documents SET source_publisher = :publisher WHERE id = :id",
                             {{"publisher", row->Text(1)}, {"id", id}});
    if (!updated.ok()) return updated.status();
    if (id != silent_id) {
      if (absl::Status status = LogFactorsOf(id); !status.ok()) return status;
    }
    auto children = ChildrenOf(id);
    if (!children.ok()) return children.status();
    for (const DocumentKey& child : *children) pending.insert(SortKey(child));
  }
  return absl::OkStatus();
}

absl::Status Independence::LogFactorsOf(const std::string& document_id) {
  return transaction_.Query(
      "read factors of a copy",
      absl::StrCat("SELECT ", kFactorColumns,
                   " FROM factors AS f JOIN documents AS d ON d.id = f.document_id "
                   "WHERE f.document_id = :id AND f.active = 1 ORDER BY f.position"),
      {{"id", document_id}}, FactorColumnTypes(), [&](const sql::Row& row) -> absl::Status {
        auto factor = ToFactor(row);
        if (!factor.ok()) return factor.status();
        transaction_.AppendChange(UpsertChange(*factor));
        return absl::OkStatus();
      });
}

}  // namespace isotherm::factor_analysis
