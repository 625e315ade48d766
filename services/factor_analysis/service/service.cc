#include "services/factor_analysis/service/service.h"

#include <utility>

#include "services/common/rpc/octet_item_stream.h"
#include "services/common/rpc/unary.h"
#include "services/factor_analysis/service/analyze.h"
#include "services/factor_analysis/service/documents.h"
#include "services/factor_analysis/service/events.h"
#include "services/factor_analysis/service/factors.h"
#include "services/factor_analysis/service/ingest.h"
#include "services/factor_analysis/service/watch_filter.h"

namespace isotherm::factor_analysis {

namespace pb = factor::v1;
using Context = grpc::CallbackServerContext;

template <typename Request, typename Response>
grpc::ServerUnaryReactor* Service::Run(Context* context,
                                       absl::Status (*body)(const Parts&, const rpc::Call&,
                                                            const Request&, Response&),
                                       const Request* request, Response* response) {
  return rpc::RunUnary(context, parts_.executor,
                       [this, body, request, response](const rpc::Call& call) {
                         return body(parts_, call, *request, *response);
                       });
}

grpc::ServerUnaryReactor* Service::AnalyzeDocument(Context* context,
                                                   const pb::AnalyzeDocumentRequest* request,
                                                   pb::AnalyzeDocumentResponse* response) {
  return Run(context, &factor_analysis::AnalyzeDocument, request, response);
}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Service::IngestDocuments(Context*) {
  return rpc::NewOctetItemStream<pb::IngestDocumentsRequest, pb::IngestDocumentsResponse>(
      parts_.executor, kMaxDocumentsPerStream, "document",
      [this](std::int64_t first_index, std::vector<IngestItem>&& items,
             std::vector<pb::IngestDocumentsResponse>& responses) {
        return IngestItems(parts_, first_index, std::move(items), responses);
      });
}

grpc::ServerUnaryReactor* Service::GetDocument(Context* context,
                                               const pb::GetDocumentRequest* request,
                                               pb::GetDocumentResponse* response) {
  return Run(context, &factor_analysis::GetDocument, request, response);
}

grpc::ServerUnaryReactor* Service::ListDocuments(Context* context,
                                                 const pb::ListDocumentsRequest* request,
                                                 pb::ListDocumentsResponse* response) {
  return Run(context, &factor_analysis::ListDocuments, request, response);
}

grpc::ServerUnaryReactor* Service::RetractDocument(Context* context,
                                                   const pb::RetractDocumentRequest* request,
                                                   pb::RetractDocumentResponse* response) {
  return Run(context, &factor_analysis::RetractDocument, request, response);
}

grpc::ServerUnaryReactor* Service::GetFactor(Context* context, const pb::GetFactorRequest* request,
                                             pb::GetFactorResponse* response) {
  return Run(context, &factor_analysis::GetFactor, request, response);
}

grpc::ServerUnaryReactor* Service::ListFactors(Context* context,
                                               const pb::ListFactorsRequest* request,
                                               pb::ListFactorsResponse* response) {
  return Run(context, &factor_analysis::ListFactors, request, response);
}

grpc::ServerUnaryReactor* Service::RetractFactor(Context* context,
                                                 const pb::RetractFactorRequest* request,
                                                 pb::RetractFactorResponse* response) {
  return Run(context, &factor_analysis::RetractFactor, request, response);
}

grpc::ServerUnaryReactor* Service::GetEvent(Context* context, const pb::GetEventRequest* request,
                                            pb::GetEventResponse* response) {
  return Run(context, &factor_analysis::GetEvent, request, response);
}

grpc::ServerUnaryReactor* Service::ListEvents(Context* context,
                                              const pb::ListEventsRequest* request,
                                              pb::ListEventsResponse* response) {
  return Run(context, &factor_analysis::ListEvents, request, response);
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* Service::WatchFactors(Context* context,
                                                                  const grpc::ByteBuffer* request) {
  return watch_.Serve<pb::WatchFactorsRequest>(
      context, *request,
      [](const pb::WatchFactorsRequest& watch) { return FactorWatchFilter(watch.parent()); });
}

}  // namespace isotherm::factor_analysis
