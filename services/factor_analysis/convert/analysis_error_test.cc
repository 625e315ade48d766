#include "services/factor_analysis/convert/analysis_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/common/status/errors.h"
#include "services/factor_analysis/engine/analyzer.h"
#include "services/factor_analysis/engine/text/clean.h"

namespace isotherm::factor_analysis {
namespace {

ErrorReason ReasonFor(const std::string& content) {
  const absl::Status status =
      engine::CleanContent(content, engine::ContentFormat::kDetect).status();
  EXPECT_FALSE(status.ok()) << content.substr(0, 40);
  return ReasonOf(FromAnalyzerError(status));
}

TEST(AnalysisErrorTest, TellsTheEnginesOwnErrorsApart) {
  EXPECT_EQ(ReasonFor(std::string("a\0b", 3)), common::v1::ERROR_REASON_DOCUMENT_BINARY);
  EXPECT_EQ(ReasonFor("\x89PNG\r\n\x1a\n...."), common::v1::ERROR_REASON_DOCUMENT_BINARY);
  EXPECT_EQ(ReasonFor("%PDF-1.7 something"), common::v1::ERROR_REASON_DOCUMENT_BINARY);
  EXPECT_EQ(ReasonFor(" \n\t "), common::v1::ERROR_REASON_DOCUMENT_EMPTY);
  EXPECT_EQ(ReasonFor("<html><script>alert(1)</script></html>"),
            common::v1::ERROR_REASON_DOCUMENT_EMPTY);
  EXPECT_EQ(ReasonFor(std::string(engine::Analyzer::kMaxContentBytes + 1, 'a')),
            common::v1::ERROR_REASON_DOCUMENT_TOO_LARGE);
}

TEST(AnalysisErrorTest, KeepsTheMessageAndHidesNothing) {
  const absl::Status language = FromAnalyzerError(
      absl::InvalidArgumentError("UNSUPPORTED_LANGUAGE: language \"ru\" is not supported"));
  EXPECT_EQ(ReasonOf(language), common::v1::ERROR_REASON_UNSUPPORTED_LANGUAGE);
  EXPECT_EQ(language.message(), "language \"ru\" is not supported");
  EXPECT_EQ(ReasonOf(FromAnalyzerError(absl::InvalidArgumentError("HTML is nested too deep"))),
            common::v1::ERROR_REASON_INVALID_FIELD);
  const absl::Status internal = FromAnalyzerError(absl::ResourceExhaustedError("no memory"));
  EXPECT_EQ(internal.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(internal.message()), testing::HasSubstr("no memory"));
}

}  // namespace
}  // namespace isotherm::factor_analysis
