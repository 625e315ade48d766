#include "services/common/filter/filter.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <tuple>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/common/status/errors.h"
#include "services/common/strings/view.h"

namespace isotherm::filter {
namespace {

constexpr std::size_t kMaxBytes = 2000;
constexpr std::size_t kMaxTerms = 20;

absl::Status Invalid(std::string_view what) {
  return MakeError(absl::StatusCode::kInvalidArgument, common::v1::ERROR_REASON_INVALID_FILTER,
                   absl::StrCat("filter: ", AbslView(what)));
}

bool IsBare(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) ||
         absl::StrContains("_./:-", std::string(1, c));
}

std::string KnownFields(const std::vector<Field>& fields) {
  return absl::StrJoin(fields, ", ",
                       [](std::string* out, const Field& field) { out->append(field.name); });
}

class Parser {
 public:
  Parser(std::string_view text, const std::vector<Field>& fields) : text_(text), fields_(fields) {}

  absl::StatusOr<Filter> Parse() {
    std::vector<Term> terms;
    SkipSpace();
    while (at_ < text_.size()) {
      if (!terms.empty()) {
        if (absl::Status status = ReadAnd(); !status.ok()) return status;
      }
      absl::StatusOr<Term> term = ReadTerm();
      if (!term.ok()) return term.status();
      terms.push_back(*std::move(term));
      if (terms.size() > kMaxTerms) return Invalid(absl::StrCat("more than ", kMaxTerms, " terms"));
      SkipSpace();
    }
    return Filter(std::move(terms));
  }

 private:
  void SkipSpace() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }

  std::string_view ReadBare() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && IsBare(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  absl::Status ReadAnd() {
    const std::size_t begin = at_;
    const std::string_view word = ReadBare();
    SkipSpace();
    if (absl::EqualsIgnoreCase(AbslView(word), "AND") && at_ < text_.size())
      return absl::OkStatus();
    return Invalid(
        absl::StrCat("expected AND and another term at ", begin + 1, "; nothing else joins terms"));
  }

  absl::StatusOr<Term> ReadTerm() {
    const std::size_t begin = at_;
    const std::string_view name = ReadBare();
    const auto field = std::find_if(fields_.begin(), fields_.end(),
                                    [&](const Field& known) { return known.name == name; });
    if (name.empty()) {
      return Invalid(
          absl::StrCat("expected a field at ", begin + 1, "; known: ", KnownFields(fields_)));
    }
    if (field == fields_.end()) {
      return Invalid(absl::StrCat("unknown field \"", AbslView(name), "\" at ", begin + 1,
                                  "; known: ", KnownFields(fields_)));
    }
    SkipSpace();
    if (at_ == text_.size() || text_[at_] != '=') {
      return Invalid(absl::StrCat("expected = at ", at_ + 1, "; no other comparison exists"));
    }
    ++at_;
    SkipSpace();
    return ReadValue(*field);
  }

  absl::StatusOr<Term> ReadValue(const Field& field) {
    const std::size_t begin = at_;
    Term term;
    term.field = field.name;
    if (at_ < text_.size() && text_[at_] == '"') {
      std::optional<std::string> quoted = ReadQuoted();
      if (!quoted.has_value()) {
        return Invalid(absl::StrCat("the quote opened at ", begin + 1, " is not closed"));
      }
      term.value = *std::move(quoted);
      if (field.prefix && absl::EndsWith(term.value, "*")) {
        term.value.pop_back();
        term.prefix = true;
      }
    } else {
      term.value = std::string(ReadBare());
      if (field.prefix && at_ < text_.size() && text_[at_] == '*') {
        ++at_;
        term.prefix = true;
      } else if (term.value.empty()) {
        return Invalid(absl::StrCat("expected a value for ", field.name, " at ", begin + 1));
      }
    }
    if (at_ < text_.size() && !std::isspace(static_cast<unsigned char>(text_[at_]))) {
      return Invalid(absl::StrCat("unexpected \"", std::string(1, text_[at_]), "\" at ", at_ + 1,
                                  "; put values in double quotes"));
    }
    return Normalised(field, std::move(term), begin);
  }

  // Enum values take their wire name.
  static absl::StatusOr<Term> Normalised(const Field& field, Term term, std::size_t begin) {
    if (field.allowed.empty()) return term;
    for (const std::string& value : field.allowed) {
      if (absl::EqualsIgnoreCase(value, term.value)) {
        term.value = value;
        return term;
      }
    }
    return Invalid(absl::StrCat(field.name, " has no value \"", term.value, "\" at ", begin + 1,
                                "; known: ", absl::StrJoin(field.allowed, ", ")));
  }

  std::optional<std::string> ReadQuoted() {
    std::string value;
    for (++at_; at_ < text_.size(); ++at_) {
      char c = text_[at_];
      if (c == '"') {
        ++at_;
        return value;
      }
      if (c == '\\') {
        if (++at_ == text_.size()) break;
        c = text_[at_];
      }
      value.push_back(c);
    }
    return std::nullopt;
  }

  const std::string_view text_;
  const std::vector<Field>& fields_;
  std::size_t at_ = 0;
};

}  // namespace

Filter::Filter(std::vector<Term> terms) : terms_(std::move(terms)) {
  std::sort(terms_.begin(), terms_.end(), [](const Term& a, const Term& b) {
    return std::tie(a.field, a.value, a.prefix) < std::tie(b.field, b.value, b.prefix);
  });
  terms_.erase(std::unique(terms_.begin(), terms_.end()), terms_.end());
}

bool Filter::Has(std::string_view field) const {
  return std::any_of(terms_.begin(), terms_.end(),
                     [&](const Term& term) { return term.field == field; });
}

std::string Filter::Canonical() const {
  std::string text;
  for (const Term& term : terms_) {
    if (!text.empty()) text.append(" AND ");
    absl::StrAppend(&text, term.field, term.prefix ? "^=" : "=", term.value.size(), ":",
                    term.value);
  }
  return text;
}

bool Filter::Matches(const std::vector<std::pair<std::string, std::string>>& attributes) const {
  return std::all_of(terms_.begin(), terms_.end(), [&](const Term& term) {
    return std::any_of(attributes.begin(), attributes.end(), [&](const auto& attribute) {
      if (attribute.first != term.field) return false;
      return term.prefix ? attribute.second.starts_with(term.value)
                         : attribute.second == term.value;
    });
  });
}

absl::StatusOr<Filter> ParseFilter(std::string_view text, const std::vector<Field>& fields) {
  if (text.size() > kMaxBytes) {
    return Invalid(absl::StrCat("has ", text.size(), " bytes; the limit is ", kMaxBytes));
  }
  return Parser(text, fields).Parse();
}

}  // namespace isotherm::filter
