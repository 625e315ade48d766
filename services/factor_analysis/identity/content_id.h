// Ids made from content, so that the same evidence has the same name in every store and order.
//
// Purpose: documents, factors and events are named by what they say. Form: the first 128 bits of
// SHA-256 (FIPS 180-4) over the parts, each preceded by its length, in lower-case base32 of Douglas
// Crockford's alphabet: 26 characters. Two different lists of parts never hash the same octets.
// Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace isotherm::factor_analysis {

std::string ContentId(std::initializer_list<std::string_view> parts);

// Of a document: two with the same cleaned text, date (ISO 8601) and publisher are one.
std::string DocumentId(std::string_view cleaned_text, std::string_view date,
                       std::string_view publisher);

// Of a document as it was received, so that a repeat is known before it is analysed.
std::string SourceKey(std::string_view title, std::string_view content, int format,
                      std::string_view date, std::string_view publisher);

// Of a factor. `repeat` tells factors apart that agree in all else: 0, 1, ... in engine order.
std::string FactorId(std::string_view document_id, std::string_view leader_id,
                     std::string_view claim_key, std::uint64_t begin, std::uint64_t end,
                     int repeat);

// Of an event; `source` and `target` as id or, for those the directory does not know, as named.
std::string EventId(std::string_view document_id, std::string_view source, std::string_view target,
                    std::string_view type, std::uint64_t begin, std::uint64_t end, int repeat);

}  // namespace isotherm::factor_analysis
