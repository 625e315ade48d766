// FactorService over gRPC: hands each call to the function of its concern.
//
// Blocking bodies run on the executor, never on gRPC's threads. Lifetime: parts, hub and timer
// outlive the gRPC server. Thread-safety: safe from any thread.
#pragma once

#include "isotherm/factor/v1/factor_service.grpc.pb.h"
#include "services/common/rpc/unary.h"
#include "services/common/watch/watch_server.h"
#include "services/factor_analysis/service/parts.h"

namespace isotherm::factor_analysis {

inline constexpr char kServiceName[] = "isotherm.factor.v1.FactorService";

// What a stream carries is read and written as octets (watch_server.h, octet_item_stream.h say
// why). Spelt out method by method, since a two-way stream in octets cannot stand over its typed
// self.
using UnaryMethods = factor::v1::FactorService::WithCallbackMethod_AnalyzeDocument<
    factor::v1::FactorService::WithCallbackMethod_GetDocument<
        factor::v1::FactorService::WithCallbackMethod_ListDocuments<
            factor::v1::FactorService::WithCallbackMethod_RetractDocument<
                factor::v1::FactorService::WithCallbackMethod_GetFactor<
                    factor::v1::FactorService::WithCallbackMethod_ListFactors<
                        factor::v1::FactorService::WithCallbackMethod_RetractFactor<
                            factor::v1::FactorService::WithCallbackMethod_GetEvent<
                                factor::v1::FactorService::WithCallbackMethod_ListEvents<
                                    factor::v1::FactorService::Service>>>>>>>>>;
using AllMethods = factor::v1::FactorService::WithRawCallbackMethod_WatchFactors<
    factor::v1::FactorService::WithRawCallbackMethod_IngestDocuments<UnaryMethods>>;

class Service final : public AllMethods {
 public:
  Service(const Parts& parts, watch::WatchServer& watch) : parts_(parts), watch_(watch) {}

  grpc::ServerUnaryReactor* AnalyzeDocument(grpc::CallbackServerContext* context,
                                            const factor::v1::AnalyzeDocumentRequest* request,
                                            factor::v1::AnalyzeDocumentResponse* response) override;
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* IngestDocuments(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* GetDocument(grpc::CallbackServerContext* context,
                                        const factor::v1::GetDocumentRequest* request,
                                        factor::v1::GetDocumentResponse* response) override;
  grpc::ServerUnaryReactor* ListDocuments(grpc::CallbackServerContext* context,
                                          const factor::v1::ListDocumentsRequest* request,
                                          factor::v1::ListDocumentsResponse* response) override;
  grpc::ServerUnaryReactor* RetractDocument(grpc::CallbackServerContext* context,
                                            const factor::v1::RetractDocumentRequest* request,
                                            factor::v1::RetractDocumentResponse* response) override;
  grpc::ServerUnaryReactor* GetFactor(grpc::CallbackServerContext* context,
                                      const factor::v1::GetFactorRequest* request,
                                      factor::v1::GetFactorResponse* response) override;
  grpc::ServerUnaryReactor* ListFactors(grpc::CallbackServerContext* context,
                                        const factor::v1::ListFactorsRequest* request,
                                        factor::v1::ListFactorsResponse* response) override;
  grpc::ServerUnaryReactor* RetractFactor(grpc::CallbackServerContext* context,
                                          const factor::v1::RetractFactorRequest* request,
                                          factor::v1::RetractFactorResponse* response) override;
  grpc::ServerUnaryReactor* GetEvent(grpc::CallbackServerContext* context,
                                     const factor::v1::GetEventRequest* request,
                                     factor::v1::GetEventResponse* response) override;
  grpc::ServerUnaryReactor* ListEvents(grpc::CallbackServerContext* context,
                                       const factor::v1::ListEventsRequest* request,
                                       factor::v1::ListEventsResponse* response) override;
  grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchFactors(
      grpc::CallbackServerContext* context, const grpc::ByteBuffer* request) override;

 private:
  // Runs `body(parts, call, request, response)` on the executor.
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* context,
                                absl::Status (*body)(const Parts&, const rpc::Call&, const Request&,
                                                     Response&),
                                const Request* request, Response* response);

  const Parts parts_;
  watch::WatchServer& watch_;
};

}  // namespace isotherm::factor_analysis
