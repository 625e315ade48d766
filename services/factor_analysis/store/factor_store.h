// The factor service's store: documents, factors and events on SQLite or PostgreSQL.
//
// Purpose: the door of the service to sql::Database. Each write is one transaction, appends what
// changed to the change log (collections "documents" and "factors") and tells the revision that
// makes it visible. Writes with a request id answer a repeat with the first answer.
// Blocking: every call; from worker threads only. Thread-safety: safe from any thread. Lifetime:
// the clock outlives it. Errors: as database.h, ingest.h, retract.h, queries.h.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "isotherm/factor/v1/factor_service.pb.h"
#include "services/common/clock/clock.h"
#include "services/common/sql/database.h"
#include "services/common/sql/request_ids.h"
#include "services/factor_analysis/store/ingest.h"
#include "services/factor_analysis/store/queries.h"

namespace isotherm::factor_analysis {

struct FactorStoreOptions {
  std::string connection_string;  // sql/connection_string.h
  const Clock* clock = nullptr;   // required
  // Of copies of one report, above 0 to 1 (near_duplicate/signature.h).
  double near_duplicate_resemblance = near_duplicate::kMinResemblance;
};

class FactorStore {
 public:
  static absl::StatusOr<std::unique_ptr<FactorStore>> Open(const FactorStoreOptions& options);

  struct Ingested {
    std::vector<IngestResult> results;  // one for each document, in order
    sql::Commit commit;
  };
  absl::StatusOr<Ingested> Ingest(absl::Time deadline, absl::Span<const NewDocument* const> batch);

  // Names of the documents that came with these source keys; unknown keys are left out.
  absl::StatusOr<absl::flat_hash_map<std::string, std::string>> DocumentsBySource(
      absl::Time deadline, const std::vector<std::string>& source_keys);

  template <typename Response>
  struct Written {
    Response response;  // without its consistency token
    sql::Commit commit;
  };
  absl::StatusOr<Written<factor::v1::RetractDocumentResponse>> RetractDocument(
      absl::Time deadline, const sql::RequestKey& request, const std::string& id,
      const std::string& reason);
  absl::StatusOr<Written<factor::v1::RetractFactorResponse>> RetractFactor(
      absl::Time deadline, const sql::RequestKey& request, const std::string& leader_id,
      const std::string& id, const std::string& reason);

  absl::StatusOr<factor::v1::Document> GetDocument(absl::Time deadline, const std::string& id);
  absl::StatusOr<factor::v1::Factor> GetFactor(absl::Time deadline, const std::string& leader_id,
                                               const std::string& id);
  absl::StatusOr<factor::v1::Event> GetEvent(absl::Time deadline, const std::string& id);
  absl::StatusOr<Page<factor::v1::Document>> ListDocuments(absl::Time deadline,
                                                           const ListQuery& query);
  absl::StatusOr<Page<factor::v1::Factor>> ListFactors(absl::Time deadline, const ListQuery& query);
  absl::StatusOr<Page<factor::v1::Event>> ListEvents(absl::Time deadline, const ListQuery& query);

  // Returns when the store shows `revision`; DEADLINE_EXCEEDED (CONSISTENCY_NOT_REACHED) when it
  // does not before `deadline`, at once when that is infinite.
  absl::Status AwaitRevision(absl::Time deadline, std::int64_t revision);

  sql::Database& database() { return *database_; }

 private:
  FactorStore(std::unique_ptr<sql::Database> database, double near_duplicate_resemblance);
  IngestSettings Settings() const;

  const std::unique_ptr<sql::Database> database_;
  const double near_duplicate_resemblance_;
};

}  // namespace isotherm::factor_analysis
