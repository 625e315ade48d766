

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "cli/client/suite_client.h"
#include "cli/commands/commands.h"
#include "cli/output/json.h"
#include "services/common/status/errors.h"
#include "services/common/strings/view.h"
#include "services/gateway/brief/wording.h"

namespace isotherm::cli {
namespace {

using factor::v1::IngestDocumentsRequest;
using factor::v1::IngestDocumentsResponse;

// The service's own limit. A larger message would end the whole stream, so it is stopped here.
constexpr std::size_t kMaxContentBytes = 2u << 20;

const char* OutcomeName(IngestDocumentsResponse::Outcome outcome) {
  switch (outcome) {
    case IngestDocumentsResponse::OUTCOME_INGESTED:
      return "INGESTED";
    case IngestDocumentsResponse::OUTCOME_DUPLICATE:
      return "DUPLICATE";
    case IngestDocumentsResponse::OUTCOME_RESTORED:
      return "RESTORED";
    default:
      return "FAILED";
  }
}

// What an ingest has done so far, and how it is told.
class Report {
 public:
  Report(const IngestOptions& options, Context& context, std::size_t total)
      : quiet_(options.quiet),
        context_(context),
        progress_(context.err, "Ingesting", "documents", total) {}

  void Fail(const std::string& origin, const absl::Status& status) {
    ++failed_;
    if (context_.json) {
      context_.out.Write(
          Line({{"file", origin}, {"outcome", "FAILED"}, {"error", ErrorJson(status)}}));
    } else {
      ClearProgress();
      context_.err.Write(absl::StrCat(origin, ": ", status.message(), "\n"));
    }
    Step();
  }

  void Add(const std::string& origin, const IngestDocumentsResponse& result) {
    if (!result.consistency_token().empty()) token_ = result.consistency_token();
    if (result.outcome() == IngestDocumentsResponse::OUTCOME_UNSPECIFIED) {
      Fail(origin, FromRpcStatus(result.status()));
      return;
    }
    if (result.outcome() == IngestDocumentsResponse::OUTCOME_INGESTED) ++ingested_;
    if (result.outcome() == IngestDocumentsResponse::OUTCOME_DUPLICATE) ++duplicates_;
    if (result.outcome() == IngestDocumentsResponse::OUTCOME_RESTORED) ++restored_;
    factors_ += result.factor_count();
    events_ += result.event_count();
    if (context_.json) {
      context_.out.Write(Line({{"file", origin},
                               {"outcome", OutcomeName(result.outcome())},
                               {"document", result.document()},
                               {"factor_count", result.factor_count()},
                               {"event_count", result.event_count()},
                               {"near_duplicate_of", result.near_duplicate_of()},
                               {"error", nullptr}}));
    } else if (!quiet_) {
      ClearProgress();
      context_.out.Write(
          absl::StrCat(absl::StrFormat("%-9s ", brief::LowerCase(OutcomeName(result.outcome()))),
                       origin, ": ", brief::Count(result.factor_count(), "factor"), ", ",
                       brief::Count(result.event_count(), "event"), " (", result.document(), ")",
                       result.near_duplicate_of().empty() ? "" : ", nearly repeats ",
                       result.near_duplicate_of(), "\n"));
      context_.out.Flush();
    }
    Step();
  }

  void Finish(absl::Duration took) {
    if (context_.json) {
      context_.out.Write(Line({{"summary",
                                {{"ingested", ingested_},
                                 {"duplicate", duplicates_},
                                 {"restored", restored_},
                                 {"failed", failed_},
                                 {"factor_count", factors_},
                                 {"event_count", events_},
                                 {"seconds", absl::ToDoubleSeconds(took)},
                                 {"consistency_token", token_}}}}));
      return;
    }
    ClearProgress();
    context_.err.Write(absl::StrCat(ingested_, " ingested, ", duplicates_, " known already, ",
                                    restored_, " restored, ", failed_, " failed; ",
                                    brief::Count(factors_, "factor"), " and ",
                                    brief::Count(events_, "event"),
                                    absl::StrFormat(" in %.1f s\n", absl::ToDoubleSeconds(took))));
  }

  ExitCode exit_code() const { return failed_ > 0 ? ExitCode::kSomeFailed : ExitCode::kOk; }
  const std::string& token() const { return token_; }

 private:
  void ClearProgress() {
    if (context_.err.is_terminal()) context_.err.Write("\r\x1b[K");
  }
  void Step() {
    ++done_;
    // Per-item lines are progress of their own.
    if (!context_.json && (quiet_ || context_.err.is_terminal())) progress_.Update(done_);
  }

  const bool quiet_;
  Context& context_;
  Progress progress_;
  std::string token_;
  std::size_t done_ = 0;
  int ingested_ = 0;
  int duplicates_ = 0;
  int restored_ = 0;
  int failed_ = 0;
  int factors_ = 0;
  int events_ = 0;
};

absl::Status TooLarge(std::size_t bytes) {
  return MakeError(absl::StatusCode::kInvalidArgument, common::v1::ERROR_REASON_DOCUMENT_TOO_LARGE,
                   absl::StrCat("content has ", bytes, " bytes; the limit is ", kMaxContentBytes,
                                ", split the document"));
}

// Waits until scoring has taken in everything behind `token`.
absl::Status WaitForScoring(const std::string& token, SuiteClient& client) {
  scoring::v1::ListHeatRequest request;
  request.set_page_size(1);
  request.mutable_consistency()->set_at_least_as_fresh(token);
  return client.ListHeat(request).status();
}

}  // namespace

Result RunIngest(const IngestOptions& options, Context& context) {
  const absl::Time start = absl::Now();
  std::vector<DocumentItem> items = ReadDocumentPaths(options.paths, options.defaults);
  Report report(options, context, items.size());
  std::vector<DocumentItem*> sendable;
  for (DocumentItem& item : items) {
    const std::size_t bytes = item.document.content().size();
    if (item.status.ok() && bytes > kMaxContentBytes) item.status = TooLarge(bytes);
    if (item.status.ok()) {
      sendable.push_back(&item);
    } else {
      report.Fail(item.origin, item.status);
    }
  }
  if (!sendable.empty()) {
    std::size_t sent = 0;
    std::size_t answered = 0;
    const absl::Status status = context.client().IngestDocuments(
        [&](IngestDocumentsRequest* request) {
          if (sent == sendable.size()) return false;
          request->mutable_document()->Swap(&sendable[sent]->document);
          ++sent;
          return true;
        },
        [&](const IngestDocumentsResponse& result) {
          if (answered < sendable.size()) report.Add(sendable[answered++]->origin, result);
        });
    if (!status.ok()) {
      if (answered > 0) report.Finish(absl::Now() - start);
      return status;
    }
    if (options.wait && !report.token().empty()) {
      if (absl::Status waited = WaitForScoring(report.token(), context.client()); !waited.ok()) {
        return waited;
      }
    }
  }
  report.Finish(absl::Now() - start);
  return report.exit_code();
}

}  // namespace isotherm::cli
