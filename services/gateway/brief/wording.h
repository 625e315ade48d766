// Small pieces of English for briefs and tables.
//
// Thread-safety: pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "services/common/ontology/ontology.h"

namespace isotherm::brief {

// "the rival is isolated," -> "The rival is isolated."
std::string AsSentence(std::string_view statement);

// Words between blanks.
int CountWords(std::string_view text);

// A domain as the subject of a sentence: "public support", "the economy".
std::string AsSubject(Domain domain);

// "Aliyev" -> "Aliyev's".
std::string Possessive(std::string_view name);

// "blazing"; "rising".
std::string LowerCase(std::string_view wire_name);

// "1 source", "3 sources".
std::string Count(int number, std::string_view singular);

// "2003-10-31" -> "31 Oct 2003"; anything else comes back as it is.
std::string ReadableDay(std::string_view iso_day);

// The day in UTC, "2023-10-02"; empty when the time is not set.
std::string IsoDay(const google::protobuf::Timestamp& time);

}  // namespace isotherm::brief
