#include "services/factor_analysis/convert/analysis_error.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/common/status/errors.h"

namespace isotherm::factor_analysis {
namespace {

struct Sign {
  const char* words;
  ErrorReason reason;
};

constexpr Sign kSigns[] = {
    {"is not text", common::v1::ERROR_REASON_DOCUMENT_BINARY},
    {"holds no text", common::v1::ERROR_REASON_DOCUMENT_EMPTY},
    {"the limit is", common::v1::ERROR_REASON_DOCUMENT_TOO_LARGE},
};
constexpr char kLanguage[] = "UNSUPPORTED_LANGUAGE";

}  // namespace

absl::Status FromAnalyzerError(const absl::Status& status) {
  const std::string message(status.message());
  if (!absl::IsInvalidArgument(status)) {
    return MakeError(absl::StatusCode::kInternal, common::v1::ERROR_REASON_INTERNAL,
                     absl::StrCat("the analyzer failed on document.content: ", message));
  }
  if (absl::StartsWith(message, kLanguage)) {
    const std::size_t text = message.find_first_not_of(": ", sizeof(kLanguage) - 1);
    return MakeError(absl::StatusCode::kInvalidArgument,
                     common::v1::ERROR_REASON_UNSUPPORTED_LANGUAGE,
                     text == std::string::npos ? message : message.substr(text));
  }
  for (const Sign& sign : kSigns) {
    if (absl::StrContains(message, sign.words)) {
      return MakeError(absl::StatusCode::kInvalidArgument, sign.reason,
                       absl::StrCat("document.", message));
    }
  }
  return InvalidFields({{"document.content", message}});
}

}  // namespace isotherm::factor_analysis
