#include "services/factor_analysis/store/ingest.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "services/factor_analysis/identity/resource_names.h"
#include "services/factor_analysis/store/bulk_insert.h"
#include "services/factor_analysis/store/independence.h"
#include "services/factor_analysis/store/retract.h"
#include "services/factor_analysis/store/rows.h"

namespace isotherm::factor_analysis {
namespace {

namespace pb = factor::v1;
using google::protobuf::util::TimeUtil;
using sql::Bytes;
using sql::ColumnType;
using sql::Value;

std::string IdOf(const std::string& name) { return name.substr(name.rfind('/') + 1); }

class DocumentWriter {
 public:
  DocumentWriter(sql::WriteTransaction& transaction, const IngestSettings& settings)
      : transaction_(transaction),
        settings_(settings),
        now_us_(absl::ToUnixMicros(settings.now)),
        independence_(transaction, settings.near_duplicate_resemblance) {}

  absl::StatusOr<IngestResult> Write(const NewDocument& entry) {
    const std::string id = IdOf(entry.document.name());
    auto stored = FindStored(id);
    if (!stored.ok()) return stored.status();
    if (stored->found) return Repeat(id, *std::move(stored));
    return Insert(id, entry);
  }

 private:
  struct Stored {
    bool found = false;
    bool active = false;
    pb::Document document;
  };

  absl::StatusOr<Stored> FindStored(const std::string& id) {
    Stored stored;
    absl::Status status = transaction_.Query(
        "find document",
        absl::StrCat("SELECT ", kDocumentColumns, " FROM documents AS d WHERE d.id = :id"),
        {{"id", id}}, DocumentColumnTypes(), [&](const sql::Row& row) -> absl::Status {
          auto document = ToDocument(row);
          if (!document.ok()) return document.status();
          stored = {true, row.Int(1) != 0, *std::move(document)};
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
    return stored;
  }

  absl::StatusOr<IngestResult> Repeat(const std::string& id, const Stored& stored) {
    IngestResult result;
    result.outcome = stored.active ? IngestOutcome::kDuplicate : IngestOutcome::kRestored;
    result.document = stored.document.name();
    result.near_duplicate_of = stored.document.near_duplicate_of();
    if (!stored.active) {
      absl::Status status = RestoreDocument(transaction_, stored.document, settings_);
      if (!status.ok()) return status;
    }
    auto counts = transaction_.QueryRow(
        "count factors and events",
        "SELECT (SELECT COUNT(*) FROM factors WHERE document_id = :id AND active = 1), "
        "(SELECT COUNT(*) FROM events WHERE document_id = :id AND active = 1)",
        {{"id", id}}, {ColumnType::kInt, ColumnType::kInt});
    if (!counts.ok()) return counts.status();
    result.factor_count = static_cast<int>(counts->Int(0));
    result.event_count = static_cast<int>(counts->Int(1));
    return result;
  }

  absl::StatusOr<IngestResult> Insert(const std::string& id, const NewDocument& entry) {
    const DocumentKey key{id, entry.document.date(), entry.document.publisher(), entry.fingerprint};
    auto near = independence_.FindNear(key);
    if (!near.ok()) return near.status();
    pb::Document document = entry.document;
    document.clear_content();
    document.clear_text();
    *document.mutable_ingest_time() = TimeUtil::MicrosecondsToTimestamp(now_us_);
    document.set_state(pb::STATE_ACTIVE);
    if (!near->empty()) document.set_near_duplicate_of(DocumentName(*near));

    absl::Status status = InsertDocument(id, entry, document);
    if (status.ok()) status = InsertFactors(id, entry);
    if (status.ok()) status = InsertEvents(id, entry);
    if (!status.ok()) return status;
    auto publisher = independence_.Activated(key);
    if (!publisher.ok()) return publisher.status();

    transaction_.AppendChange(UpsertChange(document));
    for (const pb::Factor& factor : entry.factors) {
      pb::Factor known = Known(factor);
      known.set_publisher(*publisher);
      known.set_state(pb::STATE_ACTIVE);
      transaction_.AppendChange(UpsertChange(known));
    }
    return IngestResult{IngestOutcome::kIngested, document.name(),
                        static_cast<int>(entry.factors.size()),
                        static_cast<int>(entry.events.size()), document.near_duplicate_of()};
  }

  absl::Status InsertDocument(const std::string& id, const NewDocument& entry,
                              const pb::Document& document) {
    absl::Status status =
        BulkInsert(transaction_, "documents",
                   {"id", "source_key", "date", "publisher", "ingest_us", "signature", "active",
                    "parent_id", "source_publisher", "payload"},
                   {{id, entry.source_key, document.date(), document.publisher(), now_us_,
                     Bytes{entry.fingerprint}, std::int64_t{1}, std::string(), document.publisher(),
                     Bytes{document.SerializeAsString()}}});
    if (!status.ok()) return status;
    return BulkInsert(transaction_, "document_contents", {"id", "content", "cleaned"},
                      {{id, Bytes{entry.document.content()}, Bytes{entry.document.text()}}});
  }

  absl::Status InsertFactors(const std::string& id, const NewDocument& entry) {
    std::vector<std::vector<Value>> rows;
    for (const pb::Factor& factor : entry.factors) {
      rows.push_back({IdOf(factor.name()), IdOf(factor.leader()), id,
                      static_cast<std::int64_t>(rows.size()), std::int64_t{factor.role()},
                      std::int64_t{factor.domain()}, std::int64_t{factor.direction()},
                      TimeUtil::TimestampToMicroseconds(factor.observed_time()), std::int64_t{1},
                      std::int64_t{0}, Bytes{Known(factor).SerializeAsString()}});
    }
    return BulkInsert(transaction_, "factors",
                      {"id", "leader", "document_id", "position", "role", "domain", "direction",
                       "observed_us", "active", "retracted", "payload"},
                      rows);
  }

  absl::Status InsertEvents(const std::string& id, const NewDocument& entry) {
    std::vector<std::vector<Value>> rows;
    for (const pb::Event& event : entry.events) {
      rows.push_back({IdOf(event.name()), id, static_cast<std::int64_t>(rows.size()),
                      std::int64_t{event.type()}, std::int64_t{event.aux()}, event.source_actor(),
                      event.target_actor(),
                      TimeUtil::TimestampToMicroseconds(event.observed_time()), std::int64_t{1},
                      Bytes{Known(event).SerializeAsString()}});
    }
    return BulkInsert(transaction_, "events",
                      {"id", "document_id", "position", "type", "aux", "source_actor",
                       "target_actor", "observed_us", "active", "payload"},
                      rows);
  }

  template <typename Message>
  Message Known(Message message) const {
    *message.mutable_known_time() = TimeUtil::MicrosecondsToTimestamp(now_us_);
    return message;
  }

  sql::WriteTransaction& transaction_;
  const IngestSettings settings_;
  const std::int64_t now_us_;
  Independence independence_;
};

}  // namespace

absl::StatusOr<std::vector<IngestResult>> IngestBatch(sql::WriteTransaction& transaction,
                                                      absl::Span<const NewDocument* const> batch,
                                                      const IngestSettings& settings) {
  if (absl::Status status = transaction.Lock(kDocumentsLock); !status.ok()) return status;
  DocumentWriter writer(transaction, settings);
  std::vector<IngestResult> results;
  for (const NewDocument* entry : batch) {
    auto result = writer.Write(*entry);
    if (!result.ok()) return result.status();
    results.push_back(*std::move(result));
  }
  return results;
}

}  // namespace isotherm::factor_analysis
