#include "services/factor_analysis/near_duplicate/signature.h"

namespace isotherm::near_duplicate {
namespace {

constexpr std::size_t kBytes = 2 * kValues;
constexpr std::size_t kBandBytes = 2 * kValuesPerBand;

bool IsSignature(std::string_view text) { return text.size() == kBytes; }

}  // namespace

std::string Pack(const std::array<std::uint16_t, kValues>& values) {
  std::string packed;
  packed.reserve(kBytes);
  for (const std::uint16_t value : values) {
    packed.push_back(static_cast<char>(value >> 8));
    packed.push_back(static_cast<char>(value & 0xff));
  }
  return packed;
}

double Resemblance(std::string_view a, std::string_view b) {
  if (!IsSignature(a) || !IsSignature(b)) return 0.0;
  int equal = 0;
  for (std::size_t i = 0; i < kBytes; i += 2) equal += a.substr(i, 2) == b.substr(i, 2) ? 1 : 0;
  return static_cast<double>(equal) / kValues;
}

std::vector<std::int64_t> BandsOf(std::string_view signature) {
  std::vector<std::int64_t> bands;
  if (!IsSignature(signature)) return bands;
  for (std::size_t band = 0; band < kBands; ++band) {
    std::int64_t number = static_cast<std::int64_t>(band);
    for (const char byte : signature.substr(band * kBandBytes, kBandBytes)) {
      number = number << 8 | static_cast<unsigned char>(byte);
    }
    bands.push_back(number);
  }
  return bands;
}

bool AreNear(std::string_view a, std::string_view b, double min_resemblance) {
  if (Resemblance(a, b) < min_resemblance || !IsSignature(a) || !IsSignature(b)) return false;
  for (std::size_t at = 0; at < kBytes; at += kBandBytes) {
    if (a.substr(at, kBandBytes) == b.substr(at, kBandBytes)) return true;
  }
  return false;
}

}  // namespace isotherm::near_duplicate
