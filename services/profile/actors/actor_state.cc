#include "services/profile/actors/actor_state.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/status/errors.h"
#include "services/profile/actors/actor_names.h"
#include "services/profile/validation/actor_validation.h"

namespace isotherm::profile {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Reflection;

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp proto;
  const std::int64_t seconds =
      absl::ToUnixSeconds(time);  // rounds down, so nanos are never negative
  proto.set_seconds(seconds);
  const std::int64_t micros = absl::ToUnixMicros(time) - seconds * 1'000'000;
  proto.set_nanos(static_cast<std::int32_t>(micros) * 1000);
  return proto;
}

bool IsOutputOnly(const std::string& path) {
  return path == "etag" || path == "create_time" || path == "update_time";
}

bool IsSet(const v1::Actor& actor, const FieldDescriptor* field) {
  const Reflection* reflection = actor.GetReflection();
  return field->is_repeated() ? reflection->FieldSize(actor, field) > 0
                              : reflection->HasField(actor, field);
}

// Makes one field of `to` what it is in `from`, unset included.
void CopyField(const v1::Actor& from, const FieldDescriptor* field, v1::Actor& to) {
  v1::Actor rest = from;
  rest.DiscardUnknownFields();
  const Descriptor* descriptor = v1::Actor::descriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    if (descriptor->field(i) != field)
      rest.GetReflection()->ClearField(&rest, descriptor->field(i));
  }
  to.GetReflection()->ClearField(&to, field);
  to.MergeFrom(rest);
}

// Adds the fields that are set, or all, but those that an update cannot change.
void SelectFields(const v1::Actor& changes, bool all, std::vector<const FieldDescriptor*>& fields) {
  const Descriptor* descriptor = v1::Actor::descriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    if (field->name() == "name" || IsOutputOnly(field->name())) continue;
    if (all || IsSet(changes, field)) fields.push_back(field);
  }
}

// The fields that a mask names.
absl::Status Selected(const v1::Actor& changes, const google::protobuf::FieldMask& mask,
                      std::vector<const FieldDescriptor*>& fields) {
  if (mask.paths().empty()) SelectFields(changes, false, fields);
  std::vector<FieldViolation> violations;
  for (int i = 0; i < mask.paths_size(); ++i) {
    const std::string& path = mask.paths(i);
    const FieldDescriptor* field = v1::Actor::descriptor()->FindFieldByName(path);
    const std::string where = absl::StrCat("update_mask.paths[", i, "]");
    if (path == "*") {
      SelectFields(changes, true, fields);
    } else if (path == "name") {
      violations.push_back({where, "\"name\" cannot be changed; create another actor"});
    } else if (field == nullptr) {
      violations.push_back({where, absl::StrCat("\"", path.substr(0, 80),
                                                "\" is no field of Actor; repeated fields are "
                                                "replaced as a whole")});
    } else if (!IsOutputOnly(path)) {
      fields.push_back(field);
    }
  }
  return InvalidFields(violations);
}

}  // namespace

StoredActor NewState(v1::Actor actor, std::int64_t head_revision, absl::Time now) {
  StoredActor state{std::move(actor), head_revision + 1};
  *state.actor.mutable_create_time() = ToTimestamp(now);
  *state.actor.mutable_update_time() = ToTimestamp(now);
  state.actor.set_etag(MakeEtag(state.version));
  return state;
}

StoredActor NextState(const StoredActor& current, v1::Actor actor, std::int64_t head_revision,
                      absl::Time now) {
  StoredActor state{std::move(actor), head_revision + 1};
  *state.actor.mutable_create_time() = current.actor.create_time();
  *state.actor.mutable_update_time() = ToTimestamp(now);
  state.actor.set_etag(MakeEtag(state.version));
  return state;
}

bool SameContent(v1::Actor a, v1::Actor b) {
  ClearOutputOnly(a);
  ClearOutputOnly(b);
  return a.SerializeAsString() == b.SerializeAsString();
}

absl::Status ApplyMask(const v1::Actor& changes, const google::protobuf::FieldMask& mask,
                       v1::Actor& actor) {
  std::vector<const FieldDescriptor*> fields;
  if (absl::Status status = Selected(changes, mask, fields); !status.ok()) return status;
  for (const FieldDescriptor* field : fields) CopyField(changes, field, actor);
  return absl::OkStatus();
}

}  // namespace isotherm::profile
