// ImportActors over gRPC, read as octets.
//
// Purpose: protobuf refuses a message whose text is not UTF-8, and gRPC ends the stream over it;
// read as octets, such an item costs itself alone.
// Lifetime: the executor and the importer outlive the gRPC server.
#pragma once

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "services/common/executor/executor.h"
#include "services/profile/actors/actor_importer.h"

namespace isotherm::profile {

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* ServeImport(Executor& executor,
                                                                         ActorImporter& importer);

}  // namespace isotherm::profile
