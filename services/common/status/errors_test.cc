#include "services/common/status/errors.h"

#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "services/common/status/grpc_status.h"

namespace isotherm {
namespace {

int CountErrorInfos(const google::rpc::Status& status) {
  int count = 0;
  for (const auto& detail : status.details()) count += detail.Is<google::rpc::ErrorInfo>() ? 1 : 0;
  return count;
}

TEST(ErrorsTest, ErrorSurvivesGrpcWithReasonAndMetadata) {
  const absl::Status sent =
      MakeError(absl::StatusCode::kOutOfRange, common::v1::ERROR_REASON_RESUME_TOKEN_EXPIRED,
                "resume token lies before the oldest kept change", {{"oldest_token", "abc"}});
  const absl::Status received = FromGrpcStatus(ToGrpcStatus(sent));
  EXPECT_EQ(received.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ReasonOf(received), common::v1::ERROR_REASON_RESUME_TOKEN_EXPIRED);
  EXPECT_EQ(ErrorMetadataValue(received, "oldest_token"), "abc");
  EXPECT_EQ(CountErrorInfos(ToRpcStatus(received)), 1);
}

TEST(ErrorsTest, ForeignErrorGetsExactlyOneErrorInfo) {
  const google::rpc::Status status = ToRpcStatus(absl::InternalError("surprise"));
  EXPECT_EQ(CountErrorInfos(status), 1);
  EXPECT_EQ(ReasonOf(FromRpcStatus(status)), common::v1::ERROR_REASON_INTERNAL);
}

TEST(ErrorsTest, ManyLongViolationsStayUnderFourKilobytes) {
  const std::vector<FieldViolation> violations(
      500, FieldViolation{std::string(300, 'f'), std::string(5000, 'd')});
  const absl::Status status = InvalidFields(violations);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_LT(ToGrpcStatus(status).error_details().size(), 4096u);
}

TEST(ErrorsTest, NoViolationsIsNoError) { EXPECT_TRUE(InvalidFields({}).ok()); }

TEST(ErrorsTest, LongMessageIsCutAtACharacterBoundary) {
  std::string message;
  for (int i = 0; i < 1000; ++i) message += "\xC3\xBC";
  const absl::Status status = NotFound(message);
  google::rpc::Status rpc = ToRpcStatus(status);
  std::string bytes;
  EXPECT_TRUE(rpc.SerializeToString(&bytes));
  EXPECT_TRUE(google::rpc::Status().ParseFromString(bytes));
  EXPECT_LE(rpc.message().size(), 1024u);
}

TEST(ErrorsTest, UnavailableCarriesRetryInfo) {
  const google::rpc::Status status = ToRpcStatus(
      MakeUnavailable(common::v1::ERROR_REASON_NOT_READY, "not yet", absl::Milliseconds(1500)));
  bool found = false;
  for (const auto& detail : status.details()) {
    google::rpc::RetryInfo retry;
    if (!detail.UnpackTo(&retry)) continue;
    found = true;
    EXPECT_EQ(retry.retry_delay().seconds(), 1);
    EXPECT_EQ(retry.retry_delay().nanos(), 500'000'000);
  }
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace isotherm
