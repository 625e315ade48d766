// The filter language of List and Watch methods: `field = "value"` joined by AND.
//
//   kind = LEADER AND country_code = "AZE" AND display_name = "Ilham*"
//
// Values: bare words (letters, digits, _ . / : -) or double-quoted with \" and \\; a trailing *
// asks for a prefix match where the field allows it. AND in either case; nothing else exists.
// Thread-safety: pure functions over plain values.
// Errors: INVALID_ARGUMENT/INVALID_FILTER that names the position (bytes from 1) and what is known.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace isotherm::filter {

// A field that a method lets callers filter by.
struct Field {
  std::string name;
  std::vector<std::string> allowed = {};  // enum fields: the wire names; values are matched in
                                          // either case and become these. Empty = any text.
  bool prefix = false;                    // a trailing * is a prefix match
};

struct Term {
  std::string field;
  std::string value;  // without the *
  bool prefix = false;
  bool operator==(const Term&) const = default;
};

class Filter {
 public:
  Filter() = default;
  explicit Filter(std::vector<Term> terms);  // sorts, drops repetitions

  const std::vector<Term>& terms() const { return terms_; }
  bool empty() const { return terms_.empty(); }
  bool Has(std::string_view field) const;
  // The same for filters that mean the same, however they are written; binds tokens to the filter.
  std::string Canonical() const;
  // Every term is met by an attribute of its name; an attribute may come several times.
  bool Matches(const std::vector<std::pair<std::string, std::string>>& attributes) const;

 private:
  std::vector<Term> terms_;
};

// An empty text gives the empty filter, which matches everything. At most 2,000 bytes and 20 terms.
absl::StatusOr<Filter> ParseFilter(std::string_view text, const std::vector<Field>& fields);

}  // namespace isotherm::filter
