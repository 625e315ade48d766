#include "services/factor_analysis/identity/content_id.h"

#include <openssl/sha.h>

#include <array>
#include <vector>

#include "absl/strings/str_cat.h"

namespace isotherm::factor_analysis {
namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr int kIdBits = 128;

std::string Base32(const unsigned char* bytes) {
  std::string text;
  for (int bit = 0; bit < kIdBits; bit += 5) {
    unsigned value = 0;
    for (int i = bit; i < bit + 5; ++i) {
      const unsigned set = i < kIdBits ? (bytes[i / 8] >> (7 - i % 8)) & 1u : 0u;
      value = value << 1 | set;
    }
    text.push_back(kAlphabet[value]);
  }
  return text;
}

}  // namespace

std::string ContentId(std::initializer_list<std::string_view> parts) {
  std::string octets;
  for (std::string_view part : parts) {
    absl::StrAppend(&octets, part.size(), ":");
    octets.append(part);
  }
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(octets.data()), octets.size(), digest.data());
  return Base32(digest.data());
}

std::string DocumentId(std::string_view cleaned_text, std::string_view date,
                       std::string_view publisher) {
  return ContentId({"document", cleaned_text, date, publisher});
}

std::string SourceKey(std::string_view title, std::string_view content, int format,
                      std::string_view date, std::string_view publisher) {
  return ContentId({"source", title, content, absl::StrCat(format), date, publisher});
}

std::string FactorId(std::string_view document_id, std::string_view leader_id,
                     std::string_view claim_key, std::uint64_t begin, std::uint64_t end,
                     int repeat) {
  return ContentId({"factor", document_id, leader_id, claim_key, absl::StrCat(begin),
                    absl::StrCat(end), absl::StrCat(repeat)});
}

std::string EventId(std::string_view document_id, std::string_view source, std::string_view target,
                    std::string_view type, std::uint64_t begin, std::uint64_t end, int repeat) {
  return ContentId({"event", document_id, source, target, type, absl::StrCat(begin),
                    absl::StrCat(end), absl::StrCat(repeat)});
}

}  // namespace isotherm::factor_analysis
