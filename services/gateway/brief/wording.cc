#include "services/gateway/brief/wording.h"

#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "services/common/strings/view.h"

namespace isotherm::brief {
namespace {

bool EndsASentence(std::string_view text) {
  static constexpr std::array<std::string_view, 9> kEnds = {".",   "!",   "?",  "…", ".\"",
                                                            "!\"", "?\"", ".”", "?”"};
  for (const std::string_view end : kEnds) {
    if (text.size() >= end.size() && text.substr(text.size() - end.size()) == end) return true;
  }
  return false;
}

}  // namespace

std::string AsSentence(std::string_view statement) {
  std::string text(StdView(absl::StripAsciiWhitespace(AbslView(statement))));
  while (!text.empty() && (text.back() == ',' || text.back() == ';' || text.back() == ':' ||
                           text.back() == '-' || text.back() == ' ')) {
    text.pop_back();
  }
  if (text.empty()) return text;
  text[0] = absl::ascii_toupper(static_cast<unsigned char>(text[0]));
  if (!EndsASentence(text)) text.push_back('.');
  return text;
}

int CountWords(std::string_view text) {
  int words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool blank = absl::ascii_isspace(static_cast<unsigned char>(c));
    words += !blank && !inside ? 1 : 0;
    inside = !blank;
  }
  return words;
}

std::string AsSubject(Domain domain) {
  switch (domain) {
    case Domain::kElectionsMandate:
      return "the electoral mandate";
    case Domain::kPartyCoalition:
      return "the party and coalition";
    case Domain::kOpposition:
      return "the state of the opposition";
    case Domain::kInstitutionsControl:
      return "control of the institutions";
    case Domain::kScandalLegal:
      return "the scandal and the law";
    case Domain::kEconomy:
      return "the economy";
    case Domain::kForeignRivals:
      return "the position of foreign rivals";
    case Domain::kResourcesLeverage:
      return "resources and leverage";
    case Domain::kHealthTenure:
      return "the outlook for staying in office";
    default:
      return std::string(DisplayName(domain));
  }
}

std::string Possessive(std::string_view name) { return std::string(name) + "'s"; }

std::string LowerCase(std::string_view wire_name) {
  return absl::AsciiStrToLower(AbslView(wire_name));
}

std::string Count(int number, std::string_view singular) {
  return absl::StrCat(number, " ", AbslView(singular), number == 1 ? "" : "s");
}

std::string ReadableDay(std::string_view iso_day) {
  static constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  absl::CivilDay day;
  if (!absl::ParseCivilTime(AbslView(iso_day), &day)) return std::string(iso_day);
  return absl::StrCat(day.day(), " ", kMonths[static_cast<std::size_t>(day.month() - 1)], " ",
                      day.year());
}

std::string IsoDay(const google::protobuf::Timestamp& time) {
  if (time.seconds() == 0 && time.nanos() == 0) return "";
  return absl::FormatTime("%Y-%m-%d", absl::FromUnixSeconds(time.seconds()), absl::UTCTimeZone());
}

}  // namespace isotherm::brief
