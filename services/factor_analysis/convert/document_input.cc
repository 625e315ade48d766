#include "services/factor_analysis/convert/document_input.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/common/status/errors.h"
#include "services/common/strings/view.h"
#include "services/factor_analysis/engine/analyzer.h"
#include "services/factor_analysis/identity/resource_names.h"

namespace isotherm::factor_analysis {
namespace {

namespace pb = factor::v1;

constexpr std::size_t kMaxTitleBytes = 1'000;
constexpr std::size_t kMaxPublisherBytes = 200;
constexpr std::size_t kMaxUriBytes = 2'000;
constexpr std::size_t kMaxNameBytes = 200;
constexpr int kMaxFocusLeaders = 20;

using Violations = std::vector<FieldViolation>;

void CheckText(std::string_view field, const std::string& text, std::size_t max_bytes,
               Violations& violations) {
  std::string problem;
  if (text.size() > max_bytes) {
    problem = absl::StrCat("has ", text.size(), " bytes; at most ", max_bytes, " are allowed");
  } else if (text.find('\0') != std::string::npos) {
    problem = "holds a NUL character; leave it out";
  }
  if (!problem.empty()) violations.push_back({std::string(field), problem});
}

std::optional<engine::ContentFormat> FormatOf(pb::ContentFormat format) {
  switch (format) {
    case pb::CONTENT_FORMAT_UNSPECIFIED:
      return engine::ContentFormat::kDetect;
    case pb::CONTENT_FORMAT_PLAIN:
      return engine::ContentFormat::kPlain;
    case pb::CONTENT_FORMAT_MARKDOWN:
      return engine::ContentFormat::kMarkdown;
    case pb::CONTENT_FORMAT_HTML:
      return engine::ContentFormat::kHtml;
    default:
      return std::nullopt;
  }
}

// "2023-10-02" alone; Abseil would also take "2023-10-2" and blanks.
std::optional<absl::CivilDay> DayOf(std::string_view text) {
  if (text.size() != 10) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 4 || i == 7;
    if (dash ? text[i] != '-' : !absl::ascii_isdigit(static_cast<unsigned char>(text[i]))) {
      return std::nullopt;
    }
  }
  const auto number = [&](std::size_t begin, std::size_t size) {
    int value = 0;
    for (std::size_t i = begin; i < begin + size; ++i) value = value * 10 + (text[i] - '0');
    return value;
  };
  const absl::CivilDay day(number(0, 4), number(5, 2), number(8, 2));
  // Civil days normalise 2023-02-30 to March.
  if (day.month() != number(5, 2) || day.day() != number(8, 2)) return std::nullopt;
  return day;
}

void ReadDate(const std::string& text, absl::Time now, engine::DocumentInput& input,
              Violations& violations) {
  static constexpr char kField[] = "document.date";
  if (text.empty()) {
    violations.push_back({kField, "is required: the day the text speaks at, as 2023-10-02"});
    return;
  }
  const std::optional<absl::CivilDay> day = DayOf(text);
  const absl::CivilDay first(1900, 1, 1);
  const absl::CivilDay last = absl::ToCivilDay(now, absl::UTCTimeZone()) + 1;
  if (!day.has_value()) {
    violations.push_back({kField, absl::StrCat("\"", text, "\" is not a day such as 2023-10-02")});
  } else if (*day < first || *day > last) {
    violations.push_back({kField, absl::StrCat(text, " lies outside ", absl::FormatCivilTime(first),
                                               " to ", absl::FormatCivilTime(last))});
  } else {
    input.date = *day;
  }
}

bool IsCountryCode(std::string_view code) {
  if (code.size() != 3) return false;
  for (const char c : code) {
    if (c < 'A' || c > 'Z') return false;
  }
  return true;
}

engine::FocusLeader ReadFocus(const pb::FocusLeader& focus, const std::string& field,
                              const engine::ActorDirectory& directory, Violations& violations) {
  engine::FocusLeader leader;
  leader.display_name = focus.display_name();
  leader.country_code = focus.country_code();
  leader.role = focus.role();
  CheckText(field + ".display_name", focus.display_name(), kMaxNameBytes, violations);
  CheckText(field + ".role", focus.role(), kMaxNameBytes, violations);
  if (!focus.country_code().empty() && !IsCountryCode(focus.country_code())) {
    violations.push_back(
        {field + ".country_code", "is not an ISO 3166-1 alpha-3 code in capitals such as AZE"});
  }
  if (focus.leader().empty()) {
    if (absl::StripAsciiWhitespace(focus.display_name()).empty()) {
      violations.push_back({field + ".display_name", "is required where leader is empty"});
    }
    return leader;
  }
  const auto id = ParseLeaderName(focus.leader());
  if (!id.has_value()) {
    violations.push_back({field + ".leader", "is not a name such as leaders/ilham-aliyev"});
    return leader;
  }
  leader.leader_id = std::string(*id);
  if (leader.display_name.empty()) {
    const Actor* actor = directory.Find(*id);
    leader.display_name = actor != nullptr ? actor->display_name : NameFromId(*id);
  }
  return leader;
}

absl::Status CheckSize(const std::string& content) {
  if (content.empty()) {
    return MakeError(absl::StatusCode::kInvalidArgument, common::v1::ERROR_REASON_DOCUMENT_EMPTY,
                     "document.content is empty; send the text");
  }
  if (content.size() > engine::Analyzer::kMaxContentBytes) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     common::v1::ERROR_REASON_DOCUMENT_TOO_LARGE,
                     absl::StrCat("document.content has ", content.size(), " bytes; the limit is ",
                                  engine::Analyzer::kMaxContentBytes, ": split the document"));
  }
  return absl::OkStatus();
}

}  // namespace

std::string NameFromId(std::string_view id) {
  std::string name;
  bool begins = true;
  for (const char c : id) {
    name.push_back(c == '-' ? ' '
                   : begins ? absl::ascii_toupper(static_cast<unsigned char>(c))
                            : c);
    begins = c == '-';
  }
  return name;
}

absl::StatusOr<engine::DocumentInput> ToDocumentInput(const pb::Document& document,
                                                      const engine::ActorDirectory& directory,
                                                      absl::Time now) {
  if (absl::Status status = CheckSize(document.content()); !status.ok()) return status;
  Violations violations;
  engine::DocumentInput input;
  CheckText("document.title", document.title(), kMaxTitleBytes, violations);
  CheckText("document.publisher", document.publisher(), kMaxPublisherBytes, violations);
  CheckText("document.uri", document.uri(), kMaxUriBytes, violations);
  ReadDate(document.date(), now, input, violations);
  if (const auto format = FormatOf(document.format()); format.has_value()) {
    input.format = *format;
  } else {
    violations.push_back({"document.format", absl::StrCat("knows no value ", document.format())});
  }
  if (document.focus_leaders_size() > kMaxFocusLeaders) {
    violations.push_back({"document.focus_leaders",
                          absl::StrCat("has ", document.focus_leaders_size(), " entries; at most ",
                                       kMaxFocusLeaders, " are allowed")});
  } else {
    for (int i = 0; i < document.focus_leaders_size(); ++i) {
      input.focuses.push_back(ReadFocus(document.focus_leaders(i),
                                        absl::StrCat("document.focus_leaders[", i, "]"), directory,
                                        violations));
    }
  }
  if (absl::Status status = InvalidFields(violations); !status.ok()) return status;
  input.title = document.title();
  input.content = document.content();
  input.publisher = document.publisher();
  return input;
}

}  // namespace isotherm::factor_analysis
