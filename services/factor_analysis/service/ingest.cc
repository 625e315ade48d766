#include "services/factor_analysis/service/ingest.h"

#include <spdlog/spdlog.h>

#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/time/clock.h"
#include "services/common/status/assign.h"
#include "services/common/status/errors.h"
#include "services/factor_analysis/convert/document_input.h"
#include "services/factor_analysis/identity/content_id.h"
#include "services/factor_analysis/service/analyze.h"
#include "services/factor_analysis/service/parallel_for.h"

namespace isotherm::factor_analysis {
namespace {

namespace pb = factor::v1;

// Longer than the store waits for locks; a stream has no deadline of its own for each item.
constexpr absl::Duration kStoreTimeout = absl::Seconds(30);
constexpr std::size_t kMaxReaders = 64;

// A document on its way through the batch.
struct Item {
  absl::Status status;
  engine::DocumentInput input;
  NewDocument document;  // to be written where `status` is OK
};

pb::IngestDocumentsResponse::Outcome ToProto(IngestOutcome outcome) {
  switch (outcome) {
    case IngestOutcome::kIngested:
      return pb::IngestDocumentsResponse::OUTCOME_INGESTED;
    case IngestOutcome::kDuplicate:
      return pb::IngestDocumentsResponse::OUTCOME_DUPLICATE;
    case IngestOutcome::kRestored:
      return pb::IngestDocumentsResponse::OUTCOME_RESTORED;
  }
  return pb::IngestDocumentsResponse::OUTCOME_UNSPECIFIED;
}

class Batch {
 public:
  Batch(const Parts& parts, const AnalyzerInUse& in_use, std::int64_t first_index,
        std::vector<IngestItem> received)
      : parts_(parts),
        in_use_(in_use),
        first_index_(first_index),
        requests_(received.size()),
        items_(received.size()),
        results_(received.size()) {
    for (std::size_t i = 0; i < received.size(); ++i) {
      items_[i].status = AssignOrStatus(std::move(received[i]), requests_[i]);
    }
  }

  void Run() {
    Check();
    const auto known = FindKnown();
    ParallelFor(parts_.executor, items_.size(), kMaxReaders,
                [&](std::size_t i) { Read(items_[i], requests_[i].document(), known); });
    Write();
  }

  void Answer(std::vector<pb::IngestDocumentsResponse>& responses) {
    for (std::size_t i = 0; i < items_.size(); ++i) {
      pb::IngestDocumentsResponse& response = responses.emplace_back();
      response.set_index(first_index_ + static_cast<std::int64_t>(i));
      response.set_correlation_id(requests_[i].correlation_id());
      response.set_consistency_token(token_);
      if (!items_[i].status.ok()) {
        *response.mutable_status() = ToRpcStatus(items_[i].status);
        continue;
      }
      const IngestResult& result = results_[i];
      response.set_document(result.document);
      response.set_outcome(ToProto(result.outcome));
      response.set_factor_count(result.factor_count);
      response.set_event_count(result.event_count);
      response.set_near_duplicate_of(result.near_duplicate_of);
    }
  }

 private:
  using Known = absl::flat_hash_map<std::string, std::string>;  // source key -> document name

  void Check() {
    const absl::Time now = parts_.clock.Now();
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (!items_[i].status.ok()) continue;
      const pb::Document& received = requests_[i].document();
      auto input = ToDocumentInput(received, *in_use_.directory, now);
      items_[i].status = input.status();
      if (!input.ok()) continue;
      items_[i].input = *std::move(input);
      items_[i].document.source_key =
          SourceKey(received.title(), received.content(), received.format(), received.date(),
                    received.publisher());
    }
  }

  Known FindKnown() {
    std::vector<std::string> keys;
    for (const Item& item : items_) {
      if (item.status.ok()) keys.push_back(item.document.source_key);
    }
    auto known = parts_.store.DocumentsBySource(absl::Now() + kStoreTimeout, keys);
    if (known.ok()) return *std::move(known);
    for (Item& item : items_) {
      if (item.status.ok()) item.status = known.status();
    }
    return {};
  }

  void Read(Item& item, const pb::Document& received, const Known& known) const {
    if (!item.status.ok()) return;
    if (const auto stored = known.find(item.document.source_key); stored != known.end()) {
      item.document.document.set_name(stored->second);
      return;
    }
    auto analyzed = Analyze(*in_use_.analyzer, received, item.input);
    item.status = analyzed.status();
    if (!analyzed.ok()) return;
    item.document.fingerprint = std::move(analyzed->fingerprint);
    item.document.document = std::move(analyzed->findings.document);
    item.document.factors = std::move(analyzed->findings.factors);
    item.document.events = std::move(analyzed->findings.events);
  }

  void Write() {
    std::vector<std::size_t> good;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (items_[i].status.ok()) good.push_back(i);
    }
    absl::Status status = WriteTogether(good);
    if (status.ok()) return;
    spdlog::error("a batch of documents was not stored first={} documents={} error=\"{}\"",
                  first_index_, good.size(), status.ToString());
    const bool of_one_document = !absl::IsUnavailable(status) && good.size() > 1;
    for (const std::size_t i : good) {
      items_[i].status = of_one_document ? WriteTogether({i}) : status;
    }
  }

  // In one transaction. Without documents it only asks how far the store is.
  absl::Status WriteTogether(const std::vector<std::size_t>& indices) {
    std::vector<const NewDocument*> documents;
    for (const std::size_t i : indices) documents.push_back(&items_[i].document);
    auto ingested = parts_.store.Ingest(absl::Now() + kStoreTimeout, documents);
    if (!ingested.ok()) return ingested.status();
    for (std::size_t k = 0; k < indices.size(); ++k) {
      results_[indices[k]] = std::move(ingested->results[k]);
    }
    token_ = parts_.TokenOf(ingested->commit);
    return absl::OkStatus();
  }

  const Parts& parts_;
  const AnalyzerInUse& in_use_;
  const std::int64_t first_index_;
  std::vector<pb::IngestDocumentsRequest> requests_;
  std::vector<Item> items_;
  std::vector<IngestResult> results_;
  std::string token_;
};

}  // namespace

absl::Status IngestItems(const Parts& parts, std::int64_t first_index,
                         std::vector<IngestItem> items,
                         std::vector<pb::IngestDocumentsResponse>& responses) {
  const auto in_use = parts.analyzers.Get();
  if (in_use == nullptr) return NotReady();
  Batch batch(parts, *in_use, first_index, std::move(items));
  batch.Run();
  batch.Answer(responses);
  return absl::OkStatus();
}

}  // namespace isotherm::factor_analysis
