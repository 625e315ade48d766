#include "services/factor_analysis/service/documents.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/common/status/errors.h"
#include "services/factor_analysis/identity/resource_names.h"
#include "services/factor_analysis/service/lists.h"

namespace isotherm::factor_analysis {
namespace {

namespace pb = factor::v1;

constexpr std::size_t kMaxReasonBytes = 1'000;

absl::StatusOr<std::string> DocumentIdOf(const std::string& name) {
  const auto id = ParseDocumentName(name);
  if (id.has_value()) return std::string(*id);
  return InvalidFields({{"name", "is not a name such as documents/01hf3k9c2q"}});
}

const std::vector<ListField>& Fields() {
  static const auto& fields = *new std::vector<ListField>{TextField("publisher", "publisher"),
                                                          TextField("date", "date"), StateField()};
  return fields;
}

}  // namespace

absl::Status CheckReason(const std::string& reason) {
  if (absl::StripAsciiWhitespace(reason).empty()) {
    return InvalidFields({{"reason", "is required: say why, for those who look later"}});
  }
  if (reason.size() > kMaxReasonBytes) {
    return InvalidFields({{"reason", absl::StrCat("has ", reason.size(), " bytes; at most ",
                                                  kMaxReasonBytes, " are allowed")}});
  }
  return absl::OkStatus();
}

absl::Status GetDocument(const Parts& parts, const rpc::Call& call,
                         const pb::GetDocumentRequest& request, pb::GetDocumentResponse& response) {
  auto id = DocumentIdOf(request.name());
  if (!id.ok()) return id.status();
  auto document = parts.store.GetDocument(call.deadline(), *id);
  if (!document.ok()) return document.status();
  *response.mutable_document() = *std::move(document);
  return absl::OkStatus();
}

absl::Status ListDocuments(const Parts& parts, const rpc::Call& call,
                           const pb::ListDocumentsRequest& request,
                           pb::ListDocumentsResponse& response) {
  auto list = PrepareList({.method = "ListDocuments",
                           .parent = {},
                           .filter = request.filter(),
                           .page_size = request.page_size(),
                           .page_token = request.page_token()},
                          Fields());
  if (!list.ok()) return list.status();
  if (list->impossible) return absl::OkStatus();
  auto page = parts.store.ListDocuments(call.deadline(), list->query);
  if (!page.ok()) return page.status();
  for (pb::Document& document : page->items) *response.add_documents() = std::move(document);
  response.set_next_page_token(NextPageToken(list->scope, page->next));
  return absl::OkStatus();
}

absl::Status RetractDocument(const Parts& parts, const rpc::Call& call,
                             const pb::RetractDocumentRequest& request,
                             pb::RetractDocumentResponse& response) {
  auto id = DocumentIdOf(request.name());
  if (!id.ok()) return id.status();
  if (absl::Status status = CheckReason(request.reason()); !status.ok()) return status;
  const sql::RequestKey key{request.request_id(),
                            absl::StrCat("RetractDocument\n", request.SerializeAsString())};
  auto written = parts.store.RetractDocument(call.deadline(), key, *id, request.reason());
  if (!written.ok()) return written.status();
  response = std::move(written->response);
  response.set_consistency_token(parts.TokenOf(written->commit));
  return absl::OkStatus();
}

}  // namespace isotherm::factor_analysis
