#include "services/common/sql/connection_string.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/common/status/errors.h"
#include "services/common/strings/view.h"

namespace isotherm::sql {
namespace {

constexpr std::string_view kForms =
    "expected sqlite:PATH, sqlite::memory: or postgresql://USER@HOST:PORT/DATABASE";

absl::Status Malformed(std::string_view what) {
  return InvalidFields({{"store", absl::StrCat(AbslView(what), "; ", AbslView(kForms))}});
}

absl::StatusOr<ConnectionSpec> ParseSqlite(std::string_view rest) {
  ConnectionSpec spec;
  spec.backend = Backend::kSqlite;
  const std::size_t question = rest.find('?');
  spec.target = std::string(rest.substr(0, question));
  if (spec.target.empty()) return Malformed("the SQLite path is empty");
  if (spec.target.find('"') != std::string::npos) {
    return Malformed("the SQLite path must not hold a double quote");
  }
  if (question != std::string_view::npos) {
    const std::string_view options = rest.substr(question + 1);
    if (options == "synchronous=normal") {
      spec.synchronous_normal = true;
    } else if (options != "synchronous=full") {
      return Malformed(absl::StrCat("unknown SQLite option \"", AbslView(options),
                                    "\" (known: synchronous=full, synchronous=normal)"));
    }
  }
  return spec;
}

}  // namespace

absl::StatusOr<ConnectionSpec> ParseConnectionString(std::string_view text) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (text.starts_with(kSqlite)) return ParseSqlite(text.substr(kSqlite.size()));
  if (text.starts_with("postgresql://") || text.starts_with("postgres://")) {
    ConnectionSpec spec;
    spec.backend = Backend::kPostgresql;
    spec.target = std::string(text);
    return spec;
  }
  if (text.empty()) return Malformed("the store's connection string is empty");
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return Malformed("the connection string has no scheme");
  // Only the scheme is shown: the rest may hold a password.
  return Malformed(absl::StrCat("unknown store \"", AbslView(text.substr(0, colon)), ":\""));
}

std::string Redacted(const ConnectionSpec& spec) {
  if (spec.backend == Backend::kSqlite) return absl::StrCat("sqlite:", spec.target);
  std::string text = spec.target;
  const std::size_t authority = text.find("://") + 3;
  const std::size_t end = text.find_first_of("/?", authority);
  const std::size_t at = text.rfind('@', end);
  if (at != std::string::npos && at > authority) {
    const std::size_t colon = text.find(':', authority);
    if (colon < at) text.replace(colon + 1, at - colon - 1, "***");
  }
  constexpr std::string_view kPassword = "password=";
  for (std::size_t found = text.find(kPassword); found != std::string::npos;
       found = text.find(kPassword, found + kPassword.size())) {
    const std::size_t begin = found + kPassword.size();
    const std::size_t stop = std::min(text.find('&', begin), text.size());
    text.replace(begin, stop - begin, "***");
  }
  return text;
}

}  // namespace isotherm::sql
