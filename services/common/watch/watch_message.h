// Internal: one delivery as the bytes of a Watch response.
//
// All Watch responses share their field numbers (a test compares the three descriptors), so the
// bytes are the position (field 1) followed by the event. The resource is not copied: a large one
// rides in its own slice, which holds a reference to the shared bytes. Thread-safety: pure.
#pragma once

#include <grpcpp/support/byte_buffer.h>

#include "absl/status/status.h"
#include "services/common/stream/delivery.h"

namespace isotherm::watch {

// `delivery` is anything but kEnd.
grpc::ByteBuffer EncodeWatchMessage(const stream::Delivery& delivery);

// The error with which a subscription's kEnd ends the call.
absl::Status EndStatus(const stream::Delivery& end);

}  // namespace isotherm::watch
