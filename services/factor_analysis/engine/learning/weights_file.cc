#include "services/factor_analysis/engine/learning/weights_file.h"

#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/common/strings/view.h"
#include "services/factor_analysis/engine/text/token_hash.h"

namespace isotherm::engine {
namespace {

constexpr std::string_view kMagic = "isotherm-weights ";
constexpr std::uint32_t kMaxClasses = 1000;

class Writer {
 public:
  void Varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_.push_back(static_cast<char>(value | 0x80));
    bytes_.push_back(static_cast<char>(value));
  }
  void Text(std::string_view text) {
    Varint(text.size());
    bytes_.append(text);
  }
  void Float(float value) {
    std::uint32_t bits;
    std::memcpy(&bits, &value, sizeof(bits));
    for (int i = 0; i < 4; ++i) bytes_.push_back(static_cast<char>(bits >> (8 * i)));
  }
  void Byte(std::int8_t value) { bytes_.push_back(static_cast<char>(value)); }
  void Raw(std::string_view text) { bytes_.append(text); }
  std::string& bytes() { return bytes_; }

 private:
  std::string bytes_;
};

// Reads what Writer wrote; past the end everything reads as 0 and ok() turns false.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  std::uint64_t Varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(Next());
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    ok_ = false;
    return 0;
  }
  std::string_view Text() {
    const std::uint64_t size = Varint();
    if (size > rest_.size()) {
      ok_ = false;
      return {};
    }
    const std::string_view text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return text;
  }
  float Float() {
    std::uint32_t bits = 0;
    for (int i = 0; i < 4; ++i) {
      bits |= static_cast<std::uint32_t>(static_cast<unsigned char>(Next())) << (8 * i);
    }
    float value;
    std::memcpy(&value, &bits, sizeof(value));
    return value;
  }
  char Next() {
    if (rest_.empty()) {
      ok_ = false;
      return 0;
    }
    const char byte = rest_.front();
    rest_.remove_prefix(1);
    return byte;
  }
  bool ok() const { return ok_; }
  bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

absl::Status Damaged(std::string_view what) {
  return absl::DataLossError(absl::StrCat("the model file is damaged: ", AbslView(what),
                                          "; restore it or run `make train`"));
}

std::string Checksum(std::string_view bytes) {
  return absl::StrCat(absl::Hex(TokenHash(bytes), absl::kZeroPad16));
}

}  // namespace

std::string WeightsFile::Serialize() const {
  Writer out;
  out.Raw(absl::StrCat(AbslView(kMagic), kFormatVersion, "\n", provenance_, "\n"));
  out.Varint(models_.size());
  for (const auto& [name, model] : models_) {
    out.Text(name);
    out.Varint(model.classes_.size());
    for (const std::string& label : model.classes_) out.Text(label);
    out.Varint(model.bits_);
    out.Varint(model.bias_.size());
    const std::size_t buckets = std::size_t{1} << model.bits_;
    for (std::size_t row = 0; row < model.bias_.size(); ++row) {
      out.Float(model.scale_[row]);
      out.Float(model.bias_[row]);
      const std::int8_t* weights = model.weights_.data() + row * buckets;
      std::size_t count = 0;
      for (std::size_t i = 0; i < buckets; ++i) count += weights[i] != 0;
      out.Varint(count);
      std::size_t last = 0;
      for (std::size_t i = 0; i < buckets; ++i) {
        if (weights[i] == 0) continue;
        out.Varint(i - last);
        out.Byte(weights[i]);
        last = i;
      }
    }
  }
  out.Raw(Checksum(out.bytes()));
  return std::move(out.bytes());
}

absl::StatusOr<WeightsFile> WeightsFile::Parse(std::string_view bytes) {
  std::string_view rest = bytes;
  if (rest.substr(0, kMagic.size()) != kMagic) return Damaged("it does not begin as one");
  rest.remove_prefix(kMagic.size());
  const std::size_t version_end = rest.find('\n');
  int version = 0;
  if (version_end == rest.npos ||
      !absl::SimpleAtoi(AbslView(rest.substr(0, version_end)), &version)) {
    return Damaged("the format version cannot be read");
  }
  if (version > kFormatVersion) {
    return absl::FailedPreconditionError(
        absl::StrCat("the model file has format ", version, ", this build reads up to ",
                     kFormatVersion, ": update the program or train the model again"));
  }
  if (bytes.size() < 16 ||
      Checksum(bytes.substr(0, bytes.size() - 16)) != bytes.substr(bytes.size() - 16)) {
    return Damaged("the checksum does not match");
  }
  rest.remove_prefix(version_end + 1);
  rest.remove_suffix(16);
  const std::size_t provenance_end = rest.find('\n');
  if (provenance_end == rest.npos) return Damaged("the provenance line is missing");
  WeightsFile file{std::string(rest.substr(0, provenance_end))};
  Reader in(rest.substr(provenance_end + 1));
  const std::uint64_t models = in.Varint();
  for (std::uint64_t m = 0; m < models && in.ok(); ++m) {
    const std::string name(in.Text());
    LinearModel model;
    const std::uint64_t classes = in.Varint();
    if (classes > kMaxClasses) return Damaged("a model has too many classes");
    for (std::uint64_t i = 0; i < classes; ++i) model.classes_.emplace_back(in.Text());
    model.bits_ = static_cast<int>(in.Varint());
    const std::uint64_t rows = in.Varint();
    if (model.bits_ < 1 || model.bits_ > 24 || rows > kMaxClasses) {
      return Damaged("a model is out of range");
    }
    const std::size_t buckets = std::size_t{1} << model.bits_;
    model.weights_.assign(rows * buckets, 0);
    for (std::uint64_t row = 0; row < rows && in.ok(); ++row) {
      model.scale_.push_back(in.Float());
      model.bias_.push_back(in.Float());
      const std::uint64_t count = in.Varint();
      std::size_t index = 0;
      for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
        index += in.Varint();
        if (index >= buckets) return Damaged("a weight is out of range");
        model.weights_[row * buckets + index] = static_cast<std::int8_t>(in.Next());
      }
    }
    file.models_.emplace(name, std::move(model));
  }
  if (!in.ok() || !in.done()) return Damaged("it ends in the wrong place");
  return file;
}

absl::StatusOr<LinearModel> WeightsFile::Get(std::string_view name) const {
  const auto found = models_.find(name);
  if (found == models_.end()) {
    return absl::NotFoundError(absl::StrCat("the model file holds no model \"", AbslView(name),
                                            "\": train again with `make train`"));
  }
  return found->second;
}

}  // namespace isotherm::engine
